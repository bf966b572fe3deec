"""A subject in the middle of a tape, and what a shape has to offer to start one."""

import ast
import inspect
import re
from abc import ABC, ABCMeta, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from types import FunctionType, MethodType
from typing import Any, Literal

import numpy as np

from ...reference.hyperparameters import KNOWN
from ...reference.rule import Hyperparameters
from ..english import listed
from ..process.underway import under_way
from .object_graph import Path
from .probes import values
from .records import folded, with_fields
from .setters import Setter, set_by, set_leaves
from .source import handing_on
from .target import MANY_STEPS, Target
from .turning import turned

Arrays = list[Any]
"""One array for each parameter: plain float arrays, or symbolic ones."""

NAMES = tuple(f"{letter}{layer}" for layer in range(1, 65) for letter in "Wb")
"""What parameters are called, where they go by names."""

COMPLEMENT = "[1−]"
"""After a parameter's name: it is given 1 − β where the rule has β, as in `b1=0.1`."""


class SubjectError(Exception):
    """The subject could not be driven; the message says what to do."""


class UnguessableError(SubjectError):
    """Something insists on arguments that nothing tells."""

    def __init__(self, who: str, names: Sequence[str]) -> None:
        super().__init__(f"{who} needs {listed(names)}, which cannot be guessed. Give it with --set {names[0]}=VALUE.")


class StoppedError(SubjectError):
    """A loop came to its own end before the tape did, by a stopping rule of its own; that says nothing of its steps."""


class MisconductError(SubjectError):
    """The subject was driven, and does something that no right optimizer does; the message is a clause."""


class NothingReturnedError(SubjectError):
    """A step returned nothing where the parameters were due."""


@dataclass
class Run:
    """One run of a subject.

    Attributes:
        read: the parameters as they are now.
        step: carry out one step with these gradients (None where a parameter has none) at this lr, which is used only
            where the lr is handed over at each call.
        roots: the objects that may hold state.
        lookahead: where the subject wants its gradients taken, for look-ahead rules.
        replace: put another array in the place of a parameter; None where the parameters are not the caller's to replace.
        add: let another parameter take part from now on; None where all must be there at the start.
        put: let the parameters be these, where what is read are copies; None elsewhere.
        by_closure: carry out one step whose gradients are made by a closure that is handed over, and tell of each call of it
            whether PyTorch was recording; None where the step takes no closure.
        set_rate: change lr as the user does who has a setter for that; None where it is put where it is kept.
    """

    read: Callable[[], Arrays]
    step: Callable[[Sequence[Any], Any], None]
    roots: tuple[Any, ...]
    apart: Callable[[], Sequence[Any]] = list
    lookahead: Callable[[], Arrays] | None = None
    replace: Callable[[int, Any], None] | None = None
    add: Callable[[Any], None] | None = None
    put: Callable[[Arrays], None] | None = None
    by_closure: Callable[[Sequence[Any]], Sequence[bool]] | None = None
    set_rate: Callable[[Any], None] | None = None

    def let_rate_be(self, places: Sequence[Path], rate: Any) -> None:
        """Change lr, which is kept in places of these patterns; nothing where there are none."""
        if places and self.set_rate is not None:
            self.set_rate(rate)
        else:
            set_leaves(self, places, rate)


@dataclass(frozen=True)
class Shape(ABC):
    """One way in which people let an optimizer be called.

    Attributes:
        lr_name: the argument of the step that takes lr; None where lr is given once.
        keys: what parameters are called, where they go by names.
        dicts: the dict in which they are handed over: the same at each call, a new one, or a new one the other way round.
    """

    name: str
    lr_name: str | None = field(default=None, kw_only=True)
    keys: tuple[str, ...] = field(default=NAMES, kw_only=True, repr=False)
    dicts: Literal["kept", "new", "turned"] = field(default="kept", kw_only=True, repr=False)

    @property
    def in_dicts(self) -> bool:
        """Whether parameters are handed over in a dict, by their names."""
        return False

    def next_dict(self, held: Any) -> Any:
        """What is handed over in the next call, of what was handed over in the last."""
        if self.dicts == "kept" or not isinstance(held, dict):
            return held
        anew = {key: _copy(each) for key, each in held.items()}
        return anew if self.dicts == "new" else dict(reversed(anew.items()))

    @property
    def elsewhere(self) -> tuple["Shape", ...]:
        """The same for the other parameters of a step that is made for more of them than runs have."""
        return ()

    @property
    def lr_in_call(self) -> bool:
        """Whether lr is handed over at each step."""
        return self.lr_name is not None

    @property
    def says_lr(self) -> bool:
        """Whether the lr of a step is what it says itself, and nobody's to set."""
        return False

    @property
    def parameters_are_the_callers(self) -> bool:
        """Whether the caller may change the parameters between two steps."""
        return True

    @property
    def zeros_for_absent(self) -> bool:
        """Whether zeros are handed over for a gradient that is absent, since something must be."""
        return False

    @property
    def takes_numbers(self) -> bool:
        """Whether each element of a parameter is handed over by itself, as a number."""
        return False

    @property
    def gradients_handed_back(self) -> bool:
        """Whether a step returns the gradients that it was handed, and so may change them."""
        return False

    @property
    def gradients_carried(self) -> bool:
        """Whether a parameter carries its gradient, to which the next backward pass adds unless somebody clears it."""
        return False

    @property
    def in_one_call(self) -> int:
        """How many parameters one call takes; where there are fewer, zeros that nobody judges stand for the others."""
        return 1

    @property
    def counts_from(self) -> int | None:
        """From where the caller counts the steps for it; None where it counts them itself."""
        return None

    @property
    def most_steps(self) -> int:
        """How many steps of a tiny parameter take about a tenth of a second."""
        return MANY_STEPS

    @property
    def description(self) -> str:
        """What it looks like, as a clause."""
        return ""

    def tracing(self) -> AbstractContextManager[Any]:
        """What else has to hold while a trace runs, besides what does for NumPy."""
        return nullcontext()

    def number(self, scalar: Any) -> Any:
        """How a symbol has to look where a number is due."""
        return scalar

    def as_array(self, number: Any) -> Any:
        """A number as its library's own scalar array, where people hand over such ones too; None where they do not."""
        return None

    @abstractmethod
    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        """Begin a run from `initial`, with `arguments` by the subject's own names."""


