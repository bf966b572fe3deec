"""Somebody who owns θ and makes its gradients, as a network does: how he is asked for both stands in the source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..asked import Asked
from ..subject import Arrays, SubjectError, is_array_like
from ..words.hyperparameters import canonical
from ..words.roles import GRADIENTS, role_of
from .loops_feedback import Feedback, packed, unpacked

Handing = Literal["array", "list", "dict"]

_THETA = (
    r"(flat|all|named)?(params?|parameters?|weights?|theta|vector|variables?|values?|model|mu|state|coefs?|w|solution)"
)
THETA = re.compile(rf"{_THETA}(vector|list|dict|flat)?|flat")
GETTER = re.compile(rf"(get)?(trainable)?{_THETA}(vector|list|dict|flat)?|get(flat|all)|(to|as)(flat|vector)")
SETTER = re.compile(rf"(set|load|assign)(from)?(trainable)?({_THETA}|flat)(vector|list|dict|flat)?|fromvector")
SLOPES = re.compile(
    r"(get|calc|calculate|compute|numerical|eval)?(flat|params?|weights?)?(grads?|gradients?)(vector|list|dict|flat)?|"
    r"derivatives?|backprop(agate|agation)?|backward|(loss|value)and(grads?|gradients?)"
)
SIZE = re.compile(r"(n|num|numof|count)(params?|parameters?|weights?)|dims?|size|nparam|numdim")

IDLE = re.compile(
    r"(feed|run)?forward\w*|forwardpass|predict\w*|propagate|fprop|(compute|calc|calculate|get)?(train|val|test)?(loss|cost|error|accuracy|score)\w*|"
    r"train|eval|evaluate|(zero|clear|reset)\w*|log\w*|save\w*|summary|print\w*"
)
"""What moves no parameter and makes no gradient: a forward pass, a switch, a note."""


@dataclass(frozen=True)
class Access:
    """How the owner of θ is asked.

    Attributes:
        theta: what he is asked for θ by: a method where it is `called`, else an attribute.
        setter: the method that takes the new θ; None where it is put into its place.
        slopes: the method that makes the gradients, or the attribute under which he keeps them; None where they come from elsewhere.
        makes: the method that makes the gradients; None where they are kept already.
        answer: where the gradients are in what that method returns, and how many items that has; none where they are all of it.
        handing: what θ goes in.
        sizes: what he is asked by for the number of his parameters.
        idle: methods that change nothing here: a forward pass, a switch.
    """

    theta: str
    called: bool
    setter: str | None = None
    slopes: str | None = None
    makes: str | None = None
    answer: tuple[int, int] | None = None
    handing: Handing = "array"
    sizes: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        mark = "()" if self.called else ""
        put = f" and .{self.setter}()" if self.setter else ""
        made = f", whose gradients .{self.makes}() makes" if self.makes else ""
        kept = f", whose gradients are .{self.slopes}" if self.slopes and not self.makes else ""
        return f"an owner with .{self.theta}{mark}{put}{made}{kept}"


def accesses(asked: Sequence[Asked]) -> Iterator[Access]:
    """Every way in which who is asked for this may own θ, the likeliest first."""
    methods = [each for each in asked if each.called]
    fields = [each for each in asked if not each.called]
    sizes = tuple(dict.fromkeys(each.name for each in fields if SIZE.fullmatch(canonical(each.name))))
    setters = [each.name for each in methods if SETTER.fullmatch(canonical(each.name))]
    makers = [*_makers(methods), (None, None)]
    slopes = dict.fromkeys(each.name for each in fields if SLOPES.fullmatch(canonical(each.name)))
    known = {*sizes, *setters, *(maker.name for maker, _ in makers if maker)}
    getters = [
        (each.name, True) for each in methods if each.name not in known and GETTER.fullmatch(canonical(each.name))
    ] + [(each.name, False) for each in fields if each.name not in slopes and THETA.fullmatch(canonical(each.name))]
    for theta, called in dict.fromkeys(getters):
        for maker, answer in makers:
            others = dict.fromkeys(each.name for each in methods if IDLE.fullmatch(canonical(each.name)))
            idle = tuple(each for each in others if each not in (theta, maker.name if maker else None, *setters))
            for handing in ("dict", "list", "array"):
                base = Access(theta, called, next(iter(setters), None), handing=handing, sizes=sizes, idle=idle)
                for slope in [None] if maker is not None and answer != () else slopes or [None]:
                    yield _with(base, maker, answer, slope)


def _with(base: Access, maker: Asked | None, answer: tuple[int, ...] | None, slope: str | None) -> Access:
    place = (answer[0], answer[1]) if answer else None
    return replace(base, slopes=slope, makes=maker.name if maker else None, answer=place)


def _makers(methods: Sequence[Asked]) -> Iterator[tuple[Asked, tuple[int, ...] | None]]:
    """The methods that make gradients, with where these are in what each returns; `()` where it keeps them to itself."""
    for each in dict.fromkeys(methods):
        places = [n for n, name in enumerate(each.result) if _is_gradient(name)]
        if len(places) == 1:
            yield each, None if len(each.result) == 1 else (places[0], len(each.result))
        elif not each.result and SLOPES.fullmatch(canonical(each.name)):
            yield each, None
            yield each, ()


def _is_gradient(name: str) -> bool:
    return role_of(name) in GRADIENTS or canonical(name).startswith("grad")


class Network:
    """The owner of θ, in the middle of a run.  What its optimizer hangs on it, it keeps."""

    def __init__(self, access: Access, arrays: Arrays, feedback: Feedback | None) -> None:
        self._access, self._feedback, self._count = access, feedback, len(arrays)
        self._held: Any = packed(arrays, access.handing)
        if not access.called:
            setattr(self, access.theta, self._held)
        for name in access.sizes:
            setattr(self, name, arrays[0].shape if access.handing == "array" else len(arrays))

    def arrays(self) -> Arrays:
        """θ as it is."""
        access = self._access
        found = self._held if access.called else getattr(self, access.theta)
        return unpacked(found, access.handing, self._count)

    def apart(self) -> list[Any]:
        """What is θ's, and no state."""
        kept = getattr(self, self._access.slopes, None) if self._access.slopes else None
        return [self._held, *self.arrays(), self._feedback, kept]

    def replace(self, place: int, array: Any) -> None:
        """Put another array in the place of one."""
        arrays = self.arrays()
        arrays[place] = array
        self._take(packed(arrays, self._access.handing))

    def keep_slopes(self, gradients: Arrays) -> None:
        """Keep these gradients where it is asked for them."""
        if self._access.slopes is not None:
            setattr(self, self._access.slopes, packed(gradients, self._access.handing))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        access = self._access
        if name == access.theta and access.called:
            return self._handed_out
        if name == access.setter:
            return self._take
        if name == access.makes:
            return self._make
        if name in access.idle:
            return self._idle
        raise AttributeError(f"its owner of θ has no {name!r}")

    def _handed_out(self, *_: Any, **__: Any) -> Any:
        # Another collection at each call: what is put into it is not put into the network.
        return packed(self.arrays(), self._access.handing)

    def _take(self, value: Any) -> None:
        access = self._access
        taken = unpacked(value, access.handing, self._count)
        for array, like in zip(taken, self.arrays(), strict=True):
            if not is_array_like(array, like):
                raise SubjectError("its owner is handed something else than θ")
        if access.called:
            self._held = packed(taken, access.handing)
        else:
            setattr(self, access.theta, packed(taken, access.handing))

    def _make(self, *_: Any, **__: Any) -> Any:
        assert self._feedback is not None
        access = self._access
        made = self._feedback.gradient(packed(self.arrays(), access.handing))
        if access.slopes is not None:
            setattr(self, access.slopes, made)
            return self._feedback.value()
        if access.answer is None:
            return made
        place, count = access.answer
        return tuple(made if n == place else self._feedback.value() for n in range(count))

    def _idle(self, *_: Any, **__: Any) -> Any:
        return None if self._feedback is None else self._feedback.value()
