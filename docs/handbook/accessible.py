"""What the theme leaves out for who uses a keyboard or listens.

What scrolls can be reached, a heading has its level, and a page says in which language it is to be read aloud.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LATE = 600
"""After the theme, which makes its navigation at 500."""

CHANGED = {
    "body": (
        ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
        ('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">'),
        ('<th class="head"><p></p></th>', '<td class="head"></td>'),
    ),
    "furo_navigation_tree": (('role="heading"', 'role="heading" aria-level="2"'),),
}
"""Part of a page → what is written there in the place of what."""


ASIDES = {"sidebar-drawer": "All pages", "toc-drawer": "On this page"}
"""What stands beside a page, by its class → what it is called; the theme's own template writes it, after all that it is handed."""

LANGUAGES = {"zh/": "zh-Hans"}
"""Of the pages whose names begin so; all others are in English."""

PARAGRAPH = re.compile(r"<p>(?:(?!</?p>).)*</p>", re.DOTALL)
FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)

LONG = 20
"""Letters from which on a formula may be wider than its paragraph is on a phone: then that scrolls."""


def reachable(paragraph: str) -> str:
    """A paragraph that may scroll, so that the keyboard gets there."""
    longest = max((len(re.sub(r"<[^>]*>", "", each)) for each in FORMULA.findall(paragraph)), default=0)
    return paragraph.replace("<p>", '<p tabindex="0">', 1) if longest >= LONG else paragraph


def mend(parts: dict[str, Any]) -> None:
    """Change the parts of a page."""
    for part, changes in CHANGED.items():
        for old, new in changes:
            if part in parts:
                parts[part] = parts[part].replace(old, new)
    if "body" in parts:
        parts["body"] = PARAGRAPH.sub(lambda found: reachable(found[0]), parts["body"])


def named(page: str) -> str:
    """A page whose asides have names, by which who listens tells them apart; once they have them, it is left as it is."""
    for kind, name in ASIDES.items():
        page = page.replace(f'<aside class="{kind}', f'<aside aria-label="{name}" class="{kind}')
    return page


def setup(app: Sphinx) -> None:
    """Let Sphinx hand every page over before it is written, and all of them once they are."""

    def mended(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
        mend(context)
        context["language"] = next((each for begin, each in LANGUAGES.items() if page.startswith(begin)), "en")

    def finish(app: Sphinx, error: Exception | None) -> None:
        for page in Path(app.outdir).rglob("*.html"):
            page.write_text(named(page.read_text(encoding="utf-8")), encoding="utf-8")

    app.connect("html-page-context", mended, priority=LATE)
    app.connect("build-finished", finish)
