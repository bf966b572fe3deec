"""The page: a heading and a list of the targets, and an article for each."""

from collections.abc import Sequence
from importlib.resources import files
from xml.etree.ElementTree import Element

from ...verdicts.verdict import Verdict
from ..report import BECAME
from .checks import checks, outcome
from .counterexample import counterexample
from .element import tag, term, written
from .findings import code, findings
from .formulas import formulas
from .versions import versions

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the page may load: nothing."""


def document(verdicts: Sequence[Verdict]) -> str:
    """The page, as HTML."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("title", _title(verdicts)),
        tag("style", style_sheet()),
    )
    articles = [article(each, f"target-{number}") for number, each in enumerate(verdicts, 1)]
    body = tag("body", _header(verdicts), tag("main", *articles), _footer(verdicts))
    return f"<!DOCTYPE html>\n{written(tag('html', head, body, lang='en'))}\n"


HERE = ".optproof"

THEMES = """\
:is([data-jp-theme-light="true"], .vscode-light, [theme="light"]) & { color-scheme: light; }
:is([data-jp-theme-light="false"], .vscode-dark, [theme="dark"]) & { color-scheme: dark; }
"""
"""As JupyterLab, VS Code and Colab say which theme a notebook has, whatever the browser prefers."""


def fragment(inside: Element) -> str:
    """An article as a piece of somebody's page, whose style it neither changes nor takes; light or dark as the page is."""
    style = style_sheet().replace(":root", "&").replace("body {", "& {")
    # Selectors count by their classes: a notebook has rules of two, and what stands here is to be as it is anywhere else.
    nested = f"{3 * HERE} :not(svg, svg *, math, math *) {{ all: revert; }}\n{4 * HERE} {{\n{style}{THEMES}}}\n"
    return written(tag("div", tag("style", nested), inside, class_=HERE[1:]))


def style_sheet() -> str:
    """How articles look, and the page about them."""
    return files(__package__ or "").joinpath("style.css").read_text(encoding="utf-8")


def _title(verdicts: Sequence[Verdict]) -> str:
    if len(verdicts) == 1:
        (each,) = verdicts
        return f"{each.verdict.upper()} {each.rule}: {each.target}"
    return f"optproof: {len(verdicts)} targets"


def _header(verdicts: Sequence[Verdict]) -> Element:
    listed = [
        tag(
            "li",
            outcome(each.verdict, each.verdict.upper()),
            " ",
            tag("a", each.target, href=f"#target-{number}"),
            f" {each.rule}",
        )
        for number, each in enumerate(verdicts, 1)
    ]
    nav = tag("nav", tag("ol", *listed), aria_label="Targets") if len(verdicts) > 1 else None
    return tag(
        "header",
        tag("h1", "optproof"),
        tag("p", "What an optimizer really computes, and whether that is the published rule."),
        nav,
    )


def article(verdict: Verdict, id: str | None) -> Element:
    """Everything about one target."""
    about = f"{verdict.rule}, form {verdict.form}" if verdict.form else verdict.rule
    expected = [
        tag("li", f"{BECAME[each.outcome]}: ", tag("code", each.id), f" – {each.reason}") for each in verdict.expected
    ]
    return tag(
        "article",
        tag("h2", outcome(verdict.verdict, verdict.verdict.upper()), f" {about} ", tag("code", verdict.target)),
        *(tag("p", outcome("caution", "caution"), " ", each) for each in verdict.cautions),
        tag("p", code(verdict.reason), class_="reason") if verdict.reason else None,
        tag("ul", *expected) if expected else None,
        formulas(verdict),
        findings(verdict),
        None if verdict.counterexample is None else counterexample(verdict.counterexample),
        _reproduction(verdict.reproduce),
        checks(verdict),
        _driven(verdict),
        id=id,
    )


def _reproduction(test: str) -> Element | None:
    if not test:
        return None
    return tag(
        "section",
        tag("h3", "To see it again"),
        tag("p", "A test for pytest, which fails until it is mended. A click selects all of it."),
        tag("pre", tag("code", test), class_="test", tabindex="0", role="region", aria_label="The test"),
    )


def _driven(verdict: Verdict) -> Element | None:
    if not verdict.shape:
        return tag("p", f"Seed {verdict.seed}.", class_="driven")
    settings = [f"{name} = {value!r}" for name, value in verdict.settings.items()]
    story = [tag("p", each) for each in verdict.story]
    more = tag("details", tag("summary", "How it was driven"), *story) if story else None
    return tag(
        "section",
        tag("p", f"Driven as {' · '.join((verdict.shape, *settings))} · seed {verdict.seed}", class_="driven"),
        more,
    )


def _footer(verdicts: Sequence[Verdict]) -> Element:
    told = [
        each for name, version in versions([each.target for each in verdicts]).items() for each in term(name, version)
    ]
    return tag("footer", tag("h2", "Versions"), tag("dl", *told, class_="versions"))
