"""Functions behind `functools.lru_cache`, which looks its arguments up: a pure one may as well be called."""

import builtins
import dis
import functools
import math
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

import numpy as np

Memoised = type(functools.cache(abs))
"""What `functools.lru_cache` makes of a function."""

CHANGING = frozenset("STORE_GLOBAL STORE_ATTR STORE_SUBSCR DELETE_GLOBAL DELETE_ATTR DELETE_SUBSCR".split())
HIDDEN = frozenset("LOAD_DEREF LOAD_CLOSURE LOAD_CLASSDEREF IMPORT_NAME MAKE_FUNCTION YIELD_VALUE".split())


def without_memory(memoised: Any, holds_symbols: Callable[[Any], bool]) -> Callable[..., Any]:
    """The function that calls what stands behind the cache where it is given symbols; the cache itself, unless that is pure."""
    function = memoised.__wrapped__
    if not isinstance(function, FunctionType) or not _is_pure(function):
        return memoised

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if any(holds_symbols(each) for each in (*args, *kwargs.values())):
            return function(*args, **kwargs)
        return memoised(*args, **kwargs)

    return call


def _is_pure(function: FunctionType) -> bool:
    """Whether it only computes with its arguments, so that what it once gave it would give again."""
    before = ""
    for each in dis.get_instructions(function):
        if each.opname in CHANGING or each.opname in HIDDEN or isinstance(each.argval, CodeType):
            return False
        if each.opname in ("LOAD_GLOBAL", "LOAD_NAME") and not _is_steady(function, str(each.argval)):
            return False
        # Attributes of an argument may change while it is the same.
        if each.opname in ("LOAD_ATTR", "LOAD_METHOD") and before != "LOAD_GLOBAL":
            return False
        before = each.opname
    return True


def _is_steady(function: FunctionType, name: str) -> bool:
    found = function.__globals__.get(name, vars(builtins).get(name))
    return found is np or found is math or found in (abs, max, min, pow, sum, float, int, round)
