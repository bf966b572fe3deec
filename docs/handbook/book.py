"""All generated pages, and how they get onto the disk."""

from pathlib import Path

from . import check_page, contents, data, derivation_page, figures, glossary, mistake_page, part_page, rule_page
from .places import REFERENCE

MAKERS = (rule_page, data, part_page, mistake_page, check_page, derivation_page, glossary, figures)
"""Each has `every() -> dict[str, str]`, from a page's path to its Markdown."""


def pages() -> dict[str, str]:
    """Every generated page, by its path from the root of the documents."""
    return {path: text for maker in MAKERS for path, text in maker.every().items()}


def write(root: Path) -> None:
    """Write the pages under `root`; what has not changed is left alone, and what is no page any more is deleted."""
    made = {root / path: text for path, text in (*pages().items(), (contents.PAGE, contents.tree(root)))}
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in (root / REFERENCE).rglob("*.md"):
        if path not in made:
            path.unlink()
    data.write(root)
    figures.draw(root)
