"""What a finding of a check means, and what the check requires, in words; and its entry in Markdown."""

from ..english import listed
from .check import ALGEBRA, Check


def section(check: Check) -> str:
    """The entry of one check, in Markdown."""
    facts = "\n".join(f"- {each}" for each in facts_of(check, code="`"))
    return f"### {check.id}\n\n**{check.claim}**\n\n{check.why}\nIt happened: <{check.link}>\n\n{facts}\n"


def facts_of(check: Check, code: str = "") -> list[str]:
    """What a finding means, what the check requires, and when it is skipped, as sentences."""
    meaning = {
        (True, False): "A finding refutes the optimizer.",
        (False, True): "A finding is a caution.",
        (True, True): "A finding refutes the optimizer, or is a caution where it is no damage.",
        (False, False): "It finds nothing against an optimizer; it only notes what it sees.",
    }[check.refutes, check.cautions]
    required = [f"{code}{each}{code}" for each in check.requires if each != ALGEBRA]
    form = ["that the optimizer is known to be a form of the rule"] if ALGEBRA in check.requires else []
    requires = [f"Requires {listed([*form, *required])}."] if check.requires else []
    skipped = [f"Skipped where {'; or '.join(check.skips)}."] if check.skips else []
    return [meaning, *requires, *skipped]