@dataclass(frozen=True)
class Subject:
    """Somebody's optimizer, and the adapter through which it is driven.

    Attributes:
        names: hyperparameter of the rule → parameter of the subject.
        settings: what else is handed over, by the subject's own names.
        single: whether float64 arrays are handed over as float32, since it takes nothing wider.
        story: what was tried before, with what came of it, and how it is driven; a sentence each.
        hyperparameters: those of the rule in whose eyes it is driven.
        tried_at: by the rule's names, the values at which it is tried where it does not take the usual ones.
        setters: by the rule's names, the hyperparameters that are changed by a setter: lr where a tape changes it, and the others
            before every step, to what they are.
        other_setters: the other ways that its user has to do so.
        changes: what it calls its gradients, where it adds them: it is handed −g.
    """

    target: Target
    shape: Shape
    names: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    single: bool = False
    story: tuple[str, ...] = ()
    hyperparameters: Hyperparameters = field(default_factory=lambda: KNOWN, kw_only=True)
    tried_at: Mapping[str, float] = field(default_factory=dict[str, float], kw_only=True)
    setters: Mapping[str, Setter] = field(default_factory=dict[str, Setter], kw_only=True)
    other_setters: tuple[Mapping[str, Setter], ...] = field(default=(), kw_only=True)
    changes: str = field(default="", kw_only=True)

    @property
    def visible(self) -> dict[str, float]:
        """The values at which it is tried, lr among them: such that every term shows, as far as it takes them."""
        return {**values(self.hyperparameters), **self.tried_at}

    @property
    def rate(self) -> float:
        """The lr at which it is tried."""
        return self.visible["lr"]

    @property
    def places(self) -> tuple["Subject", ...]:
        """It, and the same with its other parameters for those of the runs, or set otherwise: what is said has to hold of each."""
        return (
            self,
            *(replace(self, shape=each) for each in self.shape.elsewhere),
            *(replace(self, setters=each) for each in self.other_setters),
        )

    def start(self, hyperparameters: Mapping[str, Any], initial: Arrays) -> Run:
        """Begin a run; `hyperparameters` go by the rule's names, and those the subject does not take are left out."""
        arguments = own_names(self.names, hyperparameters) | dict(self.settings)
        symbolic = any(isinstance(each, np.ndarray) and each.dtype == object for each in initial)
        with nullcontext() if symbolic else under_way(self.target.label.rpartition(":")[2]):
            run = self.shape.start(self.target, arguments, _singles(initial) if self.single else initial)
            run = set_by(self.setters, run, hyperparameters)
        run = replace(run, step=turned(run.step)) if self.changes else run
        if symbolic:  # on symbols a step may take as long as it likes
            return run
        step, single, name = run.step, self.single, self.called

        def watched(gradients: Sequence[Any], lr: Any) -> None:
            with under_way(name):
                step(_singles(gradients) if single else gradients, lr)

        return replace(run, step=watched)

    @property
    def called(self) -> str:
        """What carries out a step, by its name."""
        return getattr(self.shape, "method", None) or self.target.label.rpartition(":")[2]


def _singles(arrays: Sequence[Any]) -> list[Any]:
    """The arrays, those of float64 in float32; what is no array of floats is as it was."""
    return [
        each.astype(np.float32) if type(each) is np.ndarray and each.dtype == np.float64 else each for each in arrays
    ]


