"""Who uses which form: what the conformance table found of the libraries' optimizers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from optproof.reference.library import find_rule

from .markdown import code, link, table
from .places import to_rule

RECORD = Path(__file__).parents[1] / "conformance" / "verdicts.json"
TABLE = "conformance.md"
NAMES = {"torch.optim": "PyTorch"}
"""What people call a library, where that is not what it is called here."""


@dataclass(frozen=True)
class User:
    """One optimizer of a library with some options, and the form that it was proved to be.

    Attributes:
        rule: the rule's own name, with its parts.
        named: the rule as it was asked for, perhaps by a name of its own, as adamw.
    """

    library: str
    optimizer: str
    options: str
    rule: str
    named: str
    form: str
    cautions: tuple[str, ...]

    @property
    def written(self) -> str:
        """As its users call it."""
        return f"{NAMES.get(self.library, self.library)}’s {code(self.optimizer)}"


@cache
def users() -> tuple[User, ...]:
    """Every optimizer that was proved to be a form."""
    return tuple(_users())


def _users() -> Iterator[User]:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    for library, found in record.items():
        for cell in found["cells"]:
            if cell["verdict"] == "proved":
                name, rule = cell["target"].rpartition(":")[2], cell["rule"]
                cautions = tuple(cell["cautions"])
                yield User(library, name, cell["options"], find_rule(rule).name, rule, cell["form"], cautions)


def users_of(rule: str, form: str) -> tuple[User, ...]:
    """Who uses that form of exactly that rule."""
    return tuple(each for each in users() if (each.rule, each.form) == (rule, form))


def users_table(base: str) -> str:
    """Everybody who uses the rule, with or without parts."""
    found = [each for each in users() if each.rule.partition("+")[0] == base]
    rows = [
        (each.library, code(each.optimizer), code(each.options) if each.options else "", to_rule(each.named), each.form)
        for each in found
    ]
    told = f"Proved by optproof; the whole {link('conformance table', TABLE)} has the versions and what is not proved."
    return f"{told}\n\n{table(('library', 'optimizer', 'options', 'rule', 'form'), rows)}"
