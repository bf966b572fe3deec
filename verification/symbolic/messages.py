"""Who reads the text of a number: people alone, as in a message, or the code that goes on."""

import ast
import builtins
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Literal

TELLERS = frozenset("absl click logging loguru rich structlog tqdm traceback typer warnings".split())
"""Libraries that hand a text to people, and nothing of it back."""

Region = tuple[int, int, int, int]
"""Where code stands in its file: first line, last line, first column, last column."""


Readers = Literal["people", "whoever catches it", "code"]


def readers() -> Readers:
    """For whom the code that runs asks for the text of a number: nothing depends on what only people read."""
    frame = inspect.currentframe()
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith("optproof.verification"):
        frame = frame.f_back
    while frame is not None:
        if _root(frame) in TELLERS:
            return "people"
        texts = _texts(frame.f_code.co_filename)
        at = _position(frame)
        if at in texts:
            called = texts[at]
            if called is None:
                return "whoever catches it"
            if _tells(called, frame):
                return "people"
        # The text of an object is asked for by whoever asks for that of a number in it.
        if frame.f_code.co_name not in ("__repr__", "__str__", "__format__"):
            return "code"
        frame = frame.f_back
    return "code"


def _root(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


NOWHERE: Region = (0, 0, 0, 0)


def _position(frame: FrameType) -> Region:
    """Where the instruction stands that runs."""
    return _positions(frame.f_code)[frame.f_lasti // 2]


@cache
def _positions(code: CodeType) -> tuple[Region, ...]:
    # Some instructions stand nowhere in the source.
    return tuple(NOWHERE if None in each else each for each in code.co_positions())  # type: ignore[misc]


@cache
def _texts(path: str) -> dict[Region, ast.expr | None]:
    """Where a file makes a text for a call that is a statement of its own, with what is called; None for what is raised."""
    found: dict[Region, ast.expr | None] = {}
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found |= dict.fromkeys(map(_region, _in_text(node.value)), node.value.func)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            found |= dict.fromkeys(map(_region, _in_text(node.exc)))
        elif isinstance(node, ast.Assert) and node.msg is not None:
            found |= dict.fromkeys(map(_region, _in_text(node.msg)))
    return found


def _in_text(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of an expression that only go into its text: what is asked before the text is made is none of them."""
    yield node
    if isinstance(node, ast.Call):
        parts = [*node.args, *(each.value for each in node.keywords)]
    elif isinstance(node, ast.JoinedStr):
        parts = node.values
    elif isinstance(node, ast.FormattedValue | ast.Starred):
        parts = [node.value]
    elif isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Tuple | ast.List):
        parts = node.elts
    elif isinstance(node, ast.Dict):
        parts = node.values
    else:
        parts = []
    for part in parts:
        yield from _in_text(part)


def _tree(path: str) -> ast.Module:
    try:
        return ast.parse(Path(path).read_text(encoding="utf-8", errors="replace"))
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def _region(node: ast.stmt | ast.expr) -> Region:
    return node.lineno, node.end_lineno or 0, node.col_offset, node.end_col_offset or 0


def _tells(call: ast.expr, frame: FrameType) -> bool:
    """Whether what is called is known for handing its text to people."""
    function = _meant(call, frame)
    if function is builtins.print:
        return True
    owner = getattr(function, "__self__", None)
    if owner is not None and owner in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        return True
    return str(getattr(function, "__module__", None) or "").partition(".")[0] in TELLERS


def _meant(expr: ast.expr, frame: FrameType) -> Any:
    """What a name, or an attribute of one, stands for in a function that runs; None where that cannot be told."""
    if isinstance(expr, ast.Name):
        for names in (frame.f_locals, frame.f_globals, frame.f_builtins):
            if expr.id in names:
                return names[expr.id]
    if isinstance(expr, ast.Attribute):
        try:
            return getattr(_meant(expr.value, frame), expr.attr)
        except Exception:  # noqa: BLE001 - somebody's property may raise anything
            return None
    return None