def own_names(names: Mapping[str, str], hyperparameters: Mapping[str, Any]) -> dict[str, Any]:
    """Hyperparameters by the subject's names; `betas[0]` and `betas[1]` make one tuple, and `b1[1−]` is 1 − β₁."""
    arguments: dict[str, Any] = {}
    for rule_name, name in names.items():
        if rule_name not in hyperparameters:
            continue
        stem, bracket, index = name.partition("[")
        if name.endswith(COMPLEMENT):
            arguments[stem] = 1 - hyperparameters[rule_name]
        elif bracket:
            places = sum(each.partition("[")[0] == stem for each in names.values())
            members = list(arguments.get(stem, (None,) * max(places, 2)))
            members[int(index[:-1])] = hyperparameters[rule_name]
            arguments[stem] = tuple(members)
        else:
            arguments[name] = hyperparameters[rule_name]
    return arguments


def signature_of(function: Any) -> dict[str, inspect.Parameter]:
    """The parameters that a caller may give, `self` left out; empty where Python cannot tell.

    In the place of a record of hyperparameters its fields are listed, and of `**kwargs` those that the code takes out by name, and those of the function that it hands them on to.
    """
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}
    found = {
        name: each.replace(default=each.empty) if _stands_for_none(each.default) else each
        for name, each in parameters.items()
        if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    }
    if inspect.isclass(function):
        found = with_fields(function, found)
    rest = next((name for name, each in parameters.items() if each.kind is each.VAR_KEYWORD), None)
    if rest is None:
        return found
    behind = {**_handed_on(function, rest), **_taken_out(function, rest)}
    return {**found, **{name: each for name, each in behind.items() if name not in found}}


def _stands_for_none(default: Any) -> bool:
    """Whether what looks like a default says that there is none, as `torch.optim.optimizer.required` did."""
    return bool(re.match(r"_?(required|missing|unset|sentinel)", type(default).__name__, re.IGNORECASE))


def _handed_on(function: Any, rest: str) -> dict[str, inspect.Parameter]:
    """What the function takes that is called with `**rest`, without what it is given besides."""
    own = function.__init__ if inspect.isclass(function) else function
    for node, callee in handing_on(own, rest):
        given = {keyword.arg for keyword in node.keywords}
        first = sum(not isinstance(argument, ast.Starred) for argument in node.args)
        left = [*signature_of(callee).items()][first:]
        return {name: parameter.replace(kind=parameter.KEYWORD_ONLY) for name, parameter in left if name not in given}
    return {}


def _taken_out(function: Any, rest: str) -> dict[str, inspect.Parameter]:
    """The names in `kwargs.get("name", …)`, `kwargs.pop("name")` and `kwargs["name"]`."""
    try:
        source = inspect.getsource(function.__init__ if inspect.isclass(function) else function)
    except (OSError, TypeError):
        return {}
    names = re.findall(rf"\b{rest}(?:\.(?:get|pop)\(|\[)\s*['\"](\w+)['\"]", source)
    return {
        name: inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in dict.fromkeys(names)
    }


def call(function: Any, arguments: Mapping[str, Any]) -> Any:
    """Call with arguments by name; those that Python takes by position only go by position."""
    arguments = folded(function, arguments)
    by_place = [name for name in _by_place(function) if name in arguments]
    rest = {name: value for name, value in arguments.items() if name not in by_place}
    return function(*(arguments[name] for name in by_place), **rest)


def _by_place(function: Any) -> tuple[str, ...]:
    """The names of what Python takes by position only; none where it cannot tell."""
    plain = function
    if (
        type(function) in (type, ABCMeta)
        and function.__new__ is object.__new__
        and not hasattr(function, "__signature__")
    ):
        plain = function.__init__
    plain = plain.__func__ if type(plain) is MethodType else plain
    if type(plain) is FunctionType and not plain.__dict__ and not plain.__code__.co_posonlyargcount:
        return ()  # nearly always, and `signature` takes as long as a step
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return ()
    return tuple(name for name, each in parameters.items() if each.kind is each.POSITIONAL_ONLY)


def copies(arrays: Sequence[Any]) -> Arrays:
    """Fresh arrays, of the same kind and laid out in the same way."""
    return [_copy(each) for each in arrays]


def _copy(array: Any) -> Any:
    if array.flags.c_contiguous or array.flags.f_contiguous:
        return array.copy(order="K")
    strided = np.empty((*array.shape, 2), array.dtype)[..., 0]
    strided[...] = array
    return strided


def is_array_like(value: Any, like: Any) -> bool:
    """Whether `value` can stand for the array `like`."""
    # NumPy makes scalars of 0-d arrays wherever it can.
    return (hasattr(value, "__array_ufunc__") or isinstance(value, np.generic)) and np.shape(value) == np.shape(like)
