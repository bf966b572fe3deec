"""The page itself."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from ....reference.library import RULES
from ....reference.rule import Rule
from ...reports.html.element import tag, written
from .examples import Example

WARNING = "What you paste is run on this machine, with your rights. Do not paste code that you would not run."


def page(examples: Sequence[Example], nonce: str) -> str:
    """The page, as HTML; `nonce` is that of the styles which the editor adds."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("link", rel="icon", href="data:,"),
        tag("title", "optproof: paste an optimizer"),
        *(tag("link", rel="stylesheet", href=each) for each in ("report.css", "page.css")),
        tag("script", type="module", src="page.js", nonce=nonce),
    )
    body = tag(
        "body",
        tag(
            "header",
            tag("h1", "optproof"),
            tag("p", "What an optimizer really computes, and whether that is the published rule."),
            tag("p", WARNING, class_="warning"),
        ),
        tag("main", tag("div", _form(), _examples(examples), class_="asked"), _answer(), class_="desk"),
    )
    return f"<!DOCTYPE html>\n{written(tag('html', head, body, lang='en'))}\n"


def _form() -> Element:
    return tag(
        "form",
        tag("h2", "Your optimizer", id="editor-label"),
        tag("div", id="editor"),
        tag("p", "Ctrl-Enter checks. Tab leaves the editor.", class_="hint", id="editor-hint"),
        tag(
            "div",
            _field("rule", "Which rule is it to be?", tag("select", _rules(), id="rule", name="rule")),
            tag("button", "Check", type="submit", id="check"),
            tag("button", "Cancel", type="button", id="cancel", disabled="disabled"),
            class_="controls",
        ),
        tag(
            "details",
            tag("summary", "More"),
            _field(
                "name",
                "Class or function, where there are several",
                tag("input", id="name", name="name", autocomplete="off", spellcheck="false"),
            ),
            _field(
                "settings",
                "Hyperparameters to fix, and other arguments: NAME=VALUE, a line each",
                tag("textarea", id="settings", name="settings", rows="2", spellcheck="false"),
            ),
        ),
        id="form",
    )


def _field(id: str, label: str, field: Element) -> Element:
    return tag("div", tag("label", label, for_=id), field, class_="field")


def _rules() -> list[Element]:
    return [tag("option", "Which is it?", value=""), *map(_forms, RULES)]


def _forms(rule: Rule) -> Element:
    """A rule in any of its forms, and each of them where there are several."""
    some = rule.forms if len(rule.forms) > 1 else ()
    return tag(
        "optgroup",
        tag("option", f"{rule.name}{', any form' if some else ''}", value=rule.name),
        *(tag("option", f"{rule.name} {form.name}", value=f"{rule.name} {form.name}") for form in some),
        label=rule.title,
    )


def _examples(examples: Sequence[Example]) -> Element:
    groups = [
        tag("li", rule, tag("ul", *(tag("li", _example(each)) for each in some)))
        for rule, some in groupby(examples, lambda each: each.rule)
    ]
    return tag("details", tag("summary", "Examples"), tag("ul", *groups), id="examples", open="open")


def _example(example: Example) -> Element:
    title = example.title.rstrip(".")
    return tag("button", title, type="button", data_example=example.name, data_rule=example.rule)


def _answer() -> Element:
    return tag(
        "section",
        tag("h2", "The report", class_="unseen"),
        tag("p", id="status", role="status"),
        tag("progress", id="progress", aria_label="How far the check has come", hidden="hidden"),
        tag("div", id="choices", role="group", aria_label="What next?", hidden="hidden"),
        tag(
            "div",
            tag("p", "The report appears here. Paste an optimizer, or try an example.", class_="hint"),
            id="report",
        ),
        class_="answer",
    )
