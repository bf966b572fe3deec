"""What the numbers of a step depend on besides letters: sizes, places and names, where no branch asks for them.

`lr * (1 + p.size // 10**6)` is lr in every run that somebody makes.  So some steps are run operation by operation
(`rewriting.py`), and sizes, places and names are followed to where they meet the numbers of arrays (`operations.py`).
"""

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FrameType
from typing import Any

from ..subjects.source import shown
from ..symbolic.jax_functions import uncompiled
from ..verdicts.paths import Side
from .calls import Listener
from .marks import Mark, Marks, boxed
from .operations import ATTRIBUTES
from .rewriting import Site, heard_by
from .source import source_of

CALLED = Mark("names", "what a parameter is called")

OTHER = {"sizes": "at other sizes", "places": "at other places", "names": "under other names"}

Act = Callable[[], object]
"""Runs of some steps; what they come to is returned."""


def marked_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names of parameters, marked as what they are."""
    return tuple(boxed(each, frozenset({CALLED})) for each in names)


def dependences(
    families: Sequence[Sequence[Act]], alike: Callable[[Any, Any], bool], is_own: Callable[[str], bool]
) -> tuple[Side, ...]:
    """Where the steps of some runs compute with what the claim does not fix.

    A family of runs is on parameters of different sizes and numbers; the first is taken of which no run raises.
    """
    for acts in families:
        with uncompiled():
            codes, plainly = _entered(acts, is_own)
            if all(each is not None for each in plainly):
                return _heard(acts, plainly, codes, alike, is_own)
    return (Side("", 0, "its operations one by one", ("what raises",)),)


def _heard(
    acts: Sequence[Act], plainly: Sequence[Any], codes: frozenset[CodeType], alike: Callable[[Any, Any], bool],
    is_own: Callable[[str], bool],
) -> tuple[Side, ...]:  # fmt: skip
    listener = Listener(is_own, _text)
    with heard_by(listener, codes, ATTRIBUTES) as unread:
        again = [_ended(act) for act in acts]
    for code in unread:
        if {*code.co_names} & (ATTRIBUTES | {"len", "enumerate"}):
            return (Side(shown(code.co_filename), code.co_firstlineno, f"`{code.co_name}`", ("what has no source",)),)
    if not all(two is not None and alike(one, two) for one, two in zip(plainly, again, strict=True)):
        return (Side("", 0, "its operations one by one", ("what cannot be listened to",)),)
    return tuple(_sides(listener.found(len(acts))))


def _sides(found: dict[Site, Marks]) -> Iterator[Side]:
    for (path, position), marks in sorted(found.items()):
        kinds = sorted({each.kind for each in marks})
        text = f"`{_text((path, position))}` {' and '.join(OTHER[each] for each in kinds)}"
        yield Side(shown(path), position[0], text, tuple(dict.fromkeys(each.text for each in sorted(marks))))


def _text(site: Site) -> str:
    path, position = site
    source = source_of(path)
    nodes = () if source is None else source.at.get(position, ())
    node = next((each for each in nodes if isinstance(each, ast.expr)), next(iter(nodes), None))
    text = "it" if node is None else " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _entered(acts: Sequence[Act], is_own: Callable[[str], bool]) -> tuple[frozenset[CodeType], list[Any]]:
    """The subject's code that runs enter, and what they come to."""
    found: set[CodeType] = set()

    def listen(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and is_own(frame.f_code.co_filename):
            found.add(frame.f_code)

    before = sys.gettrace()
    sys.settrace(listen)
    try:
        ended = [_ended(act) for act in acts]
    finally:
        sys.settrace(before)
    return frozenset(found), ended


def _ended(act: Act) -> Any:
    """What a run comes to; None where it raises."""
    try:
        return act()
    except Exception:  # noqa: BLE001 - it may raise whatever it likes
        return None
