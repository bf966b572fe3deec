"""Numbers and arrays that are letters: a module a library."""

# Arrays are told what NumPy's functions do to them as soon as there are any.
from . import numpy_functions as numpy_functions
