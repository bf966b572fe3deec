"""What `optproof explain` says of everything that has a name, in the terminal, in LaTeX, in Markdown, and in a notebook."""

import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import jsonschema
import pytest
from IPython.core.formatters import DisplayFormatter
from rich.cells import cell_len

from optproof.reference.derivations import DERIVATIONS
from optproof.reference.document import markdown
from optproof.reference.hyperparameters import WEIGHT_DECAY
from optproof.reference.library import RULES, UnknownNameError, find_rule
from optproof.reference.mistakes import MISTAKES
from optproof.reference.parts import PARTS, parts_of
from optproof.reference.reading import sentence
from optproof.reference.rule import Form, Rule, let
from optproof.reference.symbols import theta, weight_decay
from optproof.verification.checks.table import CHECKS
from optproof.verification.reports.explanation import explanation
from optproof.verification.reports.topics import find_topic
from optproof.verification.verdicts.verdict import Formula, Marked, NamedMistake, Verdict


@pytest.mark.parametrize(
    "arguments",
    [
        ("adam+amsgrad", "--form", "epsilon-hat/before"),
        ("epsilon-hat", "--latex"),
        ("l2",),
        ("momentum-buffer",),
        ("momentum-buffer", "--latex"),
        ("v-plus-equals",),
        ("resumes",),
        ("nesterov", "--markdown"),
        ("nesterov", "--latex"),
    ],
    ids=" ".join,
)
def test_explained(arguments, optproof, snapshot):
    """A form, a part, a derivation with its proof, a mistake, a check; and a rule as LaTeX and Markdown."""
    said = optproof("explain", *arguments)
    assert (said.err, said.status) == ("", 0)
    assert said.out == snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ("outside",), ("momentun-bufer",), ("resume",), ("qqqqqq",), ("resumes", "--latex"), ("l2", "--markdown"),
        ("epsilon-hat", "--form", "inside"), ("adam+momentum",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_not_explained(arguments, optproof, snapshot):
    """A sentence that says what to write, status 2, and nothing on stdout."""
    said = optproof("explain", *arguments)
    assert (said.out, said.status) == ("", 2)
    assert said.err == snapshot


def test_a_rule_without_parts():
    """Nothing is said of parts where none applies, in the terminal and in Markdown."""
    still = Form("plain", "Plain", (WEIGHT_DECAY,), (), (let(theta, (1 - weight_decay) * theta),))
    rule = Rule(name="decay", title="Decay", summary="θ decays, and nothing else.", forms=(still,))
    assert parts_of(rule) == ()
    shown = "\n".join(line.plain for line in explanation(rule, rule.forms, 80))
    assert shown.startswith("Decay  decay\n") and "parts" not in shown
    assert "## Parts" not in markdown(rule, rule.forms)


def test_nothing_asked(optproof):
    """Without a name, all rules are listed."""
    assert optproof("explain").out == optproof("rules").out


NAMES = [
    *(
        each.name
        for each in (*RULES, find_rule("adam+amsgrad"), find_rule("rmsprop+centered+momentum"), find_rule("adamw"))
    ),
    *(each.name for each in PARTS if each.name not in [rule.name for rule in RULES]),
]


@pytest.mark.parametrize("width", [80, 60])
def test_pages_fit(width):
    """Every page of a rule, part, derivation and check keeps to the width; links alone are never broken."""
    for name in [*NAMES, *(each.id for each in DERIVATIONS), *(each.id for each in CHECKS)]:
        lines = [line.plain for line in find_topic(name).page(width)]
        wide = [
            each for each in lines if cell_len(each.rstrip()) > width and "://" not in each and "optproof" not in each
        ]
        assert wide == [], name


def test_everything_has_a_page():
    """Each mistake, derivation and check is found by its id, in any case; names that close ones exist for are refused."""
    for each in (*DERIVATIONS, *MISTAKES, *CHECKS):
        told = find_topic(each.id.upper()).markdown
        assert told is not None
        assert each.id in told()
    with pytest.raises(UnknownNameError, match="Did you mean 'v-plus-equals'"):
        find_topic("v-plus-equal")


def test_no_two_things_have_one_name():
    """So a name says what is meant; a part and a rule may share one, for a part is written with a plus sign."""
    names = [
        *(each.name for each in RULES), *{form.name for rule in RULES for form in rule.forms},
        *(each.id for each in (*DERIVATIONS, *MISTAKES, *CHECKS)),
    ]  # fmt: skip
    assert len(names) == len(set(names))


def test_colours_are_not_needed(optproof, monkeypatch):
    """With NO_COLOR nothing is lost: ≠ marks what differs."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    said = optproof("explain", "nesterov").out
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", said)
    assert re.search(r"≠ .*v ← μ·v \+ g", re.sub(r"\x1b\[[0-9;]*m", "", said))


class Maths(HTMLParser):
    """The formulas of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "math":
            self.found.append(dict(attrs)["alttext"])


@pytest.mark.parametrize("answer", ["proved", "refuted", "unknown"])
def test_verdict_in_a_notebook(answer):
    """A verdict shows itself as the report, as its formulas, and as text."""
    lines = ("v ← v + g²", "v ← β₂·v + g²")
    one, other = ((Marked(each, differs=True),) for each in lines)
    formula = Formula(lines[:1], lines[1:], (one, other))
    mistake = NamedMistake("v-plus-equals", "A slip", wrong=("v ← v + g²",), right=("v ← β₂·v + g²",))
    verdict = {
        "proved": Verdict("a.py:A", "adam", "proved", formula=Formula(("v ← v + g²",), ("v ← v + g²",))),
        "refuted": Verdict("a.py:A", "adam", "refuted", formula=formula, mistakes=(mistake,)),
        "unknown": Verdict("a.py:A", "adam", "unknown", reason="No ```way``` in."),
    }[answer]
    page = verdict._repr_html_()
    assert page.startswith('<div class="optproof"><style>.optproof')
    assert ":root" not in page
    assert "body {" not in page
    lines = {"proved": ["v ← v + g²"], "refuted": ["v ← v + g²", "v ← β₂·v + g²"], "unknown": []}[answer]
    assert Maths(page).found == lines
    latex = verdict._repr_latex_()
    assert latex.startswith("$")
    assert latex.endswith("$")
    assert latex.count(r"(\neq)") == {"proved": 0, "refuted": 2, "unknown": 0}[answer]
    fence, *_, last = verdict._repr_markdown_().splitlines()
    assert (fence, answer.upper() in verdict._repr_markdown_()) == (f"{last}text", True)
    in_a_terminal = DisplayFormatter().format(verdict)[0]["text/plain"]
    assert in_a_terminal == str(verdict)


def test_rules_as_data(optproof):
    """A valid object for each rule, of which every line can be read back; one form of a rule with parts, too."""
    schema = json.loads(files("optproof.verification").joinpath("rule.schema.json").read_text(encoding="utf-8"))
    told = [json.loads(line) for line in optproof("rules", "--json").out.splitlines()]
    assert [each["name"] for each in told] == [each.name for each in RULES]
    told.append(json.loads(optproof("explain", "adam+l2", "--form", "epsilon-hat", "--json").out))
    for rule in told:
        jsonschema.validate(rule, schema)
        made = [
            line for mistake in rule["mistakes"] for one in mistake["made"] for line in (*one["wrong"], *one["right"])
        ]
        for line in [line for form in rule["forms"] for line in form["step"]] + made:
            assert sentence(line.replace("gradient at ←", "θ ←")).target is not None, line
    (form,) = told[-1]["forms"]
    assert form["step"][0] == "g ← g + λ·θ" and told[-1]["parts"][0]
    assert {each["name"]: each["exact"] for each in form["hyperparameters"]}["beta2"] == "999/1000"
    assert optproof("explain", "l2", "--json").status == 2
