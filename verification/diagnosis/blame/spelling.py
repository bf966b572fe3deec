"""Formulas in the words of somebody's source: as Python that it could have written there."""

import ast
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Add, Expr, Mul, Pow, Rational

from ....reference.operations import operation_of
from ....reference.symbols import t
from ...tracing.vocabulary import Vocabulary, Word
from .candidates import Candidate, candidates, found_among

HALF = Rational(1, 2)

FILLED = {0: "zeros_like", 1: "ones_like"}


class UnspeakableError(Exception):
    """The source has no word for a part of the formula."""


@dataclass(frozen=True)
class Speller:
    """Writes formulas in the words of a vocabulary; of two words for one value, the first.

    Attributes:
        mentioned: what stands in the statement now, in its order, which the new one keeps where it can.
        root: how roots are taken; "" where by `** 0.5`.
    """

    words: tuple[Word, ...]
    mentioned: tuple[str, ...]
    root: str

    def formula(self, expr: Expr) -> ast.expr:
        """The formula as Python.  Raises `UnspeakableError`."""
        word = self._word(expr)
        if word is not None:
            return word
        if expr.is_number:
            return self._number(expr)
        opposite = self._word(-expr)
        if opposite is not None:
            return ast.UnaryOp(ast.USub(), opposite)
        if expr == t:
            return self._counted()
        if isinstance(expr, Add):
            return added(self.terms(expr))
        if isinstance(expr, Pow) and not _is_below(expr):
            return self._power(expr)
        if isinstance(expr, Mul | Pow):
            negative, above, below = self.factors(expr)
            return multiplied([ast.UnaryOp(ast.USub(), above[0]), *above[1:]] if negative else above, below)
        operation = operation_of(expr)
        if operation is None or not operation.numpy or "." not in self.root:
            raise UnspeakableError(str(expr))
        # The functions stand beside the one that takes roots.
        return _parsed(
            operation.as_python([ast.unparse(self.formula(each)) for each in expr.args], self.root.removesuffix("sqrt"))
        )

    def filled(self, number: Expr, like: ast.expr) -> ast.expr:
        """An array of a whole number where there was an array, the number where there was none."""
        arrays = [each for each in ast.walk(like) if isinstance(each, ast.expr) and self._is_word_of_array(each)]
        if not arrays:
            return self._number(number)
        if number not in FILLED or "." not in self.root:
            raise UnspeakableError(f"an array of {number}")
        return _called(self.root.replace("sqrt", FILLED[int(number)]), arrays[0])

    # Sums and products.

    def terms(self, expr: Expr) -> list[tuple[bool, ast.expr]]:
        """The terms of a sum, in the order in which they are written; with each whether it is taken away."""
        terms: list[tuple[bool, ast.expr]] = []
        for each in self._grouped(expr, Add):
            negative = self._word(each) is None and (
                self._word(-each) is not None or bool(each.as_coeff_Mul()[0].is_negative)
            )
            terms.append((negative, self.formula(-each if negative else each)))
        plain = not any(self._is_array(each) for _, each in terms)
        return sorted(terms, key=lambda each: (each[0], self._number_place(each[1], plain), *self._order(each[1])))

    def _number_place(self, node: ast.expr, plain: bool) -> bool:
        """Whether it comes late: a number after arrays, and before the rest."""
        return isinstance(node, ast.Constant) is not plain

    def factors(self, expr: Expr) -> tuple[bool, list[ast.expr], list[ast.expr]]:
        """Whether a product is negative, what is multiplied, and what it is divided by."""
        above: list[ast.expr] = []
        below: list[ast.expr] = []
        negative = bool(expr.as_coeff_Mul()[0].is_negative)
        for each in self._grouped(-expr if negative else expr, Mul):
            turned = self._word(each) is None and (self._word(1 / each) is not None or _is_below(each))
            (below if turned else above).append(self.formula(1 / each if turned else each))
        return negative, self._sorted(above) or [ast.Constant(1)], self._sorted(below)

    def _grouped(self, expr: Expr, kind: type[Add | Mul]) -> list[Expr]:
        """What is added or multiplied, with what one word says together."""
        args = list(expr.args) if isinstance(expr, kind) else [expr]
        for size in range(len(args) - 1, 1, -1):
            for some in itertools.combinations(args, size):
                together = kind(*some)
                inverse = -together if kind is Add else 1 / together
                if self._word(together) is not None or self._word(inverse) is not None:
                    return [together, *self._grouped(kind(*(each for each in args if each not in some)), kind)]
        return args

    def _sorted(self, nodes: list[ast.expr]) -> list[ast.expr]:
        return sorted(nodes, key=lambda each: (self._is_array(each), *self._order(each)))

    def _order(self, node: ast.expr) -> tuple[int, bool, str]:
        """Where it stands in the statement now; else arrays before single numbers."""
        inside = {ast.unparse(each) for each in ast.walk(node) if isinstance(each, ast.expr)}
        places = [place for place, each in enumerate(self.mentioned) if each in inside]
        return min(places, default=len(self.mentioned)), not self._is_array(node), ast.unparse(node)

    def _is_array(self, node: ast.expr) -> bool:
        return any(isinstance(each, ast.expr) and self._is_word_of_array(each) for each in ast.walk(node))

    def _is_word_of_array(self, node: ast.expr) -> bool:
        return ast.unparse(node) in self._arrays

    @cached_property
    def _arrays(self) -> frozenset[str]:
        return frozenset(each.text for each in self.words if each.is_array)

    # What is no sum and no product.

    def _power(self, expr: Pow) -> ast.expr:
        if expr.exp != HALF or not self.root:
            return ast.BinOp(self.formula(expr.base), ast.Pow(), self.formula(expr.exp))
        return _called(self.root, self.formula(expr.base))

    def _number(self, number: Expr) -> ast.expr:
        if not number.is_Rational:
            raise UnspeakableError(str(number))
        top, bottom = number.as_numer_denom()
        value = int(number) if number.is_Integer else float(number)
        if number.is_Integer or Rational(repr(value)) == number:
            return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)
        return ast.BinOp(self._number(top), ast.Div(), self._number(bottom))

    def _counted(self) -> ast.expr:
        """t, where a counter is some steps behind or ahead."""
        for each in self.words:
            behind = t - each.value
            if behind.is_Integer:
                return added([(False, _parsed(each.text)), (bool(behind < 0), ast.Constant(abs(int(behind))))])
        raise UnspeakableError(str(t))

    # Words.

    def _word(self, expr: Expr) -> ast.expr | None:
        """The first word for a value; a whole number needs none."""
        if expr.is_Integer:
            return None
        known = self._numbers if expr.is_number else self._letters
        found = found_among(expr, known[0])
        return None if found is None else _parsed(known[1][found.value])

    @cached_property
    def _letters(self) -> tuple[list[Candidate], dict[Expr, str]]:
        return _by_value([each for each in self.words if not each.value.is_number])

    @cached_property
    def _numbers(self) -> tuple[list[Candidate], dict[Expr, str]]:
        return _by_value([each for each in self.words if each.value.is_number])


