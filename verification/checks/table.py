"""Every check, in the order in which they are made."""

from .absences import ABSENCES
from .arrays import ARRAYS
from .arrivals import ARRIVALS
from .beginning import BEGINNING
from .checkpoints import CHECKPOINTS
from .elements import ELEMENTS
from .epsilon import GUARD, SURVIVAL
from .finiteness import FINITENESS
from .instances import INSTANCES
from .interleaving import INTERLEAVINGS
from .laws import LAWS
from .layouts import LAYOUTS
from .neighbours import NEIGHBOURS
from .options import OPTIONS
from .readings import READINGS
from .references import REFERENCES
from .rounding import BOUNDS, PRECISION
from .shapes import SHAPES
from .surroundings import WORLD

ARITHMETIC = (
    GUARD,
    SURVIVAL,
    BEGINNING,
    BOUNDS["float64"],
    PRECISION,
    BOUNDS["float32"],
    BOUNDS["float16"],
    BOUNDS["bfloat16"],
    READINGS,
    FINITENESS,
)
FIRST = (*ARRAYS, *INSTANCES, *NEIGHBOURS)
"""Without these no other run means anything."""

CONDUCT = (
    *FIRST,
    *REFERENCES,
    *ABSENCES,
    *ARRIVALS,
    *ELEMENTS,
    *SHAPES,
    *LAYOUTS,
    *CHECKPOINTS,
    *INTERLEAVINGS,
    *OPTIONS,
    *LAWS,
    *WORLD,
)

CHECKS = (*FIRST, *ARITHMETIC, *CONDUCT[len(FIRST) :])
