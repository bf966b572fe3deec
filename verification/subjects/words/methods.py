"""The methods of an optimizer, by what they are called: which sets it up, which is its step, and which go with a step."""

import ast
import inspect
import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import product
from types import FunctionType, MethodType
from typing import Any

from ..source import definition
from ..subject import signature_of
from .arguments import needed_by
from .hyperparameters import canonical
from .roles import GRADIENTS, role_of, speaks_of

STEP_METHODS = (
    "update", "step", "update_params", "apply", "update_parameters", "apply_gradients", "update_weights", "optimize",
    "apply_grads", "apply_gradient", "update_param", "get_updates", "get_update", "compute_update", "compute", "calc", "calculate",
    "get_gradients", "forward", "__call__", "update_vars", "delta", "compute_step", "get_step", "_get_updates", "_update",
)  # fmt: skip

SETUPS = (
    "setup", "initialize", "initialise", "init", "set_shape", "build", "init_params", "init_state", "initialize_parameters",
    "set_params", "set_parameters", "register",
)  # fmt: skip
"""Methods that somebody calls once before the first step."""

BEFORE = frozenset("preupdateparams preupdate prestep beforeupdate beforestep beginstep startstep".split())
AFTER = frozenset("postupdateparams postupdate poststep afterupdate afterstep endstep finishstep incrementstep".split())
"""Methods that a caller calls before and after every step: the caller owns the step counter."""


def hooks(receiver: Any) -> tuple[Callable[[], None], Callable[[], None]]:
    """What is to be called before and after each step: by its name, or since it counts and does nothing else."""
    begun = {
        name: getattr(receiver, held, None) if is_t else 1 for name, (held, is_t) in _counting(type(receiver)).items()
    }
    before = {name for name, count in begun.items() if type(count) is int and count == 0}
    after = {name for name, count in begun.items() if type(count) is int and count == 1}
    return _all_of(receiver, BEFORE, before), _all_of(receiver, AFTER, after)


@lru_cache(maxsize=128)
def _counting(cls: type) -> dict[str, tuple[str, bool]]:
    """The methods that do nothing but count, where no other method calls them or sets what they count in.

    Each with that attribute, and whether it is t, and not t − 1, to which the step adds 1 itself.
    """
    own = {name: tree for name, each in methods_of(cls).items() if (tree := definition(each)) is not None}
    counted = {
        name: held
        for name, tree in own.items()
        if not name.startswith("_")
        and canonical(name) not in BEFORE | AFTER
        and len(tree.args.args) == 1
        and (held := _incremented(tree.body)) is not None
    }
    for name, tree in own.items():
        others = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and (isinstance(node.ctx, ast.Store) or node.attr in counted)
        }
        if name != "__init__":
            counted = {one: held for one, held in counted.items() if one == name or not {one, held} & others}
    text = {name: ast.unparse(tree) for name, tree in own.items()}
    return {
        name: (held, not any(f"self.{held} + 1" in each for other, each in text.items() if other != name))
        for name, held in counted.items()
    }


