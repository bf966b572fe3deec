"""The straight pieces of a function's bytecode, each under a line number of its own, so that whoever measures lines measures branches.

A line of source may hold several branches: `a or b`, a conditional expression, the filter of a comprehension.  The code that
is made here does what the original does, instruction by instruction; its table of line numbers alone is another.
"""

import dis
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

Position = tuple[int, int, int, int]
"""Where a piece of source stands: first and last line, first and last column."""

CONDITIONAL = re.compile(r"JUMP.*_IF_(?P<on>NOT_NONE|NONE|TRUE|FALSE)")


@dataclass(frozen=True)
class Jump:
    """An instruction at which two ways part.

    Attributes:
        position: the source of the instruction itself.
        tested: the source of what was computed last before it, which is what it tests.
        on: what has to be so for the jump: TRUE, FALSE, NONE, NOT_NONE; END where a loop has nothing more.
        block: where the ways part, as the line number of a block; `jumps_to` and `goes_on` are where they lead.
    """

    position: Position
    tested: Position
    on: str
    block: int
    jumps_to: int
    goes_on: int


@dataclass(frozen=True)
class Piece:
    """One code object of a function: as it is, and as it is measured; the source of each of its blocks, and its jumps in order.

    Attributes:
        leavings: where a `with` is left by an exception, as its place in the source and the block.
    """

    code: CodeType
    measured: CodeType
    places: dict[int, tuple[Position, ...]]
    jumps: tuple[Jump, ...]
    leavings: tuple[tuple[Position, int], ...] = ()

    @property
    def blocks(self) -> range:
        return range(min(self.places), max(self.places) + 1)


def relined(code: CodeType, name: str, first: int = 1) -> list[Piece]:
    """The same code with a line number for each block, counted from `first`, in a file of that name; then the code inside it."""
    bytecode = dis.Bytecode(code)
    instructions = [*bytecode]
    tried = [range(each.start, each.end) for each in bytecode.exception_entries]  # type: ignore[attr-defined]
    # What is tried may end at any instruction.
    leaders = sorted(
        {
            0,
            *_leaders(instructions),
            *(each.offset for each in instructions if any(each.offset in some for some in tried)),
        }
    )
    lines = {offset: first + number for number, offset in enumerate(leaders)}
    next_line = first + len(leaders)
    of: dict[int, int] = {}
    line = first
    for each in instructions:
        line = lines.get(each.offset, line)
        of[each.offset] = line
    inner: list[Piece] = []
    consts: list[object] = []
    for const in code.co_consts:
        if isinstance(const, CodeType):
            inside = relined(const, name, next_line)
            next_line = inside[-1].blocks.stop
            inner += inside
            consts.append(inside[0].measured)
        else:
            consts.append(const)
    table = _table([of.get(offset) for offset in range(0, len(code.co_code), 2)], code.co_firstlineno)
    measured = code.replace(co_linetable=table, co_consts=tuple(consts), co_filename=name)
    return [_piece(code, measured, instructions, of), *inner]


def _leaders(instructions: list[dis.Instruction]) -> Iterator[int]:
    after = False
    for each in instructions:
        if after:
            yield each.offset
        jumps = each.opcode in dis.hasjrel or each.opcode in dis.hasjabs
        if jumps:
            yield each.argval
        after = jumps or each.opname.startswith(("RETURN", "RERAISE", "RAISE"))


MOVES = frozenset({"COPY", "TO_BOOL", "CACHE", "NOP", "SWAP", "EXTENDED_ARG"})
"""Instructions that compute nothing."""

NO_TEST = frozenset({"CHECK_EXC_MATCH", "CHECK_EG_MATCH", "WITH_EXCEPT_START"})
"""What is computed before a jump that no condition of the source asks for."""


def _piece(code: CodeType, measured: CodeType, instructions: list[dis.Instruction], of: dict[int, int]) -> Piece:
    places: dict[int, dict[Position, None]] = {line: {} for line in of.values()}
    jumps: list[Jump] = []
    leavings: list[tuple[Position, int]] = []
    last, tested = "", None
    for each, following in zip(instructions, [*instructions[1:], None], strict=True):
        at = position(*each.positions) if each.positions else None
        if at is not None:
            places[of[each.offset]][at] = None
        if each.opname == "WITH_EXCEPT_START" and at is not None:
            leavings.append((at, of[each.offset]))
        on = CONDITIONAL.search(each.opname)
        if following is not None and (on or each.opname == "FOR_ITER") and last not in NO_TEST and at and tested:
            word = on["on"] if on else "END"
            jumps.append(Jump(at, tested, word, of[each.offset], of[each.argval], of[following.offset]))
        if each.opname not in MOVES:
            last, tested = each.opname, at or tested
    found = {line: tuple(each) for line, each in places.items()}
    return Piece(code, measured, found, tuple(jumps), tuple(leavings))


def position(line: int | None, end: int | None, column: int | None, last: int | None) -> Position | None:
    """Where an instruction stands in the source; None for one that the compiler added."""
    return None if line is None or end is None or column is None or last is None else (line, end, column, last)


# The table of line numbers: CPython, Objects/locations.md.

NO_COLUMNS = 13
LONGEST = 8
"""The kind of an entry that has a line and no columns, and how many code units one entry may speak of."""


def _table(lines: list[int | None], before: int) -> bytes:
    """The table that gives each code unit its line; one without takes that of its predecessor."""
    table = bytearray()
    start, line = 0, None
    filled: list[int] = []
    for each in lines:
        line = each if each is not None else line
        filled.append(before if line is None else line)
    while start < len(filled):
        stop = start + 1
        while stop < len(filled) and stop - start < LONGEST and filled[stop] == filled[start]:
            stop += 1
        table.append(0x80 | NO_COLUMNS << 3 | (stop - start - 1))
        table += _signed(filled[start] - before)
        before, start = filled[start], stop
    return bytes(table)


def _signed(number: int) -> bytes:
    return _unsigned((-number << 1) | 1 if number < 0 else number << 1)


def _unsigned(number: int) -> bytes:
    table = bytearray()
    while number >= 64:
        table.append(0x40 | number & 63)
        number >>= 6
    table.append(number)
    return bytes(table)
