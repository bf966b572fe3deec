"""Methods that a caller calls before and after every step: the caller owns the step counter."""

from collections.abc import Callable
from typing import Any

from ..subject import signature_of
from .hyperparameters import canonical

BEFORE = frozenset("preupdateparams preupdate prestep beforeupdate beforestep beginstep startstep".split())
AFTER = frozenset("postupdateparams postupdate poststep afterupdate afterstep endstep finishstep incrementstep".split())


def hooks(receiver: Any) -> tuple[Callable[[], None], Callable[[], None]]:
    """What is to be called before and after each step."""
    return _all_of(receiver, BEFORE), _all_of(receiver, AFTER)


def _all_of(receiver: Any, words: frozenset[str]) -> Callable[[], None]:
    found: list[Callable[..., Any]] = []
    for name in dir(type(receiver)):
        if canonical(name) in words:
            method = getattr(receiver, name)
            if callable(method) and all(each.default is not each.empty for each in signature_of(method).values()):
                found.append(method)

    def call_all() -> None:
        for each in found:
            each()

    return call_all
