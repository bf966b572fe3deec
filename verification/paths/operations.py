"""What a step's operations make of sizes, places and names: where they meet the numbers of arrays, and what is looked up by them."""

import inspect
import itertools
import operator
import sys
from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from .marks import (
    BOXED,
    BOXES,
    NONE,
    Mark,
    MarkedFloat,
    Marks,
    Register,
    boxed,
    holds_data,
    is_data,
    is_of_reals,
    plain,
)
from .names import IN_TREES, NAMING, SIZE
from .rewriting import Site

ATTRIBUTES = SIZE | NAMING | IN_TREES

OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv, "FloorDiv": operator.floordiv,
    "Mod": operator.mod, "Pow": operator.pow, "LShift": operator.lshift, "RShift": operator.rshift, "BitOr": operator.or_,
    "BitXor": operator.xor, "BitAnd": operator.and_, "MatMult": operator.matmul,
    "UAdd": operator.pos, "USub": operator.neg, "Invert": operator.invert, "Not": operator.not_,
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge,
    "Is": operator.is_, "IsNot": operator.is_not,
    "In": lambda one, other: one in other, "NotIn": lambda one, other: one not in other,
}  # fmt: skip

IN_PLACE: Mapping[str, Callable[..., Any]] = {
    "Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "Div": operator.itruediv,
    "FloorDiv": operator.ifloordiv, "Mod": operator.imod, "Pow": operator.ipow, "LShift": operator.ilshift,
    "RShift": operator.irshift, "BitOr": operator.ior, "BitXor": operator.ixor, "BitAnd": operator.iand,
    "MatMult": operator.imatmul,
}  # fmt: skip

MOST = 1000
"""Items of a container that are looked at for marks; those of the others are alike."""

CONTAINERS = (dict, list, set, frozenset)

HERE = (__file__, str(Path(__file__).with_name("calls.py")))
"""Where the operations of rewritten functions are carried out, and their calls among them."""


@dataclass
class Table:
    """Something out of which a step takes what stands under sizes, places or names: of which size it was, and what was taken."""

    marks: Marks
    held: Any
    size: Any
    taken: set[Any] = field(default_factory=set[Any])

    @property
    def has_more(self) -> bool:
        """Whether something is in it that no run took out: where they took all, another place or name raises."""
        if isinstance(self.held, Mapping):
            return any(each not in self.taken for each in self.held)
        return not isinstance(self.size, int) or any(each not in self.taken for each in range(self.size))


