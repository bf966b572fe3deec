"""Where everything stands in the handbook: the one place that knows the addresses."""

from optproof.reference.library import RULES, find_rule
from optproof.verification.checks.table import CHECKS

from .markdown import code, link

REFERENCE = "reference"
RULES_PAGE = f"{REFERENCE}/rules.md"
PARTS_PAGE = f"{REFERENCE}/parts.md"
MISTAKES_PAGE = f"{REFERENCE}/mistakes.md"
DERIVATIONS_PAGE = f"{REFERENCE}/derivations.md"
CHECKS_PAGE = f"{REFERENCE}/checks.md"
DATA_PAGE = f"{REFERENCE}/data.md"
GLOSSARY_PAGE = f"{REFERENCE}/which-adam.md"

CHECK_IDS = frozenset(each.id for each in CHECKS)


def rule_page(rule: str) -> str:
    return f"{REFERENCE}/rules/{rule}.md"


def part_page(part: str) -> str:
    return f"{REFERENCE}/parts/{part}.md"


def mistake_page(mistake: str) -> str:
    return f"{REFERENCE}/mistakes/{mistake}.md"


def derivation_page(derivation: str) -> str:
    return f"{REFERENCE}/derivations/{derivation}.md"


def to_rule(name: str) -> str:
    """A link to a rule, or to the parts of adam+l2, to each its own."""
    base, *parts = name.split("+")
    if not any(base == rule.name for rule in RULES):
        base, *short = find_rule(base).name.split("+")
        parts = [*short, *parts]
    return "+".join([link(code(base), rule_page(base)), *(link(code(each), part_page(each)) for each in parts)])


def to_mistake(id: str) -> str:
    return link(code(id), mistake_page(id))


def to_check(id: str) -> str:
    return link(code(id), f"{CHECKS_PAGE}#{id}") if id in CHECK_IDS else code(id)


def to_derivation(id: str) -> str:
    return link(code(id), derivation_page(id))
