"""The page of each answer: what its command prints, and what `print` gives."""

from collections.abc import Callable, Mapping
from typing import Any

from ..verdicts.answered import Answered
from ..verdicts.difference import Difference
from ..verdicts.identity import Identity
from ..verdicts.verdict import Verdict
from . import difference, identity
from .layout import WIDEST, Page, plain
from .report import report

PAGES: Mapping[type[Answered], Callable[..., Page]] = {
    Verdict: report,
    Identity: identity.page,
    Difference: difference.page,
}


def page_of(answer: Answered, width: int, **how: Any) -> Page:
    """An answer in so many columns; `how` is what its page takes besides."""
    return PAGES[type(answer)](answer, width, **how)


def text_of(answer: Answered) -> str:
    """An answer as its command prints it, without colours."""
    return plain(page_of(answer, WIDEST))
