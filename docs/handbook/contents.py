"""The table of contents: what is read in which part of the handbook."""

from pathlib import Path

from . import figures

PAGE = "reference/_tree.md"

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Tutorial", ("tutorial/s*", "tutorial/c*")),
    ("How to", ("how-to/[!a]*",)),
    (
        "Reference",
        (
            "reference/which-adam",
            "reference/rules",
            "reference/parts",
            "reference/mistakes",
            "reference/checks",
            "reference/derivations",
            "reference/data",
            figures.FOLDER,
            "Conformance <conformance>",
            "Trophies <trophies>",
            "Identities <identify>",
            "shapes",
            "Settings, pytest and SARIF <ci>",
            "The changes of mutate <mutate>",
            "Kill matrix <kill-matrix>",
            "Changes of the sources <implementations-mutants>",
            "Mistakes in copies of libraries <library-mistakes>",
            "Mistakes by what is wrong <mistakes>",
            "All checks, in short <checks>",
        ),
    ),
    ("Explanation", ("explanation/*",)),
    ("How to add to it", ("how-to/a*",)),
    ("中文", ("zh/*", "zh/*/*")),
)
"""Each part with its pages; a star stands for all pages of a folder, in the order of their names."""

MADE = "reference/"
"""Pages of this folder are made when the handbook is built, so they are not looked for."""


def tree(root: Path) -> str:
    """The toctrees of the front page, of what there is under `root`."""
    return "\n".join(_toctree(caption, _pages(root, patterns)) for caption, patterns in PARTS if _pages(root, patterns))


def _pages(root: Path, patterns: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for each in patterns:
        if each == figures.FOLDER and not figures.available():
            continue
        if each.startswith(MADE) or "<" in each:
            found.append(each)
        else:
            found += [str(path.relative_to(root).with_suffix("")) for path in sorted(root.glob(f"{each}.md"))]
    return [each for each in found if not each.rpartition("/")[2].startswith("_")]


def _toctree(caption: str, pages: list[str]) -> str:
    body = "\n".join(pages)
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{body}\n```\n"
