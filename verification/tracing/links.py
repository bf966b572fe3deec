"""Functions that somebody else's code makes for a statement and that run later, as the links of a chain of transformations do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from inspect import isfunction, unwrap
from types import CodeType, FrameType, FunctionType
from typing import Any

from .statements import Statement


@dataclass(frozen=True)
class Link:
    """The call that made a function: the statement that it is in, and its line."""

    statement: Statement
    line: int


@dataclass
class Links:
    """Which call made each function.

    Attributes:
        calls: those that made any.
    """

    calls: set[Link] = field(default_factory=set[Link])
    made: dict[CodeType, list[tuple[FunctionType, Link]]] = field(default_factory=dict)

    def made_by(self, link: Link) -> Callable[[FrameType, str, Any], Any]:
        """Listens to the function that is called there, for the functions that it hands back."""

        def heard(frame: FrameType, event: str, argument: Any) -> Any:
            frame.f_trace_lines = False
            if event == "return":
                for each in _functions(argument):
                    self.calls.add(link)
                    self.made.setdefault(each.__code__, []).append((each, link))
            return heard

        return heard

    def of(self, frame: FrameType) -> Link | None:
        """The call that made the function that begins to run."""
        known = self.made.get(frame.f_code)
        if not known:
            return None
        inside = frame.f_locals
        # Of several functions of one code, the one that was closed over the same things; the newest first.
        return next((link for function, link in reversed(known) if _is_closed_over(function, inside)), None)


def _functions(value: Any) -> Iterator[FunctionType]:
    several = value if isinstance(value, tuple) else (value,)
    yield from (unwrap(each) for each in several if isfunction(each))


def _is_closed_over(function: FunctionType, values: dict[str, Any]) -> bool:
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return all(values.get(name) is _contents(cell) for name, cell in cells)


def _contents(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None