@dataclass
class Operations:
    """Carries out the operations of rewritten functions as Python does, and follows sizes, places and names through them.

    Attributes:
        is_own: whether a file is the subject's.
        text_of: how the source says what stands somewhere.
        met: where what they were made into meets the numbers of arrays.
        looked_up: where something is taken by them out of a container, by what, and out of which.
        loops: by what a loop is as long as it is.
        missing: where a mapping had nothing under a marked name, by the mark of what was taken instead.
        summed: the marks of what is a sum over an array, and over how many numbers it is.
    """

    is_own: Callable[[str], bool]
    text_of: Callable[[Site], str]
    register: Register = field(default_factory=Register)
    counted: Register = field(default_factory=Register)
    met: dict[Site, Marks] = field(default_factory=dict[Site, Marks])
    looked_up: dict[Site, list["Table"]] = field(default_factory=dict[Site, "list[Table]"])
    loops: dict[Site, Marks] = field(default_factory=dict[Site, Marks])
    missing: dict[Mark, list[tuple[Mapping[Any, Any], Any]]] = field(
        default_factory=dict[Mark, list[tuple[Mapping[Any, Any], Any]]]
    )
    summed: dict[Mark, set[float]] = field(default_factory=dict[Mark, set[float]])
    slice = slice

    # Arithmetic and comparisons.

    def binary(self, site: Site, name: str, one: Any, other: Any) -> Any:
        return self._made_of(site, OPERATIONS[name], one, other)

    def unary(self, site: Site, name: str, one: Any) -> Any:
        return self._made_of(site, OPERATIONS[name], one)

    def compared(self, site: Site, names: tuple[str, ...], *given: Any) -> Any:
        result: Any = True
        for name, one, other in zip(names, given, given[1:], strict=False):
            found = self._compared(site, name, one, other)
            if len(names) == 1:
                return found
            marks = self.register.of(result) | self.register.of(found)
            result = found if plain(result) else result
            result = self.register.marked(result, marks) if type(plain(result)) in BOXES else result
        return result

    def _compared(self, site: Site, name: str, one: Any, other: Any) -> Any:
        if name in ("Is", "IsNot"):
            return OPERATIONS[name](plain(one), plain(other))
        if name in ("In", "NotIn") and not self.register.of(other):
            found = OPERATIONS[name](one, other)
            marks = self.register.within(one)
            known = all(self.register.within(each) for each in other) if isinstance(other, CONTAINERS) else False
            return found if known else self.register.marked(bool(found), marks)
        return self._made_of(site, OPERATIONS[name], one, other)

    def _made_of(self, site: Site, operation: Callable[..., Any], *given: Any) -> Any:
        marks = self._of_all(given)
        if not marks:
            return operation(*given)
        result = operation(*map(plain, given))
        if any(self._is_unmarked_data(each) for each in given):
            self._meet(site, marks)
            return result
        # As many zeros as there are parameters are zeros all the same.
        if any(isinstance(each, list) for each in given) and not any(
            self.register.of(each) for each in given if isinstance(each, list)
        ):
            self.counted.known[id(result)] = result, marks
            return result
        return self.register.marked(result, marks)

    def _is_unmarked_data(self, value: Any) -> bool:
        return is_of_reals(value) and not self.register.of(value)

    def _of_all(self, given: Iterable[Any]) -> Marks:
        found = NONE
        for each in given:
            found |= self.register.within(each)
        return found

    def _meet(self, site: Site, marks: Marks) -> None:
        self.met[site] = self.met.get(site, NONE) | marks

    def augmented(self, site: Site, name: str, current: Any, value: Any, loops: tuple[Site, ...]) -> Any:
        if isinstance(current, list):
            return IN_PLACE[name](current, value)
        marks = self.register.of(current) | self.register.of(value)
        result = IN_PLACE[name](plain(current), plain(value))
        if marks and (self._is_unmarked_data(current) or self._is_unmarked_data(value)):
            self._meet(site, marks)
            return result
        return self.carried(site, self.register.marked(result, marks), loops)

    def carried(self, site: Site, value: Any, loops: tuple[Site, ...]) -> Any:
        """What a loop over parameters carries on from one to the next is another at each."""
        if type(plain(value)) not in BOXES or not any(self.loops.get(each) for each in loops):
            return value
        return self.register.marked(value, self.register.of(value) | {self._mark("places", site)})

    def found(self, runs: int) -> dict[Site, Marks]:
        """Where numbers are made of sizes, places and names, after so many runs on parameters of different sizes and numbers."""
        looked_up = {
            site: tables[0].marks
            for site, tables in self.looked_up.items()
            if len({each.size for each in tables}) < runs and any(each.has_more for each in tables)
        }
        whole = {mark for mark, numbers in self.summed.items() if len(numbers) == 1}
        kept = {
            mark
            for mark, absent in self.missing.items()
            if all(any(self.register.within(each) and each == key for each in mapping) for mapping, key in absent)
        }
        every = {site: frozenset(marks - kept - whole) for site, marks in {**looked_up, **self.met}.items()}
        return {site: marks for site, marks in every.items() if marks}

    def _mark(self, kind: Any, site: Site) -> Mark:
        return Mark(kind, f"`{self.text_of(site)}`")

    # Text.

    def formatted(self, site: Site, value: Any, conversion: int, spec: str) -> Any:
        bare = plain(value)
        shown = {-1: bare, 115: str, 114: repr, 97: ascii}[conversion]
        text = format(bare if conversion == -1 else shown(bare), plain(spec))
        return self.register.marked(text, self.register.within(value))

    def joined(self, site: Site, *parts: str) -> Any:
        return self.register.marked("".join(parts), self._of_all(parts))

    # Attributes and items.

    def attribute(self, site: Site, value: Any, name: str) -> Any:
        found = getattr(value, name)
        told = is_data(value) or (type(found) is int and not isinstance(value, type) and not self.belongs(type(value)))
        in_tree = type(value).__module__.startswith("jax") and name in IN_TREES and not is_data(value)
        if callable(found) or not (told or in_tree) or (name in IN_TREES - NAMING and not in_tree):
            return found
        if name in NAMING or in_tree:
            return (
                self.register.marked(found, frozenset({self._mark("names", site)})) if isinstance(found, str) else found
            )
        return self.register.marked(found, frozenset({self._mark("sizes", site)}))

    def item(self, site: Site, value: Any, index: Any) -> Any:
        if self.belongs(getattr(type(value), "__getitem__", None)):
            return value[index]
        own = self.register.of(value)
        marks = self._of_all(index) if type(index) is tuple else self.register.within(index)
        if own:
            found = plain(value)[plain(index)] if isinstance(value, BOXED) else value[plain(index)]
            return self.register.marked(found, own | marks)
        if not marks:
            self._see_ends(site, value, index)
            return value[index]
        if isinstance(value, Mapping):
            return self._of_mapping(site, value, index, lambda: value[index])
        if is_data(index):
            self._meet(site, marks)
        else:
            self._look_up(site, marks, value, index)
        return value[plain(index)]

    def _look_up(self, site: Site, marks: Marks, value: Any, index: Any) -> None:
        """Something is taken out by a mark: what has as many items in a larger model is a table of somebody's own."""
        if not hasattr(value, "__len__") and not is_data(value):
            return
        tables = self.looked_up.setdefault(site, [])
        table = next((each for each in tables if each.held is value), None)
        if table is None:
            size = tuple(value.shape) if is_data(value) else len(value)
            table = Table(marks, value, size)
            tables.append(table)
        if isinstance(plain(index), Hashable):
            table.taken.add(plain(index))

    def stored(self, site: Site, value: Any, index: Any) -> None:
        """Where something is stored."""
        marks = self._of_all(index) if type(index) is tuple else self.register.within(index)
        if marks and is_data(index):
            self._meet(site, marks)
        elif not marks:
            self._see_ends(site, value, index)

    def _see_ends(self, site: Site, value: Any, index: Any) -> None:
        """A slice that ends where an array of a run has long ended is of another length in a larger one."""
        slices = index if type(index) is tuple else (index,)
        if not any(type(each) is slice for each in slices) or not holds_data(value):
            return
        sizes = tuple(value.shape) if is_data(value) else (len(value),)
        for each, size in zip(slices, sizes, strict=False):
            ends = (each.start, each.stop) if type(each) is slice else ()
            if any(isinstance(end, int) and abs(end) > size for end in ends):
                self._meet(site, frozenset({self._mark("sizes", site)}))

    def _of_mapping(self, site: Site, mapping: Mapping[Any, Any], key: Any, look: Callable[[], Any]) -> Any:
        """What stands under a name: that of a parameter's own, or what somebody wrote down under the name of one."""
        marks = self.register.within(key)
        stored = next((each for each in mapping if each == key), None)
        written = any(
            isinstance(each, str | int | float | tuple) and not self.register.within(each) for each in mapping
        )
        size = len(mapping)
        found = look()
        if stored is not None:
            if not self.register.within(stored):
                self._look_up(site, marks, mapping, key)
            return found
        if not written:
            return found
        if len(mapping) == size:
            # It may be kept there later, in the place of which something else stands in its first step.
            marks = frozenset(Mark(each.kind, each.text, self.text_of(site)) for each in marks)
            for each in marks:
                self.missing.setdefault(each, []).append((mapping, key))
        if is_data(found) or callable(found):
            self._meet(site, marks)
            return found
        if isinstance(found, CONTAINERS):
            self.register.known[id(found)] = found, marks
            return found
        return self.register.marked(found, marks)

    def unpacked(self, site: Site, value: Any) -> Any:
        marks = self.register.of(value)
        if not marks or isinstance(value, BOXED):
            return value
        return tuple(self.register.marked(each, marks) for each in value)

    # Loops.

    def each(self, site: Site, value: Any) -> Iterator[Any]:
        """What a loop goes through."""
        self.loops[site] = self._counts(site, value)
        marks = self.register.of(value)
        if marks:
            return (self.register.marked(each, marks) for each in value)
        if isinstance(value, itertools.count):
            return (boxed(each, frozenset({self._mark("places", site)})) for each in value)
        if isinstance(value, Mapping | KeysView | ItemsView) and self.loops[site]:
            return self._named(site, value)
        marks = frozenset({Mark("names", f"the names in `{self.text_of(site)}`")})
        return (_with_names(self.unpacked(site, each) if isinstance(each, tuple) else each, marks) for each in value)

    def _named(self, site: Site, value: Any) -> Iterator[Any]:
        marks = frozenset({Mark("names", f"the names in `{self.text_of(site)}`")})
        for each in value:
            key = each[0] if isinstance(value, ItemsView) else each
            key = self.register.marked(key, marks) if type(key) is str else key
            yield (key, each[1]) if isinstance(value, ItemsView) else key

    def made(self, site: Site, value: Any) -> Any:
        """A comprehension: it has as many items as it went through."""
        if self.loops.get(site):
            self.counted.known[id(value)] = value, self.loops[site]
        return value

    def tested(self, site: Site, value: Any) -> Any:
        self.loops[site] = self.register.of(value)
        return value

    def _counts(self, site: Site, value: Any) -> Marks:
        """What says how many things there are in something."""
        found = self.register.of(value) | self.counted.of(value)
        if isinstance(value, list | tuple | set | frozenset) and len(value) <= MOST:
            found |= self._of_all(each for each in value if isinstance(each, BOXED))
        if found or not holds_data(value) or (is_data(value) and getattr(value, "shape", ()) == ()):
            return found
        return frozenset({self._mark("sizes" if is_data(value) else "places", site)})

    def _caller(self) -> str:
        """The file of whoever called the function that is carried out."""
        own = inspect.currentframe()
        for _ in range(3):
            own = None if own is None else own.f_back
        return "" if own is None else own.f_code.co_filename

    def returned(self, site: Site, value: Any) -> Any:
        """What a function gives to whoever calls it, where that is not the subject: so go the numbers of who has no arrays."""
        caller = self._caller()
        if caller not in HERE and not self.is_own(caller):
            given = value if type(value) in (list, tuple) else (value,)
            for each in given:
                marks = self.register.of(each) - self.summed.keys() if isinstance(each, MarkedFloat) else NONE
                if marks:
                    self._meet(site, marks)
        return value

    # Whose a function is.

    def belongs(self, function: Any) -> bool:
        """Whether it is a function or a class of the subject's, or made of one."""
        if isinstance(function, partial):
            return self.belongs(function.func)
        function = getattr(function, "__func__", function)
        if isinstance(function, type):
            return any(self._is_own_code(each) for each in vars(function).values()) or self._is_of_own_module(function)
        if self._is_own_code(function):
            return True
        return (
            not isinstance(function, ModuleType)
            and hasattr(function, "__wrapped__")
            and self.belongs(function.__wrapped__)
        )

    def _is_own_code(self, function: Any) -> bool:
        code = getattr(function, "__code__", None)
        return code is not None and self.is_own(code.co_filename)

    def _is_of_own_module(self, kind: type) -> bool:
        module = sys.modules.get(kind.__module__)
        return self.is_own(str(getattr(module, "__file__", None)))


def _with_names(value: Any, marks: Marks) -> Any:
    """A pair of an array and what it is called, as PyTorch hands them out, with that marked."""
    if type(value) is not tuple or not any(type(each) is str for each in value) or not holds_data(value):
        return value
    return tuple(boxed(each, marks) if type(each) is str else each for each in value)
