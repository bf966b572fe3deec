"""Every mistake of the catalogue, lowered to a runnable optimizer, is refuted and named."""

import pytest

from optproof.reference.library import RULES
from optproof.reference.mistakes import MISTAKES, Mistake
from optproof.reference.rule import Form, Rule
from optproof.verification.questions import check, cross_examination

from .asking import ask, proved, subjects

lowered = subjects("lowered").lowered
FORMS = [(rule, form) for rule in RULES for form in rule.forms]


def home(mistake: Mistake) -> tuple[Rule, Form] | None:
    """Where each mistake is made once, a form to which it applies; the catalogue goes round the forms.

    Those of options, which no rule has by itself, are in the kill matrix, as are all others in every form.
    """
    fitting = [made for made in FORMS if mistake.applies(*made)]
    return fitting[MISTAKES.index(mistake) % len(fitting)] if fitting else None


def ids(made: tuple[Rule, Form]) -> str:
    return "-".join(each.name for each in made)


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_lowered_without_a_mistake_a_form_is_proved(made: tuple[Rule, Form]) -> None:
    """So that it is the mistake that is refuted below, and not the way it was lowered."""
    proof = proved(lowered(made[1]), made[0].name, made[1].name)
    assert proof is not None and (proof.outcome, proof.every_step, proof.excluded) == ("equal", True, ())


@pytest.mark.parametrize("mistake", MISTAKES[::3], ids=lambda each: each.id)
def test_refuted_and_named(mistake: Mistake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuted, and named, alone, by its id; what is another published form is told by that form's name instead.

    One in three: docs/kill-matrix.md is the record of all.
    """
    monkeypatch.setattr(cross_examination, "CONDUCT", ())  # how it behaves besides is no mistake of the catalogue
    monkeypatch.setattr(check, "whereabouts", lambda *_: ())  # nor is where it stands, in code that nobody wrote
    made = home(mistake)  # here, for to find it takes as long for all as it takes to collect all other tests
    if made is None:
        pytest.skip("no rule has it by itself")
    rule, form = made
    wrong = mistake.apply(rule, form)
    verdict = ask(lowered(wrong), rule.name, form.name)
    assert verdict.verdict == "refuted"
    assert verdict.counterexample is not None
    published = [
        other.name
        for other in rule.forms
        if (other.gradient_at, other.unroll(2)) == (wrong.gradient_at, wrong.unroll(2))
    ]
    if published:
        assert f"It is the {published[0]} form" in verdict.reason
    else:
        assert [each.id for each in verdict.mistakes] == [mistake.id]
