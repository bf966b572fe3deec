"""Ordinary runs on the other sides of a subject's branches: tapes with the numbers that take them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from sympy import Symbol

from ...reference.hyperparameters import tried
from ...reference.rule import Form, numbered
from ...reference.symbols import g, lr, t, theta
from ...reference.tape import Tape
from ..fuzzing.arithmetic import Counterexample, departure
from ..fuzzing.driving import RaisedError, play, shown_in_float32
from ..fuzzing.setting import Setting
from ..proof.regimes import Side
from ..subjects.loading import describe
from ..subjects.object_graph import Path
from ..subjects.probes import RATE
from ..subjects.subject import Subject
from ..symbolic.record import OpaqueError
from ..tracing.point import STEPS, Point
from ..tracing.session import SHAPES, START, Element, Key, concrete_values, element_symbol
from ..tracing.trace import Branches, DeadEnd, Trace, trace

LONGEST = 10_000
"""The last step that runs go to."""

CHEAP = 1_000
"""The same where the trace is the form there, and runs only look whether it told the truth."""

BEYOND = 6
"""How many steps a run goes on after the one that takes the branch."""

SCALES = (1.0, 1e3, 1e-3, 1e6, 1e-6, 1e9, 1e-9, 1e-12)
"""By how much gradients are scaled, where the branch may depend on them."""


def rate_at(point: Point, otherwise: float) -> float:
    """The lr that a point asks for, in whatever step."""
    return next(
        (point.values[each] for each in (lr, *(numbered(lr, k) for k in range(4))) if each in point.values), otherwise
    )


def tape_at(point: Point, given: Mapping[str, float], rate: float, steps: int, scale: float = 1.0) -> Tape:
    """A tape whose steps have the numbers of the point, as far as a tape can say them."""

    def row(k: int) -> tuple[np.ndarray, ...]:
        general = k >= point.step
        symbol = g if general else numbered(g, min(k, STEPS))
        usual = STEPS + 1 if general else (k - 1) % STEPS + 1
        return tuple(scale * _numbers(point, symbol, usual, p) for p in range(len(SHAPES)))

    begins = [_numbers(point, symbol, 0, p) for p in range(len(SHAPES)) for symbol in (_start(point),)]
    return Tape(tuple(begins), tuple(row(k) for k in range(1, steps + 1)), (rate,) * steps, dict(given))


def _start(point: Point) -> Symbol:
    return theta if any(element_symbol(theta, (p, 0)) in point.values for p in range(len(SHAPES))) else START


def _numbers(point: Point, symbol: Symbol, usual: int, parameter: int) -> np.ndarray:
    values = concrete_values(usual, parameter)
    return np.array([point.of(element_symbol(symbol, (parameter, i)), each) for i, each in enumerate(values)])


def raised_by(
    subject: Subject, point: Point, fixed: Mapping[str, float], lr_paths: Sequence[Path]
) -> type[BaseException] | None:
    """What an ordinary run with these numbers raises; None where it comes to its end."""
    given = {**subject.visible, **fixed, **_hyperparameters(point, subject.visible)}
    rate = rate_at(point, given.get("lr", RATE))
    steps = max(point.step, STEPS)
    if steps > LONGEST:
        return None
    try:
        for _ in play(subject, tape_at(point, {k: v for k, v in given.items() if k != "lr"}, rate, steps), lr_paths):
            pass
    except RaisedError as error:
        return type(error.__cause__ or error)
    return None


def with_other_sides(
    found: Trace,
    subject: Subject,
    names: Sequence[str],
    fixed: Mapping[str, float],
    paths: Sequence[Path],
    letters: bool,
) -> Trace:
    """The trace, with the way to make it at other numbers; each is made once."""
    made: dict[object, Trace | DeadEnd] = {}

    def elsewhere(point: Point, live: Mapping[Element, Collection[Key]]) -> Trace | DeadEnd:
        key = point, frozenset((element, frozenset(keys)) for element, keys in live.items())
        if key not in made:
            made[key] = _traced_at(point, live)
        return made[key]

    def _traced_at(point: Point, live: Mapping[Element, Collection[Key]]) -> Trace | DeadEnd:
        branches = Branches()
        try:
            there = trace(subject, names, fixed, paths, letters=letters, point=point, live=live, branches=branches)
        except BaseException as error:  # noqa: BLE001 - as in every trace
            reason = str(error) if isinstance(error, OpaqueError) else f"it fails on symbols ({describe(error)})"
            return DeadEnd(branches, raised_by(subject, point, fixed, paths) is type(error), reason)
        if there.raised and raised_by(subject, point, fixed, paths) is there.raised:
            branches.ended = "general"
            return DeadEnd(branches, True, there.obstacle)
        return there

    return replace(found, elsewhere=elsewhere)


def counterexample_at(
    subject: Subject, form: Form, setting: Setting, lr_paths: Sequence[Path], side: Side
) -> Counterexample | None:
    """A tape on that side on which the real code leaves the form; None where none does."""
    for tape in _tapes(setting, side):
        try:
            found = departure(subject, form, tape, lr_paths)
            if found is None or _of_float32(subject, form, tape, lr_paths):
                continue
        except RaisedError:
            continue
        return Counterexample(tape, found)
    return None


def _of_float32(subject: Subject, form: Form, tape: Tape, lr_paths: Sequence[Path]) -> bool:
    """Whether the bound of float32 holds, in which the subject keeps a number, as PyTorch's NAdam its product."""
    stays = departure(subject, form, tape, lr_paths, np.dtype(np.float32)) is None
    return stays and bool(shown_in_float32(subject, tape, lr_paths))


def is_beyond(side: Side) -> bool:
    """Whether no run goes as far as to that side."""
    return t in side.condition.difference.free_symbols and side.point.step > LONGEST


def _tapes(setting: Setting, side: Side) -> Iterator[Tape]:
    point, letters = side.point, side.condition.difference.free_symbols
    steps = point.step if t in letters else STEPS + 1
    if steps > (LONGEST if side.is_open else CHEAP):
        return
    chosen = _hyperparameters(point, {*setting.free, *setting.fixed})
    rate = setting.lr if setting.lr is not None else rate_at(point, RATE)
    rates = {lr, *(numbered(lr, k) for k in range(STEPS + 1))}
    shared = {t, *rates, *(each.symbol for each in setting.hyperparameters.values())}
    of_data = bool(letters - shared)
    plain = Point({each: value for each, value in point.values.items() if each in shared}, point.step)
    givens = [setting.visible]
    if side.is_open:
        givens += [setting.simple, *([_lasting(setting)] if t in letters else [])]
    for given in givens:
        tape = tape_at(point, {**given, **chosen}, rate, steps + BEYOND)
        yield tape
        if side.is_open and setting.lr_varies and not rates.isdisjoint(letters):
            yield replace(tape, lr=(RATE, *tape.lr[1:]))  # it may matter who sets it: the constructor, or its user
    if side.is_open and of_data:
        for given in givens:
            for scale in SCALES:
                yield tape_at(plain, {**given, **chosen}, rate, steps + BEYOND, scale)


def _lasting(setting: Setting) -> dict[str, float]:
    """What is visible, with decays so near to 1 that the start of a run is seen long after."""
    known = setting.hyperparameters
    near = {name: max(tried(known[name])) for name in setting.free if known[name].domain.is_fraction}
    return {**setting.visible, **near}


def _hyperparameters(point: Point, names: Collection[str]) -> dict[str, float]:
    return {each.name: value for each, value in point.values.items() if each.name in names and each != lr}
