"""Hold torch.optim, optax, Keras and pytorch_optimizer to the rules, and write the table: `python docs/conformance/generate.py [--jobs N]`.

What is asked stands in cells.toml, what came of it in verdicts.json, and the page is docs/conformance.md.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from optproof import Verdict, check

HERE = Path(__file__).parent
PAGE = HERE.parent / "conformance.md"
RECORD = HERE / "verdicts.json"

START = """\
# Conformance: what the optimizers of torch.optim, optax, Keras and pytorch_optimizer compute

Each cell holds one optimizer, with one choice of options, to one rule; `+` adds an option to a rule (`optproof explain
RULE` shows the formula). The hyperparameters of the rule are letters, so that the answer holds for every value. *Form* is the
way of writing the rule that the code was proved to be; *for* says for which steps, and whether lr may change on the way. A
cell that is not proved is explained below its table, with the source.

Regenerate this page, with the libraries installed, by

    python docs/conformance/generate.py
"""


@dataclass(frozen=True)
class Cell:
    """One optimizer with some options, the rule that it is held to, and what explains a deviation."""

    target: str
    rule: str
    set: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    source: str = ""

    @property
    def options(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.set.items())


@dataclass(frozen=True)
class Found:
    """What came of a cell."""

    target: str
    rule: str
    options: str
    verdict: str
    form: str
    scope: str
    lr: str
    reason: str
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    """A library with its cells."""

    name: str
    package: str
    cell: tuple[Cell, ...]


def libraries() -> tuple[Library, ...]:
    """Everything that is asked."""
    read = tomllib.loads((HERE / "cells.toml").read_text(encoding="utf-8"))
    return tuple(
        Library(each["name"], each["package"], tuple(Cell(**cell) for cell in each["cell"])) for each in read["library"]
    )


def ask(cell: Cell) -> Found:
    """Check one cell."""
    verdict: Verdict = check(cell.target, rule=cell.rule, hyperparameters=cell.set, time_limit=300)
    checked = (*verdict.arithmetic.checks, *verdict.conduct.checks)
    return Found(
        cell.target,
        cell.rule,
        cell.options,
        verdict.verdict,
        verdict.form or "",
        verdict.algebra.scope,
        verdict.algebra.lr,
        verdict.reason,
        tuple(each.id for each in checked if each.outcome == "caution"),
    )


def unexplained(cell: Cell, found: Found) -> str:
    """What is wrong between what the cell says and what was found; empty where they agree."""
    name = f"{cell.target} {cell.options} as {cell.rule}".replace("  ", " ")
    if found.verdict != "proved" and not (cell.why and cell.source):
        return f"{name} is {found.verdict}, and cells.toml does not say why, with a source: {found.reason}"
    if found.verdict == "proved" and cell.why:
        return f"{name} is proved, yet cells.toml explains why it is not"
    return ""


def page(found: Mapping[str, Any]) -> str:
    """The page, from the record."""
    parts = [START]
    for library in libraries():
        record = found[library.name]
        rows = {_key(each): Found(**{**each, "cautions": tuple(each["cautions"])}) for each in record["cells"]}
        parts.append(f"## {library.name} {record['version']}\n")
        parts.append("| optimizer | options | rule | verdict | form | for | cautions |")
        parts.append("|---|---|---|---|---|---|---|")
        parts += [_row(each) for each in rows.values()]
        parts.append("")
        parts += [*_explanations(library.cell, rows)]
    return "\n".join(parts)


def _row(found: Found) -> str:
    lr = {"changing": "every lr", "constant": "a constant lr"}.get(found.lr, "")
    scope = ", ".join(each for each in (found.scope, lr) if each)
    cells = (
        f"`{found.target.partition(':')[2]}`",
        f"`{found.options}`" if found.options else "",
        f"`{found.rule}`",
        found.verdict.upper(),
        found.form,
        scope,
        ", ".join(found.cautions),
    )
    return f"| {' | '.join(cells)} |"


def _explanations(cells: tuple[Cell, ...], rows: Mapping[tuple[str, str, str], Found]) -> Iterator[str]:
    for cell in cells:
        found = rows.get((cell.target, cell.rule, cell.options))
        if found is not None and cell.why:
            name = " ".join(each for each in (f"`{cell.target.partition(':')[2]}`", cell.options) if each)
            yield f"- **{name} as `{cell.rule}`**: {cell.why} optproof says: “{found.reason}” Source: <{cell.source}>.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="how many cells are checked at a time")
    parser.add_argument("--only", default="", help="ask the cells alone whose target holds this, and keep the others")
    chosen = parser.parse_args()
    before = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    record: dict[str, Any] = {}
    complaints: list[str] = []
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for library in libraries():
            asked = [each for each in library.cell if chosen.only in each.target]
            known = {_key(each): each for each in before.get(library.name, {}).get("cells", [])}
            for cell, each in zip(asked, pool.map(ask, asked), strict=True):
                known[cell.target, cell.rule, cell.options] = asdict(each)
                complaints += filter(None, [unexplained(cell, each)])
                print(f"{each.verdict:<8} {each.target} {each.options} as {each.rule} {each.form}", file=sys.stderr)
            cells = [known[key] for each in library.cell if (key := (each.target, each.rule, each.options)) in known]
            record[library.name] = {"version": version(library.package), "cells": cells}
            RECORD.write_text(json.dumps({**before, **record}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(record), encoding="utf-8")
    sys.exit("\n".join(complaints) or 0)


def _key(found: Mapping[str, Any]) -> tuple[str, str, str]:
    return found["target"], found["rule"], found["options"]


if __name__ == "__main__":
    main()
