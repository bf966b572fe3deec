"""What holds a subject to the reference."""

from .api import check, replay
from .verdict import Verdict

__all__ = ["Verdict", "check", "replay"]
