"""Every check, in the order in which they are made."""

from .arrays import ARRAYS
from .instances import INSTANCES
from .neighbours import NEIGHBOURS
from .rounding import ROUNDING

ARITHMETIC = (*ROUNDING,)
CONDUCT = (*ARRAYS, *INSTANCES, *NEIGHBOURS)

CHECKS = (*ARITHMETIC, *CONDUCT)
