"""A page of text for a terminal: lines that are wrapped already, calm colours, never wider than 80 columns."""

import errno
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from .ascii import lacks_letters

WIDEST = 80
NARROWEST = 40
SPELLING = 12
"""Columns by which a line may grow where its letters are spelled."""

TOGETHER = "\N{NO-BREAK SPACE}"

Page = list[Text]


class Paper(Console):
    """A console that says of a reader who has gone no more than the stream does: rich would leave with status 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def console(stream: TextIO | None = None) -> Console:
    """A console that prints lines as they are: no wrapping, markup or highlighting of its own."""
    file = sys.stdout if stream is None else stream
    return Paper(file=file, width=page_width(), soft_wrap=True, highlight=False, markup=False, emoji=False)


def page_width() -> int:
    room = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    return max(NARROWEST, room - SPELLING if lacks_letters() else room)


def write(page: Iterable[Text], stream: TextIO | None = None) -> None:
    """Print a page."""
    out = console(stream)
    for line in page:
        line.rstrip()
        out.print(line)


def plain(page: Iterable[Text]) -> str:
    """A page as text without colours."""
    return "\n".join(line.plain.rstrip() for line in page)


def legible(text: str) -> str:
    """`text` without control characters, which could do anything to a terminal."""
    return "".join(each if each.isprintable() or each in f"\n{TOGETHER}" else "�" for each in text)


CODE = re.compile(r"`[^`]{1,40}`| %|(?<= )[=≤<≠−+⟺⇒→] ")


def fold(text: str, width: int) -> list[str]:
    """Break `text` at spaces, but not in `code`; a long word, such as a link or a path, stays whole to be copied."""
    lines: list[str] = [""]
    for word in CODE.sub(lambda each: each[0].replace(" ", TOGETHER), legible(text)).split(" "):
        if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return [each.replace(TOGETHER, " ") for each in lines]


def fold_formula(text: str, width: int) -> list[str]:
    """Break a formula before + and −."""
    return fold(re.sub(r" ([+−]) ", rf" \1{TOGETHER}", text), width)


def fold_python(line: str, width: int) -> list[str]:
    """Break a line of a call after commas that stand in no string."""
    start = line[: len(line) - len(line.lstrip())]
    lines = [start]
    for part in re.findall(r"""(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^,'"])+,?""", line.strip()):
        if lines[-1].strip() and len(lines[-1]) + len(part) > width:
            lines.append(f"{start}    {part.lstrip()}")
        else:
            lines[-1] += part
    return lines


def paragraph(text: str, width: int, *, indent: int = 2, hang: int | None = None, style: str = "") -> Page:
    """A paragraph; lines after the first are indented by `hang`."""
    hang = indent if hang is None else hang
    return [
        Text(" " * (indent if number == 0 else hang)) + Text(line, style)
        for number, line in enumerate(_folded(text, width - max(indent, hang)))
    ]


def _folded(text: str, width: int) -> list[str]:
    """The lines of a text, those that are code as they are."""
    blocks = text.split("\n\n")
    parts = [each.split("\n") if each.startswith("    ") else fold(each, width) for each in blocks]
    return [line for number, part in enumerate(parts) for line in ([""] * bool(number) + part)]


def entry(label: str, text: str, width: int, *, room: int, indent: int = 2, style: str = "dim") -> Page:
    """A label, and beside it a paragraph; `room` is the width of the column of labels."""
    edge = indent + room + 2
    first, *others = fold(text, width - edge)
    head = Text(" " * indent) + Text(label, style) + Text(" " * (room + 2 - cell_len(label)))
    return [head + Text(first), *(Text(" " * edge + each) for each in others)]


def beside(blocks: Sequence[Page], width: int, gap: int = 2) -> Page:
    """Blocks side by side, as many as there is room for, and the others below them; all of them where letters are spelled."""
    width = 0 if lacks_letters() else width
    rows: list[list[Page]] = []
    for block in blocks:
        if rows and sum(_breadth(each) + gap for each in rows[-1]) + _breadth(block) <= width:
            rows[-1].append(block)
        else:
            rows.append([block])
    return sections(*(_joined(row, gap) for row in rows))


def _breadth(block: Page) -> int:
    return max(line.cell_len for line in block)


def _joined(row: Sequence[Page], gap: int) -> Page:
    page: Page = []
    for number in range(max(map(len, row))):
        line = Text()
        edge = 0
        for block in row:
            part = block[number] if number < len(block) else Text()
            line = line + Text(" " * (edge - line.cell_len)) + part
            edge += _breadth(block) + gap
        page.append(line)
    return page


def linked(page: Page, word: str, target: str) -> Page:
    """The page, with a link on the first line that has `word`, for terminals that know links; as it is without a target."""
    for line in page if target else []:
        at = line.plain.find(word)
        if at >= 0:
            line.stylize(Style(link=target), at, at + len(word))
            break
    return page


def pad(text: str, room: int) -> str:
    """`text` filled with spaces up to `room` columns."""
    return text + " " * max(0, room - cell_len(text))


def cut(text: str, room: int) -> str:
    """`text` in at most `room` columns, with … where something is left out."""
    if cell_len(text) <= room:
        return text
    while cell_len(text) > room - 2:
        text = text.rpartition(" ")[0] or text[:-1]
    return f"{text.rstrip(' ,;:')} …"


def sections(*parts: Sequence[Text]) -> Page:
    """The parts that are not empty, with an empty line between them."""
    page: Page = []
    for part in parts:
        if part:
            page += [*([Text()] if page else []), *part]
    return page
