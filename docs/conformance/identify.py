"""Ask of every optimizer of some libraries which rule it is, and write the table: `python docs/conformance/identify.py`.

What is asked stands in identities.toml, what came of it in identities.json, and the page is docs/identify.md.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from optproof import identify
from optproof.reference.library import find_rule
from optproof.verification.questions.set_option import literal
from optproof.verification.subjects.environment import tell_libraries

HERE = Path(__file__).parent
PAGE = HERE.parent / "identify.md"
RECORD = HERE / "identities.json"

TIME_LIMIT = 300

START = """\
# Which rule is it: `identify` on every optimizer of some libraries

`optproof identify TARGET` says which rule, form and hyperparameters an optimizer is, for who does not know. Here it is asked of
the optimizers that these libraries ship, and of the options that make another rule of one. Where no rule of ours is what it
computes, the answer must be *none known*, or *not driven* where no run could be made; the column after it says what it is
instead, and the last what comes nearest: a rule, its form, and the mistake that would lead from there to it.

Regenerate this page, with the libraries installed, by

    python docs/conformance/identify.py
"""


@dataclass(frozen=True)
class Asked:
    """One optimizer with some options; `rule` is what it is, empty where it is none of ours, and `why` what it is then."""

    target: str
    set: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    why: str = ""

    @property
    def options(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.set.items())


@dataclass(frozen=True)
class Answered:
    """What `identify` said of it."""

    target: str
    options: str
    rule: str
    form: str
    condition: str
    how: str
    steps: str
    nearest: str
    reason: str


@dataclass(frozen=True)
class Library:
    """A library with its optimizers."""

    name: str
    package: str
    asked: tuple[Asked, ...]


def libraries() -> tuple[Library, ...]:
    """Everything that is asked."""
    read = tomllib.loads((HERE / "identities.toml").read_text(encoding="utf-8"))
    return tuple(_library(each) for each in read["library"])


def _library(read: Mapping[str, Any]) -> Library:
    asked = (
        Asked(
            f"{read['module']}:{each['name']}",
            {name: literal(value) if isinstance(value, str) else value for name, value in each.get("set", {}).items()},
            each.get("is", ""),
            each.get("why", ""),
        )
        for each in read["target"]
    )
    return Library(read["name"], read["package"], tuple(asked))


def load() -> None:
    """Import the libraries once, and not for each of their optimizers."""
    tell_libraries()
    for library in libraries():
        with suppress(Exception):  # dezero is written for an older NumPy
            import_module(library.asked[0].target.partition(":")[0])


def ask(asked: Asked) -> Answered:
    """Identify one."""
    found = identify(asked.target, hyperparameters=asked.set, time_limit=TIME_LIMIT)
    near = found.nearest
    mistakes = "".join(f" {each.id}" for each in near.mistakes) if near else ""
    nearest = f"{near.rule} {near.form}{mistakes}" if near else ""
    if found.answer != "identified":
        return Answered(asked.target, asked.options, "", "", "", "", "", nearest, found.reason)
    best = found.fits[0]
    return Answered(
        asked.target, asked.options, best.rule, best.form, best.condition, best.how, best.steps, "", found.reason
    )


def wrong(asked: Asked, answered: Answered) -> str:
    """What is wrong with the answer; empty where it is right."""
    name = f"{asked.target} {asked.options}".strip()
    if asked.rule and find_rule(asked.rule).name != (find_rule(answered.rule).name if answered.rule else ""):
        return f"{name} is {asked.rule}, and not {answered.rule or 'unknown'}: {answered.reason}"
    if not asked.rule and answered.rule:
        return f"{name} is no rule of ours, and not {answered.rule} {answered.form}"
    if asked.rule and answered.condition:
        return f"{name} is {asked.rule} always, and not only {answered.condition}"
    return "" if asked.rule or asked.why else f"{name}: identities.toml does not say what it is instead"


def page(found: Mapping[str, Any]) -> str:
    """The page, from the record."""
    parts = [START]
    for library in libraries():
        record = found[library.name]
        rows = {(each["target"], each["options"]): Answered(**each) for each in record["targets"]}
        known = [(each, rows[each.target, each.options]) for each in library.asked]
        parts.append(f"## {library.name} {record['version']}\n")
        parts.append("| optimizer | options | rule | form | for |")
        parts.append("|---|---|---|---|---|")
        parts += [_row(asked, each) for asked, each in known if asked.rule]
        parts.append("")
        others = [pair for pair in known if not pair[0].rule]
        if others:
            parts += ["| optimizer | answer | what it is | nearest |", "|---|---|---|---|"]
            parts += [_other(asked, each) for asked, each in others]
            parts.append("")
    return "\n".join(parts)


def _row(asked: Asked, found: Answered) -> str:
    scope = found.steps if found.how == "proved" else "as far as runs show"
    cells = (_code(asked.target.partition(":")[2]), _code(asked.options), _code(found.rule), found.form, scope)
    return f"| {' | '.join(cells)} |"


def _other(asked: Asked, found: Answered) -> str:
    answer = found.rule or ("not driven" if "cannot be driven" in found.reason else "none known")
    return f"| {' | '.join((_named(asked), answer, asked.why, found.nearest))} |"


def _named(asked: Asked) -> str:
    return _code(" ".join((asked.target.partition(":")[2], asked.options)).strip())


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="how many are asked at a time")
    parser.add_argument("--only", default="", help="ask those alone whose name holds this, and keep the others")
    parser.add_argument("--new", action="store_true", help="ask those alone that are not in the record or wrong there")
    chosen = parser.parse_args()
    record: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    with ProcessPoolExecutor(chosen.jobs, initializer=load) as pool:
        for library in libraries():
            before = record.get(library.name, {}).get("targets", [])
            known = {(each["target"], each["options"]): Answered(**each) for each in before}
            asked = [each for each in library.asked if chosen.only in f"{each.target} {each.options}"]
            if chosen.new:
                asked = [each for each in asked if _is_open(each, known)]
            for each, answer in zip(asked, pool.map(ask, asked), strict=True):
                known[each.target, each.options] = answer
                said = f"{answer.rule} {answer.form}".strip() or f"none, nearest {answer.nearest or 'nothing'}"
                print(f"{each.target} {each.options}: {said}", file=sys.stderr)
                record[library.name] = {
                    "version": version(library.package),
                    "targets": [asdict(known[key]) for key in _keys(library) if key in known],
                }
                RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(record), encoding="utf-8")
    sys.exit("\n".join(complaints(record)) or 0)


def _is_open(asked: Asked, known: Mapping[tuple[str, str], Answered]) -> bool:
    key = (asked.target, asked.options)
    return key not in known or bool(wrong(asked, known[key]))


def _keys(library: Library) -> list[tuple[str, str]]:
    return [(each.target, each.options) for each in library.asked]


def complaints(record: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in the record."""
    for library in libraries():
        rows = {(each["target"], each["options"]): Answered(**each) for each in record[library.name]["targets"]}
        for asked in library.asked:
            found = rows.get((asked.target, asked.options))
            name = f"{asked.target} {asked.options}".strip()
            complaint = wrong(asked, found) if found else f"{name} is not in the record"
            if complaint:
                yield complaint


if __name__ == "__main__":
    main()
