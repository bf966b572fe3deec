"""Libraries that ask of what type an array is before they let it through: they are told of the symbolic one."""

import sys

from .array import SymbolicArray


def introduce() -> None:
    """Tell those that the subject has imported."""
    if "autograd.numpy.numpy_boxes" in sys.modules:
        from autograd.numpy.numpy_boxes import ArrayBox
        from autograd.numpy.numpy_vspaces import ArrayVSpace

        ArrayBox.register(SymbolicArray)
        ArrayVSpace.register(SymbolicArray)
