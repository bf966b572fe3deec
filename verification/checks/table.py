"""Every check, in the order in which they are made."""

from .absent_gradients import ABSENT_GRADIENTS
from .any_gradients import ANY_GRADIENTS
from .arrays import ARRAYS
from .checkpoints import CHECKPOINTS
from .closures import BY_CLOSURE
from .elementwise import ELEMENTWISE
from .epsilon import EPSILON_GUARD, EPSILON_SURVIVES
from .groups import GROUPS
from .initial_state import INITIAL_STATE
from .instances import INSTANCES
from .interleaving import ANY_ORDER
from .kept_references import KEPT_REFERENCES
from .late_parameters import LATE_PARAMETERS
from .layouts import LAYOUTS
from .many_steps import MANY_STEPS
from .names import NAMES
from .nonfinite_gradients import NONFINITE_CONTAINED
from .options import OPTIONS
from .other_parameters import OTHER_PARAMETERS
from .rates import RATES
from .rounded_hyperparameters import AS_GIVEN
from .rounding import BOUNDS, PRECISION_KEPT
from .scale_laws import SCALE_LAWS
from .setters import SETTERS
from .shapes import SHAPES
from .surroundings import SURROUNDINGS_KEPT

ARITHMETIC = (
    EPSILON_GUARD,
    EPSILON_SURVIVES,
    INITIAL_STATE,
    BOUNDS["float64"],
    PRECISION_KEPT,
    BOUNDS["float32"],
    BOUNDS["float16"],
    BOUNDS["bfloat16"],
    AS_GIVEN,
    *MANY_STEPS,
    NONFINITE_CONTAINED,
)
FIRST = (*ARRAYS, *INSTANCES, *SETTERS, *OTHER_PARAMETERS)
"""Without these no other run means anything."""

CONDUCT = (
    *FIRST,
    *KEPT_REFERENCES,
    BY_CLOSURE,
    *ABSENT_GRADIENTS,
    *LATE_PARAMETERS,
    *NAMES,
    *GROUPS,
    *ELEMENTWISE,
    *SHAPES,
    ANY_GRADIENTS,
    *LAYOUTS,
    *CHECKPOINTS,
    *ANY_ORDER,
    *OPTIONS,
    *RATES,
    *SCALE_LAWS,
    *SURROUNDINGS_KEPT,
)

CHECKS = (*FIRST, *ARITHMETIC, *CONDUCT[len(FIRST) :])
