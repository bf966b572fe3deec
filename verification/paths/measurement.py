"""Which branches the steps of a subject take, measured by coverage.py while runs are made.

The functions that a step enters get line numbers by which every branch is seen (`blocks.py`); what they do stays as it is.
Only steps are measured, and nothing of what judges them.
"""

import gc
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType, FrameType, FunctionType
from typing import Any

from coverage import Coverage, collector

from ..subjects.cells import cells_of
from ..subjects.replaced_code import codes_in, functions_behind
from ..symbolic.jax_functions import uncompiled
from .blocks import Piece, Position, relined

MEASURED = "/optproof-measures"
"""A folder that is nowhere: as the files of which coverage.py knows the functions that are measured."""

TRACER: ContextVar[Any] = ContextVar("TRACER", default=None)
"""What listens to the step that is made next; None where nobody does."""


@dataclass(frozen=True)
class Measured:
    """A function whose branches were measured, with the functions and comprehensions in it.

    Attributes:
        names: the module's, which it reads as its own.
        arcs: which block followed which, in some step that shows what it does.
        still: the same of steps in which the gradient of a parameter was zero throughout, where twice the gradient is the gradient.
    """

    pieces: tuple[Piece, ...]
    names: Mapping[str, Any]
    arcs: frozenset[tuple[int, int]]
    still: frozenset[tuple[int, int]] = frozenset()

    @property
    def code(self) -> CodeType:
        return self.pieces[0].code

    @cached_property
    def ran(self) -> frozenset[int]:
        """The blocks that ran."""
        return frozenset(block for arc in self.arcs | self.still for block in arc)

    def arcs_from(self, block: int) -> frozenset[tuple[int, int]]:
        """What followed in steps that show it; in still ones where no others came to this block, which is of another side then."""
        return self.arcs if any(block in arc for arc in self.arcs) else self.still

    @cached_property
    def places(self) -> frozenset[Position]:
        """Where that stands in the source of which some run came across."""
        return frozenset(
            place
            for piece in self.pieces
            for block, places in piece.places.items()
            if block in self.ran
            for place in places
        )


@dataclass
class Measurement:
    """What was measured, once the runs are made; `steps` counts them."""

    functions: list[Measured] = field(default_factory=list[Measured])
    steps: int = 0


@contextmanager
def step(
    settings: Mapping[str, Any] | None, count: int = 1, *, idle: bool = False, still: bool = False
) -> Generator[None]:
    """The block makes steps, measured where somebody asks for it.

    They are idle where no parameter has a gradient, and still where a gradient is zero throughout: there a side may run and show nothing.

    Steps with other settings than those that are measured are of another configuration, and say nothing of this one; nor do those
    with None, whose results nobody judges.
    """
    tracer = TRACER.get()
    if tracer is None or settings != tracer.settings:
        yield
        return
    tracer.count += count
    before = sys.gettrace()
    sys.settrace((tracer.idle if idle else tracer.still if still else None) or tracer.listener)
    _call()
    try:
        yield
    finally:
        sys.settrace(before)


def _call() -> None:
    """With the next call coverage.py listens by itself; until then it is asked by way of frames that another's may hold."""


@dataclass
class _Tracer:
    """Who listens to steps; to those in which nothing is to be done or seen, `idle` and `still` where there are such."""

    listener: Any
    settings: Mapping[str, Any]
    idle: Any = None
    still: Any = None
    count: int = 0


