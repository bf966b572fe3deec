"""What is wrong: the mistakes by name, the line of the source, and the checks that failed."""

from pathlib import Path
from xml.etree.ElementTree import Element

from ...english import known, sentence
from ...verdicts.verdict import Checked, NamedMistake, Verdict
from .element import Inside, documented, link, tag, term

AROUND = 3
"""Lines of the source that are shown before and after the one that is meant."""

LONGEST = 24
"""Lines of an excerpt at most."""


def findings(verdict: Verdict) -> list[Element]:
    """The sections on what is wrong; none where nothing is."""
    return [
        *(_mistake(each, titled=each.id in verdict.told) for each in verdict.mistakes),
        *_source(verdict),
        *(_misconduct(each, told=each.id in verdict.told) for each in verdict.failed_besides),
    ]


def _mistake(mistake: NamedMistake, *, titled: bool) -> Element:
    return tag(
        "section",
        tag("h3", "The mistake: ", documented(mistake.id, mistake.docs), known(mistake.evidence)),
        None if titled else tag("p", code(sentence(mistake.title))),
        tag("dl", term("Symptom", code(mistake.symptom)), term("Fix", code(mistake.fix)), _links(mistake.links)),
    )


def _links(links: tuple[str, ...]) -> list[Element]:
    return term("Seen in", tag("ul", *(tag("li", link(each)) for each in links))) if links else []


def code(text: str) -> list[Inside]:
    """Text with what stands between backticks as code."""
    return [tag("code", each) if number % 2 else each for number, each in enumerate(text.split("`"))]


def _misconduct(check: Checked, *, told: bool) -> Element:
    return tag(
        "section",
        tag("h3", "The check that failed: ", documented(check.id, check.docs)),
        None if told else tag("p", check.detail),
        tag("dl", term("Claim", check.claim), term("Why", check.why), _links((check.link,) if check.link else ())),
    )


# The source.


def _source(verdict: Verdict) -> list[Element]:
    at = verdict.line
    if at is not None:
        instead = term("Instead", tag("code", at.fix)) if at.fix else []
        shown = _lines(at.path, at.number, at.number, at.text) or [(at.number, at.text, True)]
        return [_excerpt(f"{at.path}:{at.number}", shown, f"The line{known(at.evidence)}", instead)]
    place = verdict.place
    shown = [] if place is None else _lines(place.file, place.line, place.end)
    if place is None or not shown:
        return []
    lines = f"{place.line}" if place.line == place.end else f"{place.line}–{place.end}"
    return [_excerpt(f"{place.file}:{lines}", shown, "Where it is computed", [])]


def _excerpt(where: str, lines: list[tuple[int, str, bool]], title: str, instead: list[Element]) -> Element:
    rows = [
        tag("span", tag("b", f"{number:>4}", class_="number"), f" {text}\n", class_="meant" if meant else None)
        for number, text, meant in lines
    ]
    return tag(
        "section",
        tag("h3", title, ": ", tag("code", where)),
        tag("pre", rows, class_="source", tabindex="0", role="region", aria_label="The source"),
        tag("dl", instead) if instead else None,
    )


def _lines(path: str, first: int, last: int, text: str | None = None) -> list[tuple[int, str, bool]]:
    """The lines of the file around those that are meant; none where the file is not what was checked any more."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    if last > len(lines) or (text is not None and lines[first - 1].strip() != text.strip()):
        return []
    last = min(last, first + LONGEST)
    room = AROUND if first == last else 0
    around = [*range(max(1, first - room), min(len(lines), last + room) + 1)]
    while not lines[around[0] - 1].strip() and around[0] < first:
        del around[0]
    while not lines[around[-1] - 1].strip() and around[-1] > last:
        del around[-1]
    margin = min((len(lines[n - 1]) - len(lines[n - 1].lstrip()) for n in around if lines[n - 1].strip()), default=0)
    return [(number, lines[number - 1][margin:], first <= number <= last) for number in around]
