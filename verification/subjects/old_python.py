"""Python 2: names that it had are put back, and what cannot be put back is told; the verdict says so."""

import builtins
import functools
import re
from collections.abc import Iterable
from types import ModuleType

from .supplied import note

REMOVED: dict[str, object] = {
    "xrange": range,
    "unicode": str,
    "basestring": str,
    "long": int,
    "unichr": chr,
    "raw_input": input,
    "reduce": functools.reduce,
}
"""Built-in names of Python 2 → what each is now."""

ADVICE = "It is written for Python 2: 2to3 mends it."

_SAID = re.compile(
    r"call to '(print|exec)'|multiple exception types must be parenthesized|leading zeros in decimal integer|"
    r"no attribute '(iteritems|itervalues|iterkeys|viewitems|has_key)'|name '(xrange|unicode|basestring|raw_input)' is not defined"
)


def supply_for_names(module: ModuleType, read: Iterable[str]) -> None:
    """Put back those of the names that its functions read, and nobody binds."""
    for name in sorted({*read} & REMOVED.keys()):
        if not hasattr(module, name) and not hasattr(builtins, name):
            setattr(module, name, REMOVED[name])
            note("python", name)


def advice(message: str) -> str:
    """What to do where an error says that something is of Python 2; else nothing."""
    return f" {ADVICE}" if _SAID.search(message) else ""
