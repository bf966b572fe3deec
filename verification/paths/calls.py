"""What calls make of sizes, places and names: those of Python's own functions, of containers, and of libraries."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from .marks import BOXED, BOXES, NONE, Marks, boxed, holds_data, is_data, plain
from .names import ABOUT_KINDS, FILLING, IDEMPOTENT, MAKING, SHAPING, SIZE, TELLING, TELLING_NAMES
from .operations import ATTRIBUTES, CONTAINERS, Operations
from .rewriting import Site

THROUGH = (list, tuple, set, frozenset, sorted, sum, max, min, any, all, zip, map, filter, iter)
"""Functions of Python's that go through what they are given."""

AS_LONG = (list, tuple, set, frozenset, sorted, map, filter, iter, reversed)
"""Those whose result has as many items as they were given."""


class Listener(Operations):
    """Carries out the calls of rewritten functions, too."""

    def call(self, site: Site, function: Any, /, *given: Any, **named: Any) -> Any:
        if self.belongs(function):
            return _anew(function)(*given, **named)
        of_python = type(function) in (type, type(len))  # what else is called may not be hashed, nor compared
        handler = HANDLERS.get(function) if of_python else None
        if handler is not None:
            return handler(self, site, function, *given, **named)
        every = (*given, *named.values())
        name = getattr(function, "__name__", "").removeprefix("_")  # which JAX has before the methods of its arrays
        if of_python and function in THROUGH:
            return self._gone_through(site, function, *given, **named)
        if any(self.belongs(each) for each in every) or name in TELLING or _is_exception(function):
            return function(*given, **named)
        if name in ABOUT_KINDS or name == "hasattr":
            return function(*map(plain, given))
        receiver = getattr(function, "__self__", None)
        if isinstance(receiver, CONTAINERS) and not self.register.of(receiver):
            return self._of_container(site, receiver, function, *given, **named)
        if name == "join" and isinstance(receiver, str):
            given = ([*self.each(site, given[0])],)
            every = given
        marks = self._of_all(every) | self.register.of(receiver)
        data = [each for each in (*every, receiver) if self._holds_unmarked(each)]
        if data:
            return self._with_data(site, function, name, marks, given, named)
        found = function(*map(plain, given), **{key: plain(each) for key, each in named.items()})
        if name in TELLING_NAMES:
            marks |= {self._mark("names", site)}
        if name in SIZE and not marks and receiver is not None and type(found) is int:
            marks = frozenset({self._mark("sizes", site)})
        if name in MAKING and not (name in FILLING and self._of_all(given[1:])):
            return found
        return self.register.marked(found, marks)

    def _holds_unmarked(self, value: Any) -> bool:
        return not isinstance(value, ModuleType | type) and holds_data(value) and not self.register.of(value)

    def _with_data(self, site: Site, function: Any, name: str, marks: Marks, given: Any, named: Any) -> Any:
        if not marks:
            found = function(*given, **named)
            if isinstance(found, list | tuple | str | bytes) and name not in SIZE:
                self.counted.known[id(found)] = found, frozenset({self._mark("sizes", site)})
                return found
            times = _times(found, given, getattr(function, "__self__", None))
            summed = name not in IDEMPOTENT | SHAPING and times > 1
            if name not in SIZE and not summed:
                return found
            marks = frozenset({self._mark("sizes", site)})
            for each in marks if summed else ():
                self.summed.setdefault(each, set()).add(times)
            return self.register.marked(found, marks)
        found = function(*map(plain, given), **{key: plain(each) for key, each in named.items()})
        if name not in SHAPING | MAKING or (name in FILLING and self._of_all(given[1:])):
            self._meet(site, marks)
        return found

    def _of_container(self, site: Site, receiver: Any, function: Any, *given: Any, **named: Any) -> Any:
        name = function.__name__
        if (
            isinstance(receiver, dict)
            and name in ("get", "pop", "setdefault")
            and given
            and self.register.within(given[0])
        ):
            return self._of_mapping(site, receiver, given[0], lambda: function(*given, **named))
        found = function(*given, **named)
        if name in ("index", "count"):
            return self.register.marked(found, self._counts(site, receiver) | self._of_all(given))
        return found

    def _gone_through(self, site: Site, function: Any, *given: Any, **named: Any) -> Any:
        counts = NONE
        for each in given:
            counts |= self.register.of(each) if callable(each) else NONE
            counts |= (
                self.register.of(each)
                if isinstance(each, BOXED) and not isinstance(each, str)
                else self._counts(site, each)
            )
        several = [len(each) for each in given if hasattr(each, "__len__")] if function is zip else []
        if counts and len(set(several)) > 1:
            self._meet(site, frozenset({self._mark("places", site)}))
        taken = [self.each(site, each) if _is_gone_through(each) else each for each in given]
        if function in (sum, max, min, any, all):
            taken = [[*each] if isinstance(each, Iterator) else each for each in taken]
            counts |= self._of_all(taken)
        if function in (max, min, sum) and not any(_is_gone_through(each) for each in given):
            return self._made_of(site, partial(function, **named), *given)
        taken = [plain(each) if isinstance(each, BOXED) else each for each in taken]
        found = function(*taken, **named)
        if function in (*AS_LONG, zip):
            if counts:
                self.counted.known[id(found)] = found, counts
            return found
        if isinstance(found, BOXED) or type(found) in BOXES:
            return self.register.marked(found, counts | self.register.of(found))
        return found

    def length(self, site: Site, function: Any, of: Any) -> Any:
        return self.register.marked(function(of), self._counts(site, of))

    def enumerated(self, site: Site, function: Any, iterable: Any, start: int = 0) -> Any:
        counts = self._counts(site, iterable)
        if not counts:
            return function(iterable, start)
        marks = frozenset({self._mark("places", site)})
        found = ((boxed(number, marks), each) for number, each in function(self.each(site, iterable), plain(start)))
        self.counted.known[id(found)] = found, counts
        return found

    def asked(self, site: Site, function: Any, value: Any, name: str, *default: Any) -> Any:
        found = function(value, plain(name), *default)
        marks = self.register.of(name)
        if marks and not isinstance(found, int | float | str):
            self._meet(site, marks)
        elif marks:
            return self.register.marked(found, marks)
        return found if name not in ATTRIBUTES or not hasattr(value, name) else self.attribute(site, value, name)

    def ranged(self, site: Site, function: Any, *ends: Any) -> Any:
        return self.register.marked(function(*map(plain, ends)), self._of_all(ends))

    def turned(self, site: Site, function: Any, value: Any) -> Any:
        found = function(list(self.each(site, value)))
        if self.loops[site]:
            self.counted.known[id(found)] = found, self.loops[site]
        return found

    def address(self, site: Site, function: Any, value: Any) -> Any:
        return boxed(function(plain(value)), frozenset({self._mark("places", site)}))


def _anew(function: Any) -> Any:
    """The function without what it remembers of other runs."""
    inner = getattr(function, "__func__", function)
    if not hasattr(inner, "cache_clear"):
        return function
    return inner.__wrapped__ if inner is function else partial(inner.__wrapped__, function.__self__)


def _is_gone_through(value: Any) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, dict) and not callable(value)


def _times(found: Any, *given: Any) -> float:
    """How many numbers of arrays were made into one, as by sums; 0 where the result is no number and no array."""
    arrays = [each for one in given for each in (one if isinstance(one, list | tuple) else (one,)) if is_data(each)]
    if not arrays or not (is_data(found) or type(found) in (int, float)):
        return 0
    return max(math.prod(each.shape) for each in arrays) / max(1, math.prod(getattr(found, "shape", ())))


def _is_exception(function: Any) -> bool:
    return isinstance(function, type) and issubclass(function, BaseException)


HANDLERS: Mapping[Any, Callable[..., Any]] = {
    len: Listener.length, enumerate: Listener.enumerated, getattr: Listener.asked, range: Listener.ranged,
    reversed: Listener.turned, id: Listener.address,
}  # fmt: skip
"""Functions of Python's that ask how much there is of something, where it stands, or for what its name says."""
