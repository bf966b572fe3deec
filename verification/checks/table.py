"""Every check, in the order in which they are made."""

from .absent_gradients import ABSENCES
from .arrays import ARRAYS
from .checkpoints import CHECKPOINTS
from .elementwise import ELEMENTS
from .epsilon import GUARD, SURVIVAL
from .finiteness import FINITENESS
from .initial_state import BEGINNING
from .instances import INSTANCES
from .interleaving import INTERLEAVINGS
from .kept_references import REFERENCES
from .late_parameters import ARRIVALS
from .layouts import LAYOUTS
from .options import OPTIONS
from .other_parameters import NEIGHBOURS
from .rounded_hyperparameters import READINGS
from .rounding import BOUNDS, PRECISION
from .scale_laws import LAWS
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
