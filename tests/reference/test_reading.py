"""Pseudo-code that is read back: the tree has the value of the expression, and is typeset as what it is."""

import math
import operator
import random
import re
from xml.etree.ElementTree import fromstring

import pytest
from sympy import Expr, Rational, Symbol

from optproof.reference.document import latex_source, markdown
from optproof.reference.latex import line_latex
from optproof.reference.library import RULES, find_rule
from optproof.reference.mathml import mathml, mathml_text
from optproof.reference.mistakes import COMBINED
from optproof.reference.notation import lines, name_of, text
from optproof.reference.pseudocode import columns
from optproof.reference.reading import Node, UnreadableError, read, sentence
from optproof.reference.symbols import g, lr, t, theta, v

EVERY = [
    *RULES,
    *COMBINED,
    find_rule("adam+amsgrad+l2"),
    find_rule("rmsprop+centered+momentum"),
    find_rule("adam+eps-root"),
]


MEANING = {
    "sum": lambda *parts: math.fsum(parts),
    "negative": operator.neg,
    "product": lambda *parts: math.prod(parts),
    "fraction": operator.truediv,
    "root": math.sqrt,
    "power": operator.pow,
    "group": float,
    "absolute": abs,
    "where": lambda left, right: float(left == right),
    "above": operator.sub,
    "max": max,
    "min": min,
    "bysign": lambda x, positive, zero, negative: positive if x > 0 else negative if x < 0 else zero,
    "sign": lambda value: float((value > 0) - (value < 0)),
}


def value(node: Node, at: dict[str, float]) -> float:
    if node.kind in ("number", "name"):
        return float(node.text) if node.kind == "number" else at[node.text]
    if node.text == "where":
        difference, then, otherwise = node.parts
        return value(then if value(difference, at) > 0 else otherwise, at)
    return MEANING[node.text or node.kind](*(value(each, at) for each in node.parts))


def agrees(expr: Expr) -> bool:
    """Whether the text of an expression, read back, has its value at a point."""
    numbers = {
        each: Rational(random.Random(each.name).randint(2, 9), 16) + int(each == t)
        for each in expr.free_symbols
        if isinstance(each, Symbol)
    }
    found = value(read(text(expr)), {name_of(each): float(number) for each, number in numbers.items()})
    return math.isclose(found, float(expr.xreplace(numbers)), rel_tol=1e-12)


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.name)
def test_what_is_read_has_the_value_of_what_was_written(rule):
    """Every line of every form: signs, brackets, strokes, roots and powers stand where they belong."""
    assert all(agrees(each.value) for form in rule.forms for each in form.step)
    assert all(agrees(form.gradient_at) for form in rule.forms)


@pytest.mark.parametrize(
    "expr",
    [
        theta - lr * g / 3, -(theta + g) * lr, (theta + g) ** 2 / (v * (1 + v)), 1 / (g * v), v ** (t - 1), 2 * (g - (theta - v)),
        -g / (2 * v), (g / v) / theta, g**2 / v**3, 1 - (1 - v) ** 2, abs(g) * lr, (g + 1) ** (t + 2) - 5 * theta / 7, 1 / (1 + 1 / v),
    ],
    ids=str,
)  # fmt: skip
def test_awkward_expressions(expr):
    """What no rule has, and people's code may."""
    assert agrees(expr)


def test_line_in_mathml():
    """Fractions, roots, powers, subscripts and hats are elements of their own."""
    made = mathml_text("θ ← θ − lr·√(1 − β₂ᵗ)·m̂/(exp_avg + 1e-07)")
    tags = re.findall(r"<(m\w+)", made)
    assert {"mfrac", "msqrt", "msubsup", "mover", "msup"} <= set(tags)
    assert "<mi>exp_avg</mi>" in made
    assert fromstring(made).get("alttext") == "θ ← θ − lr·√(1 − β₂ᵗ)·m̂/(exp_avg + 1e-07)"


