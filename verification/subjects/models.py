"""Shapes in which an object owns θ and is its own optimizer: a model or a layer with a method that moves its weights."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..target import Target
from ..tracers.patches import paused
from ..words import listed
from .calls import Counter, together
from .exchanges import side
from .hooks import hooks
from .kinds import kind_of
from .layers import likely_steps
from .members import Members, followers, members, reached
from .names import canonical, match_hyperparameters
from .run import Arrays, Run, Shape, Subject, SubjectError, call, copies, own_names, signature_of
from .signatures import Making, betas_of, by_own_name
from .visible import VISIBLE

Path = tuple[str | int, ...]
"""An attribute, and the keys and places on the way down from it."""


@dataclass(frozen=True)
class Slot:
    """A parameter of the model, and where its gradient goes.

    Attributes:
        name: the attribute that holds the parameter.
        gradient: the argument of the step, or the attribute, that takes its gradient.
        handed: whether that is an argument.
        alone: whether the constructor makes it a number.
    """

    name: str
    gradient: str
    handed: bool
    alone: bool = False


@dataclass(frozen=True)
class Model(Shape):
    """`model.update(dW, db)`, or `layer.dW, layer.db = …` and `layer.step(lr)`: θ are attributes of the object.

    Attributes:
        method: the method of one step.
        slots: its parameters.
        fitted: what the constructor fills with one constant in the shape of a parameter; it is made so for ours too.
        given: what the constructor insists on besides hyperparameters: sizes, and makers of random generators.
        counter: the argument that takes the number of the step.
        in_call: the hyperparameters that the step takes.
        lr_name: the lr among them.
    """

    method: str
    slots: tuple[Slot, ...]
    fitted: tuple[tuple[Path, int], ...] = ()
    given: tuple[tuple[str, Any], ...] = ()
    counter: str | None = None
    first_count: int = 1
    in_call: tuple[str, ...] = ()
    lr_name: str | None = None

    @property
    def lr_in_call(self) -> bool:
        return self.lr_name is not None

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def zeros_for_absent(self) -> bool:
        return True

    @property
    def description(self) -> str:
        handed = ", ".join(each.gradient for each in self.slots if each.handed)
        put = listed([f".{each.gradient}" for each in self.slots if not each.handed])
        state = [f".{'.'.join(map(str, path))}" for path, _ in self.fitted]
        fitted = f"; the constants in {listed(state)} are put in the shape of θ" if state else ""
        count = f"; the counter begins at {self.first_count}" if self.counter else ""
        given = f", which finds its gradients in {put}" if put else ""
        return f"{self.method}({handed}) of an object that owns {listed([f'.{each.name}' for each in self.slots])}{given}{fitted}{count}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        size = len(self.slots)
        groups = [initial[place : place + size] for place in range(0, len(initial), size)]
        return together([self._start_one(target, arguments, each) for each in groups], size)

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        own = copies(initial)
        spare = [own[-1] * 0 for _ in self.slots[len(own) :]]
        receiver = self.made(target, arguments)
        begun = {(path, place): _at(receiver, path).flat[0] for path, place in self.fitted}
        for (path, place), constant in begun.items():
            _put(receiver, path, np.full_like([*own, *spare][place], constant))
        for slot, array in zip(self.slots, [*own, *spare], strict=True):
            setattr(receiver, slot.name, array)
        extra = {name: value for name, value in arguments.items() if name in self.in_call and name != self.lr_name}
        count, handed = Counter(self.first_count), list[Any]()
        before, after = hooks(receiver)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                raise SubjectError("it takes all gradients in each step")
            given = dict(extra) if self.lr_name is None else {**extra, self.lr_name: lr}
            handed[:] = [*gradients, *spare]
            for place, slot in enumerate(self.slots):
                if slot.handed:
                    given[slot.gradient] = handed[place]
                else:
                    # They are the object's own: it may clear them.
                    handed[place] = handed[place].copy()
                    setattr(receiver, slot.gradient, handed[place])
            if self.counter is not None:
                given[self.counter] = count.count
            before()
            call(getattr(receiver, self.method), given)
            after()
            count.count += 1

        return Run(
            read=lambda: [getattr(receiver, each.name) for each in self.slots[: len(own)]],
            step=step,
            roots=(receiver, count),
            apart=lambda: [*(getattr(receiver, each.name) for each in self.slots), *handed, *spare],
        )

    def made(self, target: Target, arguments: Mapping[str, Any]) -> Any:
        """The object as its constructor makes it."""
        given = {name: value for name, value in arguments.items() if name not in self.in_call}
        with paused():  # its first weights are drawn at random, and are replaced
            given |= {name: each() if callable(each) else each for name, each in self.given}
            return call(target.object, given)


def models(target: Target, rule_names: Sequence[str], settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The one way that the source of its methods allows.  Raises `SubjectError` where several methods may be the step."""
    if not target.is_class:
        return
    making = Making.of(target.object, rule_names, settings)
    given = {name: _given(name, place) for place, name in enumerate(making.missing)}
    if any(each is None for each in given.values()):
        return
    base = Model("model", "", (), given=tuple(given.items()))
    found = [
        each
        for method in likely_steps(target.object)
        for each in _driven(target, method, base, making, rule_names, settings)
    ]
    inner = {name for each in found for name in reached(target.object, each[0]) if name != each[0]}
    found = [each for each in found if each[0] not in inner]
    if len({method for method, _ in found}) > 1:
        names = listed([*dict.fromkeys(f"{method}()" for method, _ in found)])
        raise SubjectError(
            f"{target.label} cannot be driven: each of {names} moves its parameters. "
            "Name glue that calls the one that is meant: --shape FILE.py:Name."
        )
    yield from (subject for _, subject in found)


