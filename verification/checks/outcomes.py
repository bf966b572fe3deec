"""What a check may come to, read from its code: so that its documentation cannot say anything else."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from . import check as framework
from .check import Check

HERE = __name__.rpartition(".")[0]


@dataclass(frozen=True)
class Outcomes:
    """What a check may come to besides that its claim holds.

    Attributes:
        refutes: whether it may find the subject wrong.
        cautions: whether it may find what the subject's users should know.
        skipped: the reasons for which the subject cannot take part, with … where they name something.
    """

    refutes: bool
    cautions: bool
    skipped: tuple[str, ...]


def outcomes_of(check: Check) -> Outcomes:
    """What the check may come to."""
    calls = [
        node
        for part in _parts(check.finds)
        for node in ast.walk(part)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    findings = [_says(each, "refutes") for each in calls if _name(each) == "Finding"]
    reasons = [_text(each.args[0]) for each in calls if _name(each) == "Skipped" and each.args]
    return Outcomes(
        refutes=any(each is not False for each in findings),
        cautions=any(each is not True for each in findings),
        skipped=tuple(dict.fromkeys(filter(None, reasons))),
    )


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _says(call: ast.Call, keyword: str) -> bool | None:
    """The value of a keyword that is True by default; None where it depends."""
    value = next((each.value for each in call.keywords if each.arg == keyword), None)
    if value is None:
        return True
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, bool) else None


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values)
    return ""


def _parts(finds: Callable[..., Any]) -> Iterator[ast.Module]:
    """The function of the check, and every function and class of the checks' own modules that it uses."""
    waiting: list[Any] = [finds]
    seen: set[Any] = set()
    while waiting:
        thing = inspect.unwrap(waiting.pop())
        if thing in seen:
            continue
        seen.add(thing)
        tree = ast.parse(dedent(inspect.getsource(thing)))
        yield tree
        known = vars(sys.modules[thing.__module__])
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        waiting += [known[name] for name in sorted(names) if _is_of_the_checks(known.get(name))]


def _is_of_the_checks(value: Any) -> bool:
    module = getattr(value, "__module__", "")
    return (
        callable(value) and hasattr(value, "__qualname__") and module.startswith(HERE) and module != framework.__name__
    )