def _incremented(body: Sequence[ast.stmt]) -> str | None:
    """The attribute to which a body adds 1, if that is all that it does."""
    last = body[-1]
    told = [each for each in body[:-1] if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    found = re.fullmatch(r"self\.(\w+) (?:\+= 1|= self\.\1 \+ 1)", ast.unparse(last))
    return found[1] if found is not None and not told else None


def _all_of(receiver: Any, words: frozenset[str], names: Collection[str]) -> Callable[[], None]:
    found: list[Callable[..., Any]] = []
    for name in dir(type(receiver)):
        if canonical(name) in words or name in names:
            method = getattr(receiver, name)
            optional = all(each.default is not each.empty for each in signature_of(method).values())
            if callable(method) and optional:
                found.append(method)

    def call_all() -> None:
        for method in found:
            method()

    return call_all


CLEARING = "zero_grad zero_grads zero_gradients clear_grad clear_grads clear_gradients cleargrads reset_grad".split()
"""Methods that a caller calls between two steps, so that no gradient is left of the last."""


def clearing(receivers: Sequence[Any]) -> Callable[[], None] | None:
    """The method by which one of these clears gradients, if it takes nothing; not that of PyTorch's own class, which does no more."""
    for receiver, name in product(receivers, CLEARING):
        function = getattr(type(receiver), name, None)  # what an object makes of a name that it lacks is its own affair
        if inspect.isfunction(function) and not function.__module__.startswith("torch."):
            method = MethodType(function, receiver)
            return method if all(each.default is not each.empty for each in signature_of(method).values()) else None
    return None


def into_training(receiver: Any) -> None:
    """Put what has a mode for training, and one for evaluation, into the former, as its users have to."""
    modes = [getattr(receiver, name, None) for name in ("train", "eval")]
    if all(inspect.ismethod(each) for each in modes):
        mode = modes[0]
        if all(each.default is not each.empty for each in signature_of(mode).values()):
            mode()  # type: ignore[misc]


LOOKAHEADS = ("lookahead", "look_ahead")


def lookahead_of(receiver: Any) -> Callable[[Any], Any] | None:
    """The method that is given the parameters and says where gradients are to be taken; not whatever else is called so."""
    for name in LOOKAHEADS:
        found = getattr(receiver, name, None)
        if inspect.ismethod(found) and len(signature_of(found)) == 1:
            return found
    return None


_OF_WEIGHTS = re.compile(r"(?P<stem>.*?)(?:(?P<whole>[Ww]eights?)|(?<=_)(?P<letter>[Ww])(?:eight)?)$")


def beside(cls: Any, method: str) -> str | None:
    """The method for biases beside one for weights: `update_biases` beside `update_weights`."""
    found = _OF_WEIGHTS.fullmatch(method)
    if found is None:
        return None
    endings = ("b", "B") if found["letter"] else ("biases", "bias", "Biases", "Bias")
    names = [found["stem"] + ending for ending in endings]
    return next((name for name in names if callable(getattr(cls, name, None))), None)


def step_methods(cls: Any) -> list[str]:
    """The methods that may be the step: those that are called so, and those that take gradients."""
    known = [
        name
        for name in STEP_METHODS
        if callable(getattr(cls, name, None)) and (name != "__call__" or "__call__" in dir(cls))
    ]
    abstract = getattr(cls, "__abstractmethods__", frozenset())
    if "__call__" in known and not any("__call__" in vars(kind) for kind in cls.__mro__):
        known.remove("__call__")
    others = [
        name
        for kind in cls.__mro__[:-1]
        for name, value in vars(kind).items()
        if inspect.isfunction(value) and not name.startswith("__") and name not in known
        and (any(role_of(argument) in (*GRADIENTS, "pairs") for argument in signature_of(value)) or _takes_loss(value))
    ]  # fmt: skip
    if not known and not others:
        # Nothing is called as steps and gradients are: what may be a gradient, beside one thing that it may be of, tells.
        others = [name for name, value in methods_of(cls).items() if not name.startswith("_") and _may_step(value)]
    public = [name for name in others if not name.startswith("_")]
    # Where something public takes arguments, what is private is at most a part of a step.
    asked = [name for name, each in methods_of(cls).items() if not name.startswith("_") and len(signature_of(each)) > 1]
    within = [] if known or asked else others
    return [name for name in dict.fromkeys([*known, *public, *within]) if name not in abstract]


def _takes_loss(function: Any) -> bool:
    """Whether it is `minimize(loss)`."""
    required = needed_by(function)
    return len(required) == 1 and canonical(required[0]) in ("loss", "cost") and function.__name__ == "minimize"


def _may_step(function: Any) -> bool:
    required = needed_by(function)
    return len(required) == 2 and sum(speaks_of(name, "some gradient") for name in required) == 1


def methods_of(cls: type) -> dict[str, FunctionType]:
    """The methods that others call, inherited ones too: its constructor, `__call__`, and what has no name of Python's."""
    return {
        name: value
        for kind in reversed(cls.__mro__[:-1])
        for name, value in vars(kind).items()
        if isinstance(value, FunctionType) and (name in ("__init__", "__call__") or not name.startswith("__"))
    }
