"""Pieces of Markdown, as MyST reads it."""

from collections.abc import Iterable, Sequence

ORPHAN = "---\norphan: true\n---"
"""Begins a page that its list links to, and no table of contents: two hundred entries are no help to anybody."""


def math(latex: str) -> str:
    """A formula in the line, with fractions of full size."""
    return rf"$\displaystyle {latex}$"


def display(latex: str) -> str:
    """A formula on a line of its own."""
    return f"$$\n{latex}\n$$\n"


def code(text: str) -> str:
    return f"`{text}`"


def link(text: str, page: str) -> str:
    """A link to another page of the handbook, by its path from the root of the documents."""
    return f"[{text}](/{page})"


def marked(text: str, differs: bool) -> str:
    """`text`, with a sign before it where it differs: colour alone tells some people nothing."""
    return f"[≠ {text}]{{.differs}}" if differs else text


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(head), _row("---" for _ in head), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"


def bullets(items: Iterable[str]) -> str:
    return "".join(f"- {each}\n" for each in items)


def numbered(items: Iterable[str]) -> str:
    return "".join(f"{number}. {each}\n" for number, each in enumerate(items, 1))


def block(name: str, title: str, body: str, *options: str, fence: int = 3) -> str:
    """A directive; one that holds others needs a longer fence."""
    colons = ":" * fence
    given = "".join(f":{each}\n" for each in options)
    return f"{colons}{{{name}}} {title}".rstrip() + f"\n{given}\n{body.rstrip()}\n{colons}\n"


def side_by_side(cards: Sequence[tuple[str, str]]) -> str:
    """Titles with their bodies, beside each other where there is room."""
    body = "\n".join(block("grid-item-card", title, text, fence=4) for title, text in cards)
    return block("grid", "1 1 2 2", body, "gutter: 3", "class-container: forms", fence=5)


def page(*parts: str) -> str:
    """Parts with an empty line between them; empty ones are left out."""
    return "\n\n".join(each.strip("\n") for each in parts if each) + "\n"