def spellers(vocabulary: Vocabulary, statement: ast.stmt) -> list[Speller]:
    """One for each way to take roots; they keep to the words of a statement, and to short ones."""
    nodes = [each for each in ast.walk(statement) if isinstance(each, ast.Name | ast.Attribute | ast.Subscript)]
    written = ast.unparse(statement)
    mentioned = sorted(dict.fromkeys(map(ast.unparse, nodes)), key=lambda each: (written.index(each), -len(each)))
    ranks = {text: rank for rank, text in enumerate(mentioned)}
    words = sorted(vocabulary.words, key=lambda each: (ranks.get(each.text, len(ranks)), len(each.text)))
    return [Speller(tuple(words), tuple(mentioned), root) for root in vocabulary.roots or ("",)]


def added(terms: Sequence[tuple[bool, ast.expr]]) -> ast.expr:
    """A sum of terms, those that are taken away last."""
    (negative, whole), *others = terms
    whole = ast.UnaryOp(ast.USub(), whole) if negative else whole
    for taken, each in others:
        whole = ast.BinOp(whole, ast.Sub() if taken else ast.Add(), each)
    return whole


def multiplied(above: Sequence[ast.expr], below: Sequence[ast.expr] = ()) -> ast.expr:
    """A product, divided by another."""
    whole = _product(above)
    return ast.BinOp(whole, ast.Div(), _product(below)) if below else whole


def _product(factors: Sequence[ast.expr]) -> ast.expr:
    whole, *others = factors
    for each in others:
        whole = ast.BinOp(whole, ast.Mult(), each)
    return whole


def _is_below(expr: Expr) -> bool:
    return isinstance(expr, Pow) and bool(expr.exp.is_number and expr.exp.is_negative)


def _by_value(words: Sequence[Word]) -> tuple[list[Candidate], dict[Expr, str]]:
    first: dict[Expr, str] = {}
    for each in words:
        first.setdefault(each.value, each.text)
    return candidates(list(first)), first


def _called(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(_parsed(function), list(arguments), [])


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
