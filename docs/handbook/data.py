"""The rules as data: a JSON file for each, with its schema, and the page that says so."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from optproof.reference.library import RULES
from optproof.verification.reports.rule_data import VERSION, rule_data

from .markdown import code, page, table
from .places import DATA_PAGE, REFERENCE, to_rule

FOLDER = f"{REFERENCE}/_files"
"""What is copied to the root of the handbook as it is."""

SCHEMA = "rule.schema.json"


def every() -> dict[str, str]:
    """The page; the files are written by `write`."""
    return {DATA_PAGE: contents()}


def contents() -> str:
    rows = [(to_rule(each.name), each.title, str(len(each.forms)), _file(f"{each.name}.json")) for each in RULES]
    told = (
        "Each rule as one JSON object, for who computes with it in another language: letters, lines, forms and how they relate, "
        "defaults, sources, and what each known mistake makes of each form. It is what `optproof explain RULE --json` prints, and "
        f"`optproof rules --json` a line for each. The keys are those of {_file(SCHEMA)}, version {VERSION}: another version where a "
        "key is taken away or comes to mean something else; keys may be added in any."
    )
    vectors = f"Numbers to test an implementation with, of every form and mistake, are in the repository's {code('vectors/')}."
    return page("# The rules as data", told, table(("rule", "title", "forms", "file"), rows), vectors)


def _file(name: str) -> str:
    return f'<a href="../data/{name}">{name}</a>'


@cache
def texts() -> dict[str, str]:
    """Each file by its path from the root of the handbook."""
    made = {
        f"data/{each.name}.json": json.dumps(rule_data(each, each.forms), ensure_ascii=False, indent=1) + "\n"
        for each in RULES
    }
    schema = files("optproof.verification").joinpath(SCHEMA).read_text(encoding="utf-8")
    return {**made, f"data/{SCHEMA}": schema}


def write(root: Path) -> None:
    """Write the files under `root`, where they are copied from."""
    for path, text in texts().items():
        file = root / FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