@dataclass
class _Aside:
    """Listens to idle or to still steps, whose sides count only in functions that other steps enter: kernels are called with nothing, too."""

    arcs: dict[str, set[tuple[int, int]]] = field(default_factory=dict[str, set[tuple[int, int]]])

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        file, last = frame.f_code.co_filename, -frame.f_code.co_firstlineno
        if event != "call" or not file.startswith(MEASURED):
            return None
        arcs = self.arcs.setdefault(file, set())

        def listen(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal last
            if event == "line":
                arcs.add((last, frame.f_lineno))
                last = frame.f_lineno
            return listen

        return listen


def entered(
    act: Callable[[], object], settings: Mapping[str, Any], belongs: Callable[[str], bool]
) -> frozenset[CodeType]:
    """The code that the steps of `act` enter, of files that belong; whatever it raises ends the looking."""
    found: set[CodeType] = set()

    def listen(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and belongs(frame.f_code.co_filename):
            found.add(frame.f_code)

    listening(listen, settings, act)
    return frozenset(found)


def listening(
    listener: Callable[[FrameType, str, Any], Any], settings: Mapping[str, Any], act: Callable[[], object]
) -> None:
    """Have the listener trace the steps of `act`; whatever that raises ends it."""
    before = TRACER.set(_Tracer(listener, settings))
    try:
        with suppress(BaseException), uncompiled():
            act()
    finally:
        TRACER.reset(before)


@contextmanager
def measuring(codes: frozenset[CodeType], settings: Mapping[str, Any]) -> Generator[Measurement]:
    """Measure the functions to which these codes belong, in all steps of the block; what came of it is known after it."""
    measurement = Measurement()
    roots = roots_of(codes)
    files = {f"{MEASURED}/{number}.py": root for number, root in enumerate(roots)}
    relines = {file: relined(root.code, file) for file, root in files.items()}
    instead = {piece.code: piece.measured for pieces in relines.values() for piece in pieces}
    own = [(each, each.__code__) for root in roots for each in root.living]
    coverage = Coverage(
        data_file=None,
        config_file=False,
        branch=True,
        include=[f"{MEASURED}/*"],
        messages=False,
        check_preimported=False,
    )
    coverage.set_option("run:core", "ctrace")  # `sys.monitoring` sees no branches before Python 3.14
    coverage.set_option("run:disable_warnings", ["no-data-collected", "no-ctracer"])
    with _started(coverage, settings) as tracer:
        before = TRACER.set(tracer)
        try:
            for each, code in own:
                each.__code__ = instead[code]
            yield measurement
        finally:
            TRACER.reset(before)
            for each, code in own:
                each.__code__ = code
    data = coverage.get_data()
    measurement.steps = tracer.count
    for file, root in files.items():
        arcs = data.arcs(file)
        if arcs:
            every = frozenset((*arcs, *tracer.idle.arcs.get(file, ())))
            still = frozenset(tracer.still.arcs.get(file, ()))
            measurement.functions.append(Measured(tuple(relines[file]), root.names, every, still - every))


@contextmanager
def _started(coverage: Coverage, settings: Mapping[str, Any]) -> Generator[_Tracer]:
    """Coverage.py is ready and hears nothing yet; whoever traced before goes on where it does not, and afterwards."""
    outside, of_threads = sys.gettrace(), threading.gettrace()
    with _nobody_asked_from_where():
        coverage.start()
    tracer = _Tracer(sys.gettrace(), settings, _Aside(), _Aside())
    # Another measurement of coverage.py's pauses, and its tracer would end any other that it meets.
    sys.settrace(None if type(outside) is type(tracer.listener) else outside)
    threading.settrace(of_threads)  # type: ignore[arg-type]
    try:
        yield tracer
    finally:
        coverage.stop()
        sys.settrace(outside)
        threading.settrace(of_threads)  # type: ignore[arg-type]


@contextmanager
def _nobody_asked_from_where() -> Generator[None]:
    """Coverage.py notes who started it, and reads the sources of all who called for that: as long as a hundred tapes take."""
    inside: Any = collector
    before = getattr(inside, "short_stack", None)  # where a later version has none, it only takes longer
    if before is not None:
        inside.short_stack = str
    try:
        yield
    finally:
        if before is not None:
            inside.short_stack = before


# What is there to be measured.


@dataclass(eq=False)
class Root:
    """Code that stands in no other function that still lives, and the functions that have it, or code inside it."""

    code: CodeType
    names: Mapping[str, Any]
    living: list[FunctionType]


def roots_of(codes: frozenset[CodeType]) -> list[Root]:
    """What these codes are written in, and what of the same files that may call by name."""
    living: dict[CodeType, list[FunctionType]] = {}
    for each in {id(function): function for function in _living(codes)}.values():
        living.setdefault(each.__code__, []).append(each)
    inside = {inner: code for code in living for inner in codes_in(code) if inner is not code}
    roots: dict[CodeType, Root] = {}
    for code, functions in living.items():
        root = code
        while root in inside:
            root = inside[root]
        roots.setdefault(root, Root(root, functions[0].__globals__, [])).living.extend(functions)
    chosen = [each for each in roots.values() if not codes.isdisjoint(codes_in(each.code))]
    names: set[str] = set()
    for each in chosen:
        names = {name for code in codes_in(each.code) for name in code.co_names}
        chosen += [other for other in roots.values() if other.code.co_name in names and other not in chosen]
    return chosen


def _is_inside(code: CodeType) -> bool:
    """Whether it is a function inside another, and no comprehension."""
    return "<locals>" in code.co_qualname and not code.co_name.startswith("<")


def _living(codes: frozenset[CodeType]) -> Iterator[FunctionType]:
    """The functions of the modules in which these codes stand, and whatever else has one of them."""
    files = {each.co_filename for each in codes}
    for module in [*sys.modules.values()]:
        file, name = getattr(module, "__file__", None), getattr(module, "__name__", "")
        if file in files or name == "__main__" or files & cells_of(module):
            kinds = [each for each in vars(module).values() if isinstance(each, type)]
            members = [*vars(module).values(), *(member for kind in kinds for member in vars(kind).values())]
            yield from (
                each for member in members for each in functions_behind(member) if each.__code__.co_filename in files
            )
    # A function inside another may live anywhere, as one that a factory has made, and so may one without a name.
    inner = [each for each in codes if each.co_name == "<lambda>" or _is_inside(each)]
    yield from (each for each in gc.get_referrers(*inner) if type(each) is FunctionType) if inner else ()
