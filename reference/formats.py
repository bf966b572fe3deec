"""The floating-point formats in which optimizers compute.

Each is four numbers of the standard: its name, its precision and the exponents between which it is normal; all else
follows.  NumPy's `finfo` is not asked, since it does not know bfloat16.
"""

from collections.abc import Collection, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Format:
    """A binary format: ±d.ddd × 2ᵉ with `precision` digits, emin ≤ e ≤ emax, rounded to nearest, with subnormals."""

    name: str
    precision: int
    emin: int
    emax: int

    @property
    def roundoff(self) -> float:
        """u: the most that rounding changes a normal number, relative to it."""
        return 2.0**-self.precision

    @property
    def smallest_subnormal(self) -> float:
        return 2.0 ** (self.emin - self.precision + 1)

    @property
    def smallest_normal(self) -> float:
        return 2.0**self.emin

    @property
    def largest(self) -> float:
        return (2 - 2.0 ** (1 - self.precision)) * 2.0**self.emax


FORMATS = (
    # IEEE 754-2019, Table 3.5
    Format("float16", 11, -14, 15),
    Format("float32", 24, -126, 127),
    Format("float64", 53, -1022, 1023),
    # The exponents of float32 and 8 digits: Google Cloud 2019, BFloat16: The secret to high performance on Cloud TPUs
    Format("bfloat16", 8, -126, 127),
)
"""The formats that can be judged."""


def format_of(dtype: Any) -> Format:
    """The format of a dtype, by its name: bfloat16 is whatever package registered it.  Raises `TypeError`."""
    name = np.dtype(dtype).name
    for each in FORMATS:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in FORMATS)
    raise TypeError(f"there is no bound for {name}: an optimizer is judged in one of {known}")


FLUSHED: ContextVar[frozenset[str]] = ContextVar("FLUSHED", default=frozenset())
"""The formats whose subnormals count as zeros for now."""


@contextmanager
def flushing(names: Collection[str]) -> Generator[None]:
    """Judge these formats as they are computed in where subnormal results, and subnormal operands, are taken for zero.

    Some libraries set the processor so, as XLA does on CPUs.
    """
    before = FLUSHED.set(frozenset(names))
    try:
        yield
    finally:
        FLUSHED.reset(before)
