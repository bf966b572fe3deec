"""Every way in which real optimizers went wrong is caught, or it is said why it is not."""

from difflib import get_close_matches

import pytest

from optproof.reference.mistakes import MISTAKES, find_mistake
from optproof.reference.mistakes.mechanisms import Mechanism, mechanisms
from optproof.verification.checks.table import CHECKS

KINDS = (
    "missing step", "wrong order", "off by one", "wrong variable", "wrong constant", "sign", "state", "aliasing", "precision",
    "schedule", "weight decay", "convention",
)  # fmt: skip


def closest(name: str, known: list[str]) -> str:
    """What a lint says of a name that does not exist."""
    return "" if name in known else f"there is no {name!r}; did you mean {get_close_matches(name, known, 1)}?"


@pytest.mark.parametrize("mechanism", mechanisms(), ids=lambda each: each.name)
def test_a_mechanism_is_caught_or_explained(mechanism: Mechanism) -> None:
    """Mistakes and checks that exist; where there are none, a reason."""
    assert not [found for each in mechanism.mistakes if (found := closest(each, [one.id for one in MISTAKES]))]
    assert not [found for each in mechanism.checks if (found := closest(each, [one.id for one in CHECKS]))]
    assert mechanism.mistakes or mechanism.checks or mechanism.reason.endswith(".")
    assert mechanism.incidents
    assert all(link.startswith("https://") and " " not in link for link in mechanism.links)


@pytest.mark.parametrize("mechanism", mechanisms(), ids=lambda each: each.name)
def test_its_mistakes_tell_where_it_happened(mechanism: Mechanism) -> None:
    """What happened by a mechanism is linked from the mistakes that it is."""
    linked = {link for each in mechanism.mistakes for link in find_mistake(each).links}
    assert not mechanism.mistakes or set(mechanism.links) <= linked


def test_mechanisms_are_unique() -> None:
    """No mechanism is listed twice."""
    assert len({each.name for each in mechanisms()}) == len(mechanisms())


def test_kinds_are_of_the_closed_list() -> None:
    """A kind is one of twelve, also where nobody runs the type checker."""
    assert not [found for each in MISTAKES if (found := closest(each.kind, list(KINDS)))]
