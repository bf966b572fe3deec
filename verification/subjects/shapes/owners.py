"""Shapes in which somebody else owns θ, and gradients come from the caller: `policy.set_flat(policy.get_flat() - lr * grad)`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....reference.rule import Hyperparameters
from ..asked import asked_of
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies
from ..target import Target
from ..words.arguments import needed_by
from ..words.methods import step_methods
from ..words.roles import role_of
from ..words.signatures import Making
from .loops_feedback import packed
from .networks import Access, Network, accesses
from .runs import together


@dataclass(frozen=True)
class Owned(Shape):
    """`opt = cls(owner)`, or `step(owner)`, which asks the owner for θ and hands the new one back.

    Attributes:
        method: the method of one step.
        access: how the owner is asked.
        owner: the name of the argument that takes the owner, of the constructor where `made`, else of the step.
        gradient: the argument of the step that takes the gradient; None where the owner keeps it.
    """

    method: str
    access: Access
    owner: str
    made: bool = True
    gradient: str | None = None

    @property
    def zeros_for_absent(self) -> bool:
        return True

    @property
    def description(self) -> str:
        return f"{self.method}() on {self.access.description}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        groups = [[each] for each in initial] if self.access.handing == "array" else [initial]
        return together([self._start_one(target, arguments, each) for each in groups], len(groups[0]))

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        network, handed = Network(self.access, copies(initial), None), list[Any]()
        receiver = call(target.object, {**arguments, self.owner: network} if self.made else arguments)
        method: Callable[..., Any] = getattr(receiver, self.method)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            if any(each is None for each in gradients):
                raise SubjectError("its owner has all gradients in each step")
            handed[:] = gradients
            network.keep_slopes(handed)
            given = {} if self.made else {self.owner: network}
            if self.gradient is not None:
                given[self.gradient] = packed(handed, self.access.handing)
            call(method, given)

        return Run(
            read=network.arrays,
            step=step,
            roots=(receiver, network),
            apart=lambda: [*handed, *network.apart()],
            replace=network.replace,
        )


def owners(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way that what is asked of an argument allows."""
    if not target.is_class:
        return
    making = Making.of(target.object, rule_names, settings)
    if len(making.missing) > 1:
        return
    for method in step_methods(target.object):
        function = getattr(target.object, method)
        required = needed_by(function)
        gradients = [
            name for name in required if role_of(name) == "gradients" or (len(required) == 1 and making.missing)
        ]
        rest = [name for name in (*making.missing, *required) if name not in gradients]
        if len(rest) != 1 or len(gradients) > 1:
            continue
        gradient = gradients[0] if gradients else None
        for access in accesses(asked_of(target.object if making.missing else function, rest[0])):
            if access.makes is None and (access.slopes is None) == (gradient is not None):
                shape = Owned("owner", method, access, rest[0], bool(making.missing), gradient)
                yield Subject(target, shape, making.names, making.settings)
