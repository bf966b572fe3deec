"""The page of the checks: an anchored section for each, with where it went wrong and who has a caution."""

from optproof.reference.mistakes.mechanisms import mechanisms
from optproof.verification.checks.check import ALGEBRA, Check
from optproof.verification.checks.description import facts_of
from optproof.verification.checks.table import CHECKS
from optproof.verification.english import counted

from .checks import PARTS
from .markdown import bullets, link, page
from .places import to_check
from .users import users

ABOUT = """\
**Checking code runs it**, in a process of its own, with your rights: check only what you would run. A check is one claim about
an optimizer. A finding *refutes* where numbers come out wrong or somebody's data is lost; a *caution* tells of a limit."""


def every() -> dict[str, str]:
    """The page."""
    sections = [part for name, about in PARTS for part in (f"## {name.capitalize()}\n\n{about}", *_of(name))]
    plain = link("the plain list", "checks.md")
    told = f"{counted(len(CHECKS), 'check')}, in two parts. {ABOUT} `optproof explain ID` shows one in the terminal; {plain} tells the outcomes."
    return {"reference/checks.md": page("# Checks", told, *sections)}


def _of(part: str) -> list[str]:
    return [check(each) for each in CHECKS if each.part == part]


def check(each: Check) -> str:
    return page(f"### {each.id}", f"**{each.claim}**", f"{each.why} It happened: <{each.link}>", bullets(_facts(each)))


def _facts(each: Check) -> list[str]:
    needed = [one.id for one in CHECKS if each.id in one.requires]
    wild = {
        one.link: f"[{one.project}]({one.link})"
        for mechanism in mechanisms()
        if each.id in mechanism.checks
        for one in mechanism.incidents
        if one.link
    }
    warned = dict.fromkeys(f"{one.library} {one.optimizer}" for one in users() if each.id in one.cautions)
    return [
        *(_linked(fact, each) for fact in facts_of(each, code="`")),
        *([f"Required by {', '.join(map(to_check, needed))}."] if needed else []),
        *([f"Found in {', '.join(wild.values())}."] if wild else []),
        *([f"A caution for {', '.join(warned)}."] if warned else []),
    ]


def _linked(fact: str, each: Check) -> str:
    for required in each.requires:
        if required != ALGEBRA:
            fact = fact.replace(f"`{required}`", to_check(required))
    return fact
