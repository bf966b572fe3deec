"""Checks that a run that is saved, loaded and resumed is the run that was not interrupted."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from ..fuzzing.tapes import values_of
from ..subjects.loading import describe
from ..subjects.shapes.calls import Calls, Counter
from ..subjects.subject import Run, Subject, signature_of
from .check import Check, Finding, Skipped
from .context import Context, Opened, Parameters, same
from .ordinary_tapes import THREE, only, ordinary_tape, rest

PAIRS = (
    ("state_dict", "load_state_dict"),
    ("get_state", "set_state"),
    ("save_state", "load_state"),
    ("get_weights", "set_weights"),
    ("__getstate__", "__setstate__"),
)
"""The methods by which optimizers give and take their state."""

CUT = 3
"""After how many steps the run is interrupted."""


@dataclass(frozen=True)
class Interface:
    """The two methods by which a subject gives and takes its state."""

    save: str
    load: str

    def saved(self, run: Run) -> list[Any]:
        """What each object of the run that has the interface gives as its state.  Raises `RaisedError`."""
        return [_called(self.save, getattr(each, self.save)) for each in run.roots if _has(each, self)]

    def loaded(self, run: Run, states: Sequence[Any]) -> None:
        """Let each object of the run take its state.  Raises `RaisedError`."""
        holders = [each for each in run.roots if _has(each, self)]
        for each, state in zip(holders, states, strict=True):
            _called(self.load, getattr(each, self.load), state)


def interface_of(subject: Subject, run: Run) -> Interface | None:
    """The interface that the subject has for its state; None where it has none."""
    pairs = PAIRS if _alone(subject) else PAIRS[:-1]
    return next((Interface(*pair) for pair in pairs for root in run.roots if _has(root, Interface(*pair))), None)


def _alone(subject: Subject) -> bool:
    """Whether the optimizer may be pickled without its parameters, which would not be those of the model."""
    return isinstance(subject.shape, Calls) and subject.shape.owner is None


def _has(holder: Any, interface: Interface) -> bool:
    kind = type(holder)
    save, load = getattr(kind, interface.save, None), getattr(kind, interface.load, None)
    if save is None or load is None:
        return False
    # Every object has a `__getstate__`; here only one that its class defines counts.
    return save is not getattr(object, interface.save, None) and (_wanted(save), _wanted(load)) == (0, 1)


def _wanted(method: Any) -> int:
    own = [each for name, each in signature_of(method).items() if name != "self"]
    return sum(each.default is each.empty for each in own)


def _called(name: str, method: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return method(*arguments)
    except Exception as error:
        raise RaisedError(f"its {name} raised {describe(error)}") from error


@dataclass(frozen=True)
class Saved:
    """A run in the middle of a tape.

    Attributes:
        states: what the subject gave as its state, as it gave it.
        counts: the step counters that the caller hands over.
    """

    interface: Interface
    states: list[Any]
    parameters: Parameters
    counts: list[int]


def save(opened: Opened, interface: Interface) -> Saved:
    """The run as it is now.  Raises `RaisedError`."""
    run = opened.session.run
    return Saved(interface, interface.saved(run), opened.parameters(), [each.count for each in _counters(run)])


def resume(context: Context, tape: Tape, saved: Saved, late: int = 0) -> Opened:
    """A new instance that has taken a saved state, at the beginning of what is left of the tape.  Raises `RaisedError`.

    The last `late` parameters join it as they joined the one that was saved, since its state may be kept so.
    """
    first = len(tape.initial) - late
    opened = context.open(only(tape, *range(first)))
    run = opened.session.run
    for each in tape.initial[first:]:
        assert run.add is not None
        run.add(each.copy())
    saved.interface.loaded(run, saved.states)
    for counter, count in zip(_counters(run), saved.counts, strict=True):
        counter.count = count
    return opened


def _counters(run: Run) -> list[Counter]:
    return [each for each in run.roots if isinstance(each, Counter)]


NO_METHODS = "it has no methods to save and load its state"
PARAMETERS_ALONE = "its get_weights gives the parameters, and not its state"


def _resumes(context: Context) -> Finding | None:
    tape = ordinary_tape(context, THREE, steps=2 * CUT)
    opened = context.open(tape)
    interface = interface_of(context.subject, opened.session.run)
    if interface is None:
        raise Skipped(NO_METHODS)
    before = _steps(opened, tape, 0, CUT)
    try:
        live = save(opened, interface)
        if interface.save == "get_weights" and _are(live.states, live.parameters):
            raise Skipped(PARAMETERS_ALONE)
        kept = _called("state, when it was copied,", copy.deepcopy, live)
        lent, moved = copy.deepcopy(live), copy.deepcopy(live)
        ahead = rest(tape, CUT, kept.parameters)
        straight = _steps(opened, tape, CUT, 2 * CUT)

        def resumed(saved: Saved, ahead: Tape = ahead) -> list[Parameters]:
            return _steps(resume(context, ahead, saved), ahead, 0, CUT)

        again = resumed(kept)
        if not same(straight, again):
            wrong = not context.agree([*before, *straight], [*before, *again], tape)
            extent = "" if wrong else ", by no more than rounding"
            return Finding(
                f"a run that is resumed from its {interface.save} goes on otherwise than the run that was saved{extent}",
                refutes=wrong,
            )
        restored = _restored(context, interface, ahead, moved, lambda: resumed(copy.deepcopy(moved)))
        if restored is not None:
            return restored
        if not same(straight, resumed(live)):
            return Finding(
                f"what its {interface.save} gives is not a copy, and changes with further steps", refutes=False
            )
        if not (same(straight, resumed(lent)) and same(straight, resumed(lent))):
            return Finding(
                f"its {interface.load} does not copy, so that two instances that load one state share it", refutes=False
            )
    except RaisedError as error:
        return Finding(f"when it is resumed, {error}", refutes=False)
    return None


def _restored(
    context: Context, interface: Interface, ahead: Tape, saved: Saved, straight: Callable[[], list[Parameters]]
) -> Finding | None:
    """What an instance that was made with other hyperparameters makes of a state that holds some: it takes all of them, or none."""
    others = _others_held(context, ahead, saved.states)
    if not others:
        return None
    tape = replace(
        ahead, hyperparameters={**ahead.hyperparameters, **{name: new for name, (_, _, new) in others.items()}}
    )
    values: dict[str, dict[float, float]] = {}
    for own, old, new in others.values():
        values.setdefault(own, {})[old] = new
    foreign = replace(saved, states=_exchanged(copy.deepcopy(saved.states), values))

    def resumed(state: Saved) -> list[Parameters]:
        return _steps(resume(context, tape, copy.deepcopy(state)), tape, 0, CUT)

    try:
        found, left = resumed(saved), resumed(foreign)
    except RaisedError:
        return None  # what it refuses it does not resume
    if same(found, straight()) or same(found, left):
        return None
    return Finding(
        f"a run that is resumed from its {interface.save}, by an instance that was made with other hyperparameters than those "
        "that are saved in it, goes on otherwise than the run that was saved, and otherwise than with the others"
    )


def _others_held(context: Context, tape: Tape, states: Any) -> dict[str, tuple[str, float, float]]:
    """The hyperparameters that the state holds by their own names: the name, the value there, and another one."""
    names, found = context.subject.names, dict[str, tuple[str, float, float]]()
    for name in context.setting.free:
        own, given = names[name].partition("[")[0], tape.hyperparameters[name]
        others = [each for each in values_of(name, tape.dtype, context.setting) if each not in (given, 0)]
        if others and given in _held(states, own) and (own, given) not in {each[:2] for each in found.values()}:
            found[name] = own, given, others[0]
    return found


def _held(state: Any, name: str, key: object = None) -> set[float]:
    """The numbers that a nest of dicts, lists and tuples holds by this name."""
    if isinstance(state, dict):
        return {number for own, each in state.items() for number in _held(each, name, own)}
    if isinstance(state, list | tuple):
        return {number for each in state for number in _held(each, name, key)}
    return {state} if isinstance(key, str) and key == name and type(state) is float else set()


def _exchanged(state: Any, values: Mapping[str, Mapping[float, float]], key: object = None) -> Any:
    """The nest with the numbers that it holds by these names exchanged for others."""
    if isinstance(state, dict):
        return {name: _exchanged(each, values, name) for name, each in state.items()}
    if type(state) in (list, tuple):
        return type(state)(_exchanged(each, values, key) for each in state)
    return values.get(key, {}).get(state, state) if isinstance(key, str) and type(state) is float else state


def _steps(opened: Opened, tape: Tape, first: int, last: int) -> list[Parameters]:
    return [opened.step(tape.gradients[k], tape.lr[k]).parameters for k in range(first, last)]


def _are(states: Sequence[Any], parameters: Parameters) -> bool:
    """Whether a state is a list or dict of the parameters."""
    whole = states[0]
    found = [*whole.values()] if isinstance(whole, dict) else whole
    if not isinstance(found, list | tuple) or len(found) != len(parameters):
        return False
    return all(
        isinstance(one, np.ndarray) and np.array_equal(one, two) for one, two in zip(found, parameters, strict=True)
    )


CHECKPOINTS = (
    Check(
        "resumes",
        "conduct",
        "A run that is saved, loaded into a new instance and resumed is bit for bit the run that was not interrupted.",
        "A checkpoint without t, or without a moment, makes the loss jump when training goes on.",
        "https://github.com/TrenTorch/TrenTorch/pull/187",
        _resumes,
        requires=("instances-apart",),
        cautions=True,
        skips=(NO_METHODS, PARAMETERS_ALONE),
    ),
)
