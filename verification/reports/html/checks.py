"""Algebra, arithmetic and conduct, with how much was really tried, and every check by itself."""

from xml.etree.ElementTree import Element

from ...english import counted, sentence
from ...verdicts.amounts import tried
from ...verdicts.verdict import Algebra, Arithmetic, Checked, Conduct, Verdict
from .element import documented, scrolling, tag

SIGNS = {
    "proved": "✓",
    "passed": "✓",
    "refuted": "✗",
    "failed": "✗",
    "unknown": "?",
    "vacuous": "?",
    "caution": "!",
    "skipped": "–",
}


def checks(verdict: Verdict) -> Element | None:
    """The section of the three claims; None where none was reached."""
    parts = {"Algebra": verdict.algebra, "Arithmetic": verdict.arithmetic, "Conduct": verdict.conduct}
    if not any(each.reached for each in parts.values()):
        return None
    made = [*verdict.arithmetic.checks, *verdict.conduct.checks]
    return tag(
        "section",
        tag("h3", "What was tried"),
        tag(
            "dl",
            *(each for name, part in parts.items() for each in _claim(name, part, verdict.reason)),
            class_="claims",
        ),
        _cautions(made),
        _every(made) if made else None,
    )


def outcome(word: str, said: str | None = None) -> Element:
    """A word for what became of something, with a sign, so that colour is not needed."""
    return tag("span", tag("span", SIGNS[word], aria_hidden="true"), f" {said or word}", class_=f"outcome {word}")


def _claim(name: str, part: Algebra | Arithmetic | Conduct, reason: str) -> list[Element]:
    skipped = "" if isinstance(part, Algebra) else part.skipped
    detail = "" if part.detail == reason else sentence(part.detail)
    text = sentence(skipped) if skipped else " ".join(each for each in (detail, tried(part)) if each)
    return [tag("dt", name), tag("dd", outcome("skipped" if skipped else part.verdict), " ", text)]


def _cautions(made: list[Checked]) -> Element | None:
    told = [
        tag("li", outcome("caution"), " ", each.detail, " (", documented(each.id, each.docs), f"). {each.why}")
        for each in made
        if each.outcome == "caution"
    ]
    told += [tag("li", "Note: ", note) for each in made for note in each.notes]
    return tag("ul", *told, class_="remarks") if told else None


def _every(made: list[Checked]) -> Element:
    heads = ("check", "outcome", "tried", "finding, or why it was skipped")
    return tag(
        "details",
        tag("summary", f"Every check ({len(made)})"),
        scrolling(
            "Every check",
            tag(
                "table",
                tag("thead", tag("tr", *(tag("th", each, scope="col") for each in heads))),
                tag("tbody", *map(_row, made)),
                class_="checks",
            ),
        ),
    )


def _row(check: Checked) -> Element:
    amount = f"{counted(check.tapes, 'tape')}, {counted(check.steps, 'step')}" if check.tapes else "–"
    return tag(
        "tr",
        tag("th", documented(check.id, check.docs), scope="row"),
        tag("td", outcome(check.outcome)),
        tag("td", amount),
        tag("td", check.detail or "–", class_="words"),
    )