RANDOM: dict[str, Callable[[], Any]] = {
    "rng": lambda: np.random.default_rng(0),
    "generator": lambda: np.random.default_rng(0),
    "randomstate": lambda: np.random.RandomState(0),
    "seed": lambda: 0,
    "randomseed": lambda: 0,
}
"""What goes by these names, made anew for each object."""


def _given(name: str, place: int) -> Any:
    """What to give the constructor: a random generator, or a size that no other argument has; None where nothing tells."""
    word = canonical(name)
    if word in RANDOM:
        return RANDOM[word]
    if "shape" in word:
        return (place + 2, place + 3)
    sized = (
        kind_of(name) == "size"
        or side(name)
        or re.fullmatch(
            r"(n|num)?(hidden|units|neurons|nodes)(size|dim|units)?|(n|fan)_?(in|out|x|y|h)|indim|outdim", word
        )
    )
    return place + 2 if sized else None


def _driven(
    target: Target, method: str, base: Model, making: Making, rule_names: Sequence[str], settings: Mapping[str, Any]
) -> Iterator[tuple[str, Subject]]:
    """The subject with that method for its step, if it moves its parameters along their gradients."""
    own = {name: each for name, each in signature_of(getattr(target.object, method)).items() if name != "self"}
    touched = members(target.object, reached(target.object, method))
    open_names = [name for name in rule_names if name not in settings and name not in making.names]
    free = {name: each for name, each in own.items() if kind_of(name) not in ("counter", "gradients")}
    names = match_hyperparameters(open_names, free) | betas_of(free, {}, open_names)
    own_settings = by_own_name(settings, match_hyperparameters(rule_names, free), free)
    own_settings = {name: value for name, value in own_settings.items() if name in own}
    in_call = tuple(dict.fromkeys([*(each.partition("[")[0] for each in names.values()), *own_settings]))
    subject = Subject(target, base, {**making.names, **names}, {**making.settings, **own_settings})
    shape = replace(base, method=method, in_call=in_call, lr_name=names.get("lr"))
    try:
        made = shape.made(target, own_names(subject.names, VISIBLE) | dict(subject.settings))
        slots = _slots(made, touched, [name for name in own if name not in in_call])
        left = [name for name, each in own.items() if each.default is each.empty and name not in in_call]
        left = [name for name in left if name not in {each.gradient for each in slots}]
        counters = [name for name in left if kind_of(name) == "counter"]
        if (
            not slots
            or len(left) > len(counters)
            or len(counters) > 1
            or _depends(target.object, method, touched, slots)
        ):
            return
        shape = replace(shape, slots=slots, fitted=_fitted(made, touched, slots))
    except Exception:  # noqa: BLE001 - somebody's constructor may raise anything
        return
    for count in (0, 1) if counters else (1,):
        counted = replace(subject, shape=replace(shape, counter=counters[0] if counters else None, first_count=count))
        if _follows(counted, slots):
            yield method, counted


def _key(name: str) -> tuple[str, str]:
    """What a name says of a parameter, or of its gradient, and the number of its layer."""
    return kind_of(re.sub(r"[\d_]", "", name)) or "", re.sub(r"\D", "", name)


THETA = ("weights", "biases", "parameters")


def _slots(made: Any, touched: Members, arguments: Sequence[str]) -> tuple[Slot, ...]:
    """The parameters, with their gradients; none where one has no gradient of its own."""
    moved = [name for name in vars(made) if name in touched.written and _key(name)[0] in THETA]
    held = [name for name in moved if _key(name)[0] != "parameters"] or moved
    if not all(_is_number(getattr(made, name)) for name in held):
        return ()
    free = [name for name in touched.read if name not in touched.written - touched.cleared and name not in held]
    found: list[Slot] = []
    for name in held:
        kind, number = _key(name)
        wanted = {(f"gradients of {kind}", number), *([("gradients", number)] if len(held) == 1 else [])}
        handed = [each for each in arguments if _key(each) in wanted]
        put = [each for each in free if _key(each) in wanted]
        sources = handed or put
        if len(sources) != 1:
            return ()
        found.append(Slot(name, sources[0], bool(handed), alone=np.ndim(getattr(made, name)) == 0))
    return tuple(found) if len({each.gradient for each in found}) == len(found) else ()


