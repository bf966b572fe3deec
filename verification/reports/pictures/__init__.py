"""Pictures of optimizers, right and wrong: numbers that follow from a seed, and drawings of them.

Each picture is a pure function that computes its numbers and another that puts them on a sheet; `table` lists them.
matplotlib is imported by `canvas` alone, where something is drawn.
"""

from .drawing import PlotError, draw, draw_all, draw_partings
from .table import PICTURES, Picture, find_picture

__all__ = ["PICTURES", "Picture", "PlotError", "draw", "draw_all", "draw_partings", "find_picture"]
