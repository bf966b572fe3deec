"""Shapes in which somebody else owns θ and hands it out: `policy.set_flat(policy.get_flat() - …)`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ....reference.rule import Hyperparameters
from ..source import attributes
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies, is_array_like, signature_of
from ..target import Target
from ..words.arguments import required_of
from ..words.hyperparameters import canonical
from ..words.methods import step_methods
from ..words.roles import role_of
from ..words.signatures import Making
from .calls import together

Handing = Literal["array", "list", "dict"]

_THETA = r"(flat|params?|parameters?|weights?|theta|vector|variables?|values?|flatparams|paramvector|flatweights)"
GETTER = re.compile(rf"(get)?(trainable)?{_THETA}(vector|list|dict|flat)?|(to|as)(flat|vector)")
SETTER = re.compile(rf"(set|load|assign|update)(from)?(trainable)?{_THETA}(vector|list|dict|flat)?|fromvector")
SLOPES = re.compile(r"(get)?(flat)?(grads?|gradients?)(vector|list|dict|flat)?")
SIZE = re.compile(r"(n|num|numof|count)(params?|parameters?|weights?)|dims?|size|nparam")


class Owner:
    """Whoever owns θ: what it is asked for stands in the source of the optimizer."""


@dataclass(frozen=True)
class Owned(Shape):
    """`opt = cls(owner)`, or `step(owner)`, which asks the owner for θ and hands the new one back.

    Attributes:
        method: the method of one step.
        getter: what the owner is asked for θ by; `setter` takes the new θ, and `slopes`, if any, gives the gradients.
        handing: what θ goes in.
        owner: the name of the argument that takes the owner, of the constructor where `made`, else of the step.
        gradient: the argument of the step that takes the gradient; None where the owner is asked for it.
        sizes: what the owner is asked by for its number of parameters.
    """

    method: str
    getter: str
    setter: str
    owner: str
    handing: Handing = "array"
    slopes: str | None = None
    made: bool = True
    gradient: str | None = None
    sizes: tuple[str, ...] = ()

    @property
    def zeros_for_absent(self) -> bool:
        return True

    @property
    def description(self) -> str:
        asked = "" if self.slopes is None else f", which is asked for .{self.slopes}()"
        return f"{self.method}() on an owner with .{self.getter}() and .{self.setter}(){asked}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        groups = [[each] for each in initial] if self.handing == "array" else [initial]
        return together([self._start_one(target, arguments, each) for each in groups], len(groups[0]))

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        held, handed = copies(initial), list[Any]()
        owner = Owner()

        def put(value: Any) -> None:
            if self.handing == "array" and not is_array_like(value, held[0]):
                raise SubjectError("its owner is handed something else than θ")
            held[:] = [value] if self.handing == "array" else [*(value.values() if isinstance(value, dict) else value)]

        setattr(owner, self.getter, lambda: self._packed(held))
        setattr(owner, self.setter, put)
        if self.slopes is not None:
            setattr(owner, self.slopes, lambda: self._packed(handed))
        for name in self.sizes:
            setattr(owner, name, initial[0].shape)
        receiver = call(target.object, {**arguments, self.owner: owner} if self.made else arguments)
        method: Callable[..., Any] = getattr(receiver, self.method)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                raise SubjectError("its owner has all gradients in each step")
            handed[:] = gradients
            given = {} if self.made else {self.owner: owner}
            call(method, given if self.gradient is None else {**given, self.gradient: self._packed(handed)})

        return Run(
            read=lambda: list(held),
            step=step,
            roots=(receiver,),
            apart=lambda: [held, *held, *handed],
            replace=held.__setitem__,
        )

    def _packed(self, arrays: Arrays) -> Any:
        if self.handing == "array":
            return arrays[0]
        return list(arrays) if self.handing == "list" else dict(zip(self.keys, arrays, strict=False))


def owners(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way that the attributes in the source allow."""
    if not target.is_class:
        return
    making = Making.of(target.object, rule_names, settings)
    words = attributes(target.object)
    getters = [each for each in words if GETTER.fullmatch(canonical(each)) and not SETTER.fullmatch(canonical(each))]
    setters = [each for each in words if SETTER.fullmatch(canonical(each))]
    slopes = [each for each in words if SLOPES.fullmatch(canonical(each))]
    sizes = tuple(each for each in words if SIZE.fullmatch(canonical(each)))
    if len(making.missing) > 1 or not getters or not setters:
        return
    for method in step_methods(target.object):
        required = [name for name in required_of(signature_of(getattr(target.object, method))) if name != "self"]
        gradients = [
            name for name in required if role_of(name) == "gradients" or (len(required) == 1 and making.missing)
        ]
        rest = [name for name in (*making.missing, *required) if name not in gradients]
        if len(rest) != 1 or len(gradients) > 1:
            continue
        for getter in getters:
            for setter in setters:
                for handing in ("array", "list", "dict"):
                    for slope in [None] if gradients else slopes:
                        shape = Owned(
                            "owner", method, getter, setter, rest[0], handing, slope, bool(making.missing),
                            gradients[0] if gradients else None, sizes,
                        )  # fmt: skip
                        yield Subject(target, shape, making.names, making.settings)
