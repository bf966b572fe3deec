"""The page of each answer: what its command prints, and what `print` gives."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ..verdicts.answered import Answered
from ..verdicts.difference import Difference
from ..verdicts.identity import Identity
from ..verdicts.verdict import Verdict
from .layout import WIDEST, Page, plain

PAGES: Mapping[type[Answered], tuple[str, str]] = {
    Verdict: ("report", "report"),
    Identity: ("identity", "page"),
    Difference: ("difference", "page"),
}
"""Answer → the module of its page, and the function there; that of a verdict needs no rule, and so no SymPy."""


def page_of(answer: Answered, width: int, **how: Any) -> Page:
    """An answer in so many columns; `how` is what its page takes besides."""
    module, function = PAGES[type(answer)]
    page: Page = getattr(import_module(f".{module}", __package__), function)(answer, width, **how)
    return page


def text_of(answer: Answered) -> str:
    """An answer as its command prints it, without colours."""
    return plain(page_of(answer, WIDEST))
