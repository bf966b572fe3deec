"""Write expressions as a person would: in a terminal line, and in LaTeX."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from .hyperparameters import SHARED
from .letters import SUBSCRIPTS, UNICODE
from .operations import operation_of
from .rule import Assignment, Form
from .symbols import LATEX, t

SUPERSCRIPTS = str.maketrans("0123456789+-t()kn", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ⁽⁾ᵏⁿ")


def ordered_terms(expr: Add) -> list[Expr]:
    """The terms of a sum as papers order them: θ first, state, the gradient, a guard or a penalty, then what is subtracted."""

    def key(term: Expr) -> tuple[object, ...]:
        names = {symbol.name for symbol in term.free_symbols}
        return (
            not (isinstance(term, Symbol) and term.name.startswith("theta")),
            term.could_extract_minus_sign(),
            "theta" in names and not isinstance(term, Symbol),
            any(name.rstrip("0123456789") == "g" for name in names),
            0 if isinstance(term, Integer) else 1 if term.free_symbols - SHARED else 2,
            _plainly(term),
        )

    return sorted(expr.args, key=key)


def name_of(symbol: Symbol) -> str:
    """The symbol as a terminal shows it: beta1 is β₁, g3 is g₃."""
    if symbol.name in UNICODE:
        return UNICODE[symbol.name]
    stem = symbol.name.rstrip("0123456789")
    digits = symbol.name[len(stem) :]
    if digits and (stem in UNICODE or stem in {"g", "lr", "m", "v", "t"}):
        return UNICODE.get(stem, stem) + digits.translate(SUBSCRIPTS)
    return UNICODE.get(symbol.name, symbol.name)


def number(value: Rational) -> str:
    """A rational as people write it: 1/3, 0.9, 1e-08."""
    if value.q == 1:
        return str(value.p)
    decimal = float(value)
    if Rational(repr(decimal)) == value:
        return repr(decimal)
    return f"{value.p}/{value.q}" if value.q <= 1000 else f"{decimal:.6g}"


# What differs between two formulas is written in every way before the shortest is told.
@lru_cache(maxsize=8192)
def text(expr: Expr) -> str:
    """`expr` on one line, in the letters of the papers."""
    if isinstance(expr, Symbol):
        return name_of(expr)
    if isinstance(expr, Rational):
        return number(expr)
    if isinstance(expr, Add):
        return _sum(expr)
    if isinstance(expr, Mul):
        return _product(expr)
    if isinstance(expr, Pow):
        return _power(expr)
    inside = [text(each) for each in expr.args]
    operation = operation_of(expr)
    if operation is None:  # what somebody's code computes may be more than rules are made of
        return f"{expr.func.__name__.lower()}({', '.join(inside)})"
    return operation.as_text(inside)


def _sum(expr: Add) -> str:
    first, *others = ordered_terms(expr)
    line = text(first)
    for term in others:
        line += f" − {_inside(-term, 'Add')}" if term.could_extract_minus_sign() else f" + {text(term)}"
    return line


def _inside(expr: Expr, parent: str) -> str:
    needs = isinstance(expr, Add) or (parent == "Pow" and (isinstance(expr, Mul | Pow) or _is_written_long(expr)))
    return f"({text(expr)})" if needs else text(expr)


def _is_written_long(expr: Expr) -> bool:
    return isinstance(expr, Rational) and (expr < 0 or "/" in number(expr))


def _product(expr: Mul) -> str:
    if expr.could_extract_minus_sign():
        return f"−{_inside(-expr, 'Mul')}"
    above, below = _factors(expr)
    numerator = "·".join(_inside(each, "Mul") for each in above) or "1"
    if not below:
        return numerator
    denominator = "·".join(_inside(each, "Mul") for each in below)
    return f"{numerator}/({denominator})" if len(below) > 1 else f"{numerator}/{denominator}"


def _factors(expr: Mul) -> tuple[list[Expr], list[Expr]]:
    """What stands above and below the stroke of a product that has no minus, in the order of the papers."""
    coefficient, rest = expr.as_coeff_Mul()
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if exponent.is_Rational and exponent < 0:
            below.append(Pow(base, -exponent))
        else:
            above.append(factor)
    if coefficient.p != 1 and coefficient.q != 1 and "/" in number(coefficient):
        above, below = [Integer(coefficient.p), *above], [Integer(coefficient.q), *below]
    elif coefficient != 1:
        if coefficient.p == 1 and "/" in number(coefficient):
            below = [Integer(coefficient.q), *below]
        else:
            above = [coefficient, *above]
    return sorted(above, key=_rank), sorted(below, key=_rank)


@lru_cache(maxsize=8192)
def _plainly(expr: Expr) -> str:
    return str(expr)


def _rank(factor: Expr) -> tuple[int, str]:
    """Numbers first, then hyperparameters, then brackets, then what belongs to the element."""
    if isinstance(factor, Rational):
        return (0, "")
    data = bool(factor.free_symbols - SHARED)
    return (2 if data else 1, ("" if isinstance(factor, Symbol) else "~") + _plainly(factor))


def _power(expr: Pow) -> str:
    base, exponent = expr.base, expr.exp
    if exponent.is_Rational and exponent < 0:
        return f"1/{_inside(Pow(base, -exponent), 'Mul')}"
    if exponent == Rational(1, 2):
        inside = text(base)
        return f"√{inside}" if isinstance(base, Symbol) else f"√({inside})"
    constant, rest = exponent.as_coeff_Add()
    raised = f"{text(rest)}+{text(constant)}" if constant > 0 and rest != 0 else text(exponent)
    raised = raised.replace(" ", "").replace("−", "-")
    written = _inside(base, "Pow")
    shown = raised.translate(SUPERSCRIPTS)
    plain = any(letter not in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ⁽⁾ᵏⁿ" for letter in shown)
    return f"{written}^({raised})" if plain else f"{written}{shown}"


def latex(expr: Expr) -> str:
    """`expr` in LaTeX: the letters, and the order of terms and factors, are those of `text`."""
    if isinstance(expr, Symbol):
        return _latex_name(expr.name)
    if isinstance(expr, Rational):
        return _latex_number(expr)
    if isinstance(expr, Add):
        return _latex_sum(expr)
    if isinstance(expr, Mul):
        return _latex_product(expr)
    if isinstance(expr, Pow):
        return _latex_power(expr)
    inside = [latex(each) for each in expr.args]
    operation = operation_of(expr)
    if operation is not None:
        return operation.as_latex(inside)
    name = expr.func.__name__.lower()
    return rf"\operatorname{{{name}}}\left({', '.join(inside)}\right)" if inside else rf"\text{{{expr}}}"


def _latex_name(name: str) -> str:
    if name in LATEX:
        return LATEX[name]
    stem = name.partition("_")[0].rstrip("0123456789")
    index = name[len(stem) :].lstrip("_")
    letter = LATEX.get(stem, rf"\{stem}" if stem in GREEK else _upright(stem))
    if index == "hat":
        return rf"\hat{{{letter}}}"
    return rf"{letter}_{{{_upright(index)}}}" if index else letter


GREEK = frozenset("alpha beta gamma delta epsilon eta theta lambda mu nu rho sigma tau omega".split())


def _upright(name: str) -> str:
    """A name of several letters stands upright, as one word."""
    return name if len(name) < 2 or name.isdigit() else rf"\mathrm{{{name}}}"


def _latex_number(value: Rational) -> str:
    written = number(value)
    if "/" in written:
        return rf"{'-' if value < 0 else ''}\frac{{{abs(value.p)}}}{{{value.q}}}"
    mantissa, e, exponent = written.partition("e")
    if not e:
        return written
    return rf"10^{{{int(exponent)}}}" if mantissa == "1" else rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _latex_sum(expr: Add) -> str:
    constant, rest = expr.as_coeff_Add()
    first, *others = [rest, constant] if rest == t else ordered_terms(expr)
    line = latex(first)
    for term in others:
        line += f" - {_latex_inside(-term)}" if term.could_extract_minus_sign() else f" + {latex(term)}"
    return line


def _latex_inside(expr: Expr) -> str:
    return _bracketed(expr) if isinstance(expr, Add) else latex(expr)


def _latex_product(expr: Mul) -> str:
    if expr.could_extract_minus_sign():
        return f"-{_latex_inside(-expr)}"
    above, below = _factors(expr)
    return rf"\frac{{{_side_by_side(above)}}}{{{_side_by_side(below)}}}" if below else _side_by_side(above)


def _side_by_side(factors: Sequence[Expr]) -> str:
    """A name of several letters stands apart, and so does a number after another factor."""
    if len(factors) < 2:
        return latex(factors[0]) if factors else "1"
    line = _latex_inside(factors[0])
    for pair in pairwise(factors):
        written = _latex_inside(pair[1])
        named = any("mathrm" in latex(each.as_base_exp()[0]) for each in pair if not isinstance(each, Add))
        line += (r" \cdot " if written[0].isdigit() else r" \thinspace " if named else " ") + written
    return line


def _latex_power(expr: Pow) -> str:
    base, exponent = expr.base, expr.exp
    if exponent.is_Rational and exponent < 0:
        return rf"\frac{{1}}{{{latex(Pow(base, -exponent))}}}"
    if exponent == Rational(1, 2):
        return rf"\sqrt{{{latex(base)}}}"
    bare = (isinstance(base, Symbol) and "^" not in latex(base)) or (base.is_Integer and base >= 0)
    return f"{latex(base) if bare else _bracketed(base)}^{{{latex(exponent)}}}"


def _bracketed(expr: Expr) -> str:
    return rf"\left({latex(expr)}\right)"


def lines(step: Iterable[Assignment]) -> list[str]:
    """The assignments as pseudo-code, a line each."""
    return [f"{name_of(each.symbol)} ← {text(each.value)}" for each in step]


def latex_lines(form: Form) -> list[str]:
    """The assignments of a form in LaTeX, a line each."""
    return [rf"{latex(each.symbol)} \leftarrow {latex(each.value)}" for each in form.step]
