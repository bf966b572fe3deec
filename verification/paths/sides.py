"""The sides of each branch of a step: those that some run took, and those that none took."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from .blocks import Jump, Piece
from .measurement import Measured, Measurement
from .source import Source, is_within, position_in, source_of

Way = Literal["held", "failed", "began", "ended", "raised", "passed"]
"""What a side is: its condition held or failed, its loop began or came to its end, its exception was raised or was not."""

FEWEST: dict[Way, str] = {
    "held": "never held",
    "failed": "always held",
    "began": "never began",
    "ended": "never came to its end",
    "raised": "was never caught",
    "passed": "always caught something",
}

STILL: Mapping[Way, str] = {
    "held": "held only where a gradient was zero",
    "failed": "failed only where a gradient was zero",
    "began": "began only where a gradient was zero",
    "ended": "came to its end only where a gradient was zero",
}
"""What is said instead of a side that ran, and only where it may show nothing."""


@dataclass(frozen=True, eq=False)
class Branch:
    """A condition of a step, the loop over something, or a handler of exceptions.

    Attributes:
        node: the condition, what is looped over, the handler, or the `with` that ends exceptions.
        taken: the sides that some run took; `missing` those that none did.
        still: of the missing ones, those that ran in still steps.
    """

    measured: Measured
    source: Source
    node: ast.AST
    taken: frozenset[Way]
    missing: frozenset[Way]
    still: frozenset[Way] = frozenset()

    def lacks(self, way: Way) -> str:
        """What a run would have to show of a side that is missing."""
        return (STILL if way in self.still else FEWEST)[way]


@dataclass(frozen=True)
class Unread:
    """A function without source that branches: nobody can say at what."""

    measured: Measured


def branches(measurement: Measurement) -> list[Branch | Unread]:
    """Every branch that the steps came to, in the order of the source."""
    found: list[Branch | Unread] = []
    for measured in measurement.functions:
        source = source_of(measured.code.co_filename)
        if source is not None:
            found += sorted(_branches(measured, source), key=lambda each: position_in(each.node) or (0, 0, 0, 0))
        elif any(jump.block in measured.ran for piece in measured.pieces for jump in piece.jumps):
            found.append(Unread(measured))
    return found


def _branches(measured: Measured, source: Source) -> Iterator[Branch]:
    taken: dict[ast.AST, set[Way]] = {}
    still: dict[ast.AST, set[Way]] = {}
    possible: dict[ast.AST, set[Way]] = {}
    for piece in measured.pieces:
        nodes = [_node(source, piece, jump) for jump in piece.jumps]
        for place, (node, jump) in enumerate(zip(nodes, piece.jumps, strict=True)):
            if node is None or jump.block not in measured.ran:
                continue
            ways = _ways(node, jump)
            leads: list[tuple[Way, int]] = [(ways[0], jump.jumps_to), (ways[1], jump.goes_on)]
            if isinstance(node, ast.Compare) and (nodes[: place + 1].count(node)) % len(node.ops):
                leads = leads[:1]  # of `a < b < c`, `a < b` decides only where it fails
            possible.setdefault(node, set()).update(ways)
            seen = measured.arcs_from(jump.block)
            taken.setdefault(node, set()).update(way for way, block in leads if (jump.block, block) in seen)
            still.setdefault(node, set()).update(way for way, block in leads if (jump.block, block) in measured.still)
    for handler in _handlers(measured, source):
        tried = source.parents[handler]
        assert isinstance(tried, ast.Try | ast.TryStar)
        possible[handler] = {"raised", "passed"}
        taken[handler] = {"raised"} if _ran(measured, handler.body) else set()
        taken[handler] |= {"passed"} if "raised" not in taken[handler] or _ended(measured, tried.body[-1]) else set()
    for node in source.suppressions:
        if _ran(measured, node.body):
            possible[node] = {"raised", "passed"}
            taken[node] = {"raised"} if _left(measured, node) else set()
            taken[node] |= {"passed"} if _ended(measured, node.body[-1]) else set()
    for node, ways in possible.items():
        missing = frozenset(ways - taken[node])
        yield Branch(measured, source, node, frozenset(taken[node]), missing, missing & still.get(node, set()))


def _node(source: Source, piece: Piece, jump: Jump) -> ast.AST | None:
    """What decides at a jump: a condition, or what is looped over."""
    if jump.on != "END":
        # Where nothing was computed for it alone, as in `is None`, the jump itself has the place of the condition.
        return source.expression(jump.position if jump.on.endswith("NONE") else jump.tested)
    loops = [each for each in piece.jumps if each.on == "END" and each.position == jump.position]
    for node in reversed(source.at.get(jump.position, ())):
        if isinstance(node, ast.For | ast.AsyncFor):
            return node.iter
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            return node.generators[min(loops.index(jump), len(node.generators) - 1)].iter
        if isinstance(node, ast.expr):
            return node
    return None


def _ways(node: ast.AST, jump: Jump) -> tuple[Way, Way]:
    """What it means that the jump is made, and that it is not."""
    if jump.on == "END":
        return "ended", "began"
    holds = jump.on == "TRUE"
    if jump.on.endswith("NONE"):
        asks_for_none = not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.IsNot))
        holds = (jump.on == "NONE") == asks_for_none
    return ("held", "failed") if holds else ("failed", "held")


def _handlers(measured: Measured, source: Source) -> Iterator[ast.ExceptHandler]:
    """The handlers of what was tried."""
    for node in source.tries:
        if _ran(measured, node.body):
            yield from node.handlers


def _left(measured: Measured, node: ast.With) -> bool:
    """Whether some run left it by an exception."""
    # Before Python 3.12 the place is that of the whole statement.
    places = {position_in(node), *(position_in(each.context_expr) for each in node.items)}
    return any(
        block in measured.ran and place in places for piece in measured.pieces for place, block in piece.leavings
    )


def _ended(measured: Measured, statement: ast.stmt) -> bool:
    """Whether a statement came to its end, in some run; of one that holds others nobody asks."""
    blocks = [
        block
        for piece in measured.pieces
        for block, places in piece.places.items()
        if any(is_within(place, statement) for place in places)
    ]
    return hasattr(statement, "body") or not blocks or max(blocks) in measured.ran


def _ran(measured: Measured, body: list[ast.stmt]) -> bool:
    return any(
        is_within(place, statement)
        for piece in measured.pieces
        for block, places in piece.places.items()
        if block in measured.ran
        for place in places
        for statement in body
    )
