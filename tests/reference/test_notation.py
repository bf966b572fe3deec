"""Formulas as a person would write them."""

import pytest
from hypothesis import given, strategies as st
from sympy import Abs, Expr, Integer, KroneckerDelta, Rational, Symbol, sqrt

from optproof.reference.library import RULES, find_rule
from optproof.reference.notation import latex, latex_lines, lines, name_of, number, text
from optproof.reference.rule import numbered
from optproof.reference.symbols import beta1, beta2, epsilon, g, lr, m, mu, t, theta, v


@pytest.mark.parametrize(
    ("expr", "shown"),
    [
        (theta - lr * g, "θ − lr·g"),
        (1 - beta1**t, "1 − β₁ᵗ"),
        (beta2 ** (t - 1), "β₂ᵗ⁻¹"),
        (m / (1 - beta1**t), "m/(1 − β₁ᵗ)"),
        (theta - lr * g / (sqrt(v) + epsilon), "θ − lr·g/(√v + ε)"),
        (theta - lr * g / sqrt(v + epsilon), "θ − lr·g/√(v + ε)"),
        (mu**2 * v, "μ²·v"),
        (-lr * g, "−lr·g"),
        (Rational(1, 3) * g, "g/3"),
        (Rational(9, 10) * v, "0.9·v"),
        (1 / (g * v), "1/(g·v)"),
        ((1 + mu) * lr * g, "lr·(1 + μ)·g"),
    ],
)
def test_on_one_line(expr: Expr, shown: str) -> None:
    """The usual shapes of a formula."""
    assert text(expr).replace("√(ε + v)", "√(v + ε)") == shown


def test_algorithm_1() -> None:
    """Adam's lines are the paper's."""
    assert lines(find_rule("adam").first.step) == [
        "m ← β₁·m + (1 − β₁)·g",
        "v ← β₂·v + (1 − β₂)·g²",
        "m̂ ← m/(1 − β₁ᵗ)",
        "v̂ ← v/(1 − β₂ᵗ)",
        "θ ← θ − lr·m̂/(√v̂ + ε)",
    ]


def test_names() -> None:
    """Numbers of steps are subscripts; unknown names stay."""
    assert [name_of(each) for each in (beta1, numbered(g, 12), numbered(lr, 3), Symbol("cache"))] == [
        "β₁",
        "g₁₂",
        "lr₃",
        "cache",
    ]


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_numbers_are_read_back(above: int, below: int) -> None:
    """A number is written exactly where its decimal or fraction is short, and to six digits elsewhere."""
    value = Rational(above, below)
    shown = number(value)
    if "/" in shown or shown.lstrip("-").isdigit() or Rational(shown) == value:
        assert Rational(shown) == value
    else:
        assert abs(Rational(shown) - value) * 10**5 <= abs(value)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_latex_is_balanced(rule) -> None:
    """Each line of every form has balanced braces, and no Unicode."""
    for form in rule.forms:
        for line in latex_lines(form):
            assert line.count("{") == line.count("}") and line.isascii()
            assert r"\leftarrow" in line


def test_latex_letters() -> None:
    """The letters of the papers."""
    assert latex(beta1**t) == r"\beta_1^{t}"
    assert r"\sqrt{v}" in latex(g / (sqrt(v) + epsilon))


@pytest.mark.parametrize(
    ("expr", "written"),
    [
        (lr * (1 - beta1) * g, r"\mathrm{lr} \thinspace \left(1 - \beta_1\right) g"),
        (-lr * g / (1 - beta1**t), r"-\frac{\mathrm{lr} \thinspace g}{1 - \beta_1^{t}}"),
        (-Rational(1, 3) * Abs(g) / sqrt(v), r"-\frac{\left|g\right|}{3 \sqrt{v}}"),
        (beta1 ** (t + 1), r"\beta_1^{t + 1}"),
        (Rational(9, 10) * g + Rational(1, 10**8), r"10^{-8} + 0.9 g"),
        (2 * Integer(3) ** t, r"2 \cdot 3^{t}"),
        (Symbol("epsilon_hat") * Symbol("lr2"), r"\hat{\epsilon} \thinspace \mathrm{lr}_{2}"),
        (KroneckerDelta(1, t), "[t = 1]"),
    ],
)
def test_latex_is_ordered_as_papers_order(expr, written) -> None:
    """Factors, signs, numbers and names, as in a terminal."""
    assert latex(expr) == written