@pytest.mark.parametrize(
    ("line", "latex"),
    [
        ("m ← β₁·m + (1 − β₁)·g", r"m \leftarrow \beta_1 m + (1 - \beta_1) g"),
        ("θ ← θ − lr·m̂/(√v̂ + 1e-07)", r"\theta \leftarrow \theta - \frac{\mathrm{lr} \, \hat{m}}{\sqrt{\hat{v}} + 10^{-7}}"),
        ("in step 1, first: v ← v + g", r"\text{in step 1, first: }v \leftarrow v + g"),
        ("v ← μ·g₁ − lr·g₁ in step 1", r"v \leftarrow \mu g_1 - \mathrm{lr} \, g_1\text{ in step 1}"),
        ("g is taken at θ + μ·v", r"\text{g is taken at }\theta + \mu v"),
        ("v ← [t = 1]·|g|·max(v, 2.5e-05)", r"v \leftarrow \left[t = 1\right] \left\lvert g \right\rvert \max(v, 2.5 \cdot 10^{-5})"),
        ("self_m1 ← −2^(n_t+1)", r"\mathrm{self\_m1} \leftarrow - 2^{n_t + 1}"),
        ("v ?? {x_1}", r"\text{v ?? \{x\_1\}}"),
    ],
)  # fmt: skip
def test_line_in_latex(line, latex):
    """A line of pseudo-code in LaTeX; what cannot be read is text."""
    assert line_latex(line) == latex


@pytest.mark.parametrize(
    "line",
    ["", "a ←", "← b", "a b", "(a", "a)", "|a", "a ← b ← ", "√", "f(", "f(a,", "a^", "a··b", "[t = ]", "💥", "a ← b)"],
)
def test_what_cannot_be_read(line):
    """It is refused, and stands in the page as it is."""
    with pytest.raises(UnreadableError):
        sentence(line)
    assert "".join(mathml(line).itertext()) == line


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.name)
def test_documents_of_a_rule(rule):
    """Its Markdown and LaTeX have every form, source and hyperparameter; tables are whole, and braces are balanced."""
    shown = markdown(rule, rule.forms)
    source = latex_source(rule, rule.forms)
    for form in rule.forms:
        assert f"`{form.name}`" in shown
        assert f"% {rule.name} {form.name}: " in source
        assert all(each.link in shown for each in form.sources)
        assert all(f"| {each.name} |" in shown for each in form.hyperparameters)
    for table in re.findall(r"(?:^\|.*\n)+", shown, re.MULTILINE):
        assert len({row.replace(r"\|", "").count("|") for row in table.splitlines()}) == 1
    assert source.count("{") == source.count("}")
    assert source.count(r"\begin{align*}") == source.count(r"\end{align*}") == len(rule.forms)
    assert shown.count("$") % 2 == 0


def test_what_differs_is_marked():
    """Of Adam's second form the two last lines differ from the first form, and of a first form none."""
    first, second, *_ = columns(find_rule("adam"))
    assert not any(each.differs for each in (*first.before, *first.step))
    assert [each.text for each in second.step if each.differs] == lines(find_rule("adam").forms[1].step)[2:]
    assert next(each.differs for each in columns(find_rule("nesterov"))[2].step)


def test_notebooks():
    """Rules and forms show themselves: HTML that is well formed, with every formula; LaTeX between dollars; Markdown."""
    rule = find_rule("momentum+l2")
    page = fromstring(rule._repr_html_())
    assert len([*page.iter("math")]) == sum(len(each.before) + len(each.step) for each in columns(rule))
    assert all(each.name in rule._repr_latex_() for each in rule.forms)
    assert rule._repr_markdown_() == markdown(rule, rule.forms)
    form = rule.forms[1]
    assert fromstring(form._repr_html_()).find(".//math") is not None
    assert re.fullmatch(r"\$\\displaystyle .*\$", form._repr_latex_())
    assert form._repr_markdown_() == form._repr_latex_()
