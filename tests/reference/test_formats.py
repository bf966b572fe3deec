"""The formats are those of the standard."""

import ml_dtypes
import numpy as np
import pytest

from optproof.reference.bound import BoundedArithmetic
from optproof.reference.formats import FORMATS, Format, format_of
from optproof.reference.wide import DOUBLE, WIDEST

BFLOAT16 = np.dtype(ml_dtypes.bfloat16)


@pytest.mark.parametrize("made", FORMATS, ids=lambda each: each.name)
def test_as_numpy_and_ml_dtypes_know_them(made: Format) -> None:
    """Their largest and smallest numbers and their precision, by `finfo`."""
    dtype = BFLOAT16 if made.name == "bfloat16" else np.dtype(made.name)
    info = ml_dtypes.finfo(dtype)
    assert format_of(dtype) is made
    assert made.largest == float(info.max)
    assert made.smallest_normal == float(info.smallest_normal)
    assert made.smallest_subnormal == float(info.smallest_subnormal)
    assert made.roundoff == float(info.eps) / 2


@pytest.mark.parametrize("made", FORMATS, ids=lambda each: each.name)
def test_exponents_are_as_in_ieee_754(made: Format) -> None:
    """In the standard, emin = 1 − emax."""
    assert made.emin == 1 - made.emax


@pytest.mark.parametrize("given", ["float16", np.float32, np.dtype("float64"), ">f4", ml_dtypes.bfloat16])
def test_whatever_numpy_takes_for_a_dtype(given: object) -> None:
    """Names, types, dtypes, of either byte order."""
    assert format_of(given).name == np.dtype(given).name  # type: ignore[call-overload]


@pytest.mark.parametrize("given", [np.int64, np.complex64, np.longdouble, ml_dtypes.float8_e4m3fn, object])
def test_another_dtype_is_refused(given: type) -> None:
    """The error names the dtype and those that there are."""
    with pytest.raises(TypeError, match=f"no bound for {np.dtype(given).name}: .* float16, float32, float64, bfloat16"):
        format_of(given)


@pytest.mark.parametrize("made", FORMATS, ids=lambda each: each.name)
def test_the_arithmetic_of_a_format(made: Format) -> None:
    """One rounding is at least the format's and hardly more, and it is judged in what is wide enough."""
    arithmetic = BoundedArithmetic.of(BFLOAT16 if made.name == "bfloat16" else made.name)
    assert made.roundoff < arithmetic.roundoff <= made.roundoff * (1 + 2.0**-10)
    assert made.smallest_subnormal / 2 <= arithmetic.tiny
    assert arithmetic.largest == made.largest
    assert arithmetic.wide is (WIDEST if made.name == "float64" else DOUBLE)