def _is_number(value: Any) -> bool:
    """Whether it is a number, or an array of numbers."""
    return not isinstance(value, bool) and np.asarray(value).dtype.kind in "fi" and not isinstance(value, list | tuple)


def _depends(cls: type, method: str, touched: Members, slots: Sequence[Slot]) -> bool:
    """Whether a step depends on what other methods do, or on what was made of θ: then calling it alone is not its rule."""
    own = {name for each in slots for name in (each.name, each.gradient)}
    inside = reached(cls, method) | reached(cls, "__init__")
    harmless = re.compile(r"_*(set|reset|load|zero|clear|init|build)")
    outside = [
        name for name in dir(cls) if name not in inside and not harmless.match(name) and not name.startswith("__")
    ]
    after = members(cls, outside).written
    theta = {each.name for each in slots}
    kept = touched.read - own
    return bool(kept & (after | followers(cls, inside, theta)) or any(_is_former(name) for name in kept))


def _is_former(name: str) -> bool:
    """Whether θ of another step goes by that name."""
    word = canonical(name)
    bare = re.sub(
        r"prev(ious)?|old|last|past|before|initial|init|best|avg|average|mean|ema|shadow|slow|start", "", word
    )
    return bare != word and kind_of(bare) in THETA


def _fitted(made: Any, touched: Members, slots: Sequence[Slot]) -> tuple[tuple[Path, int], ...]:
    """What is made in the shape and the dtype of a parameter.  Raises `SubjectError` where it is no constant."""
    found: list[tuple[Path, int]] = []
    own = {name for each in slots for name in (each.name, each.gradient)}
    thetas = [getattr(made, each.name) for each in slots]
    for name in sorted(touched.read - own):
        for path, value in _arrays(getattr(made, name, None), (name,)):
            alike = [
                n
                for n, each in enumerate(thetas)
                if np.ndim(each) and each.shape == value.shape and each.dtype == value.dtype
            ]
            if len(alike) > 1:
                alike = [n for n in alike if _belongs(path, slots[n].name)]
            if len(alike) > 1 or any(np.shares_memory(each, value) for each in thetas):
                raise SubjectError(f"it cannot be told to which parameter its .{name} belongs")
            if alike and not np.all(value == value.flat[0]):
                raise SubjectError(f"its .{name} begins with other numbers than one constant")
            found += [(path, each) for each in alike]
    return tuple(found)


def _belongs(path: Path, name: str) -> bool:
    word, stem = canonical(str(path[-1] if isinstance(path[-1], str) else path[0])), canonical(name).removesuffix("s")
    return stem in word if len(stem) > 2 else word.startswith(stem) or word.endswith(stem)


def _arrays(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The arrays in a value, and in its items."""
    if isinstance(value, np.ndarray) and value.size:
        yield path, value
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _arrays(each, (*path, key))


def _at(holder: Any, path: Path) -> Any:
    found = getattr(holder, str(path[0]))
    for key in path[1:]:
        found = found[key]
    return found


def _put(holder: Any, path: Path, value: Any) -> None:
    if len(path) == 1:
        setattr(holder, str(path[0]), value)
    else:
        _at(holder, path[:-1])[path[-1]] = value


def _follows(subject: Subject, slots: Sequence[Slot]) -> bool:
    """Whether every parameter follows a gradient, and the elements of what began as a number go by themselves."""
    initial = [np.array([0.5 + n, -1.25 - n]) for n in range(len(slots))]
    gradients = [np.array([1.5 + n, -0.5 - n]) for n in range(len(slots))]

    def after(turned: int | None, place: Any = ...) -> Arrays:
        given = copies(gradients)
        if turned is not None:
            given[turned][place] *= -1
        run = subject.start(VISIBLE, copies(initial))
        with np.errstate(all="ignore"):
            run.step(given, VISIBLE["lr"])
            run.step(given, VISIBLE["lr"])
        return [np.array(each, float) for each in run.read()]

    try:
        plain = after(None)
        turned = [after(n) for n in range(len(slots))]
        mixed = any(after(n, 0)[n][1] != plain[n][1] for n, slot in enumerate(slots) if slot.alone)
    except Exception:  # noqa: BLE001 - somebody's step may raise anything
        return False
    followed = [any(np.all(each[n] != plain[n]) for each in turned) for n in range(len(slots))]
    return all(followed) and not mixed
