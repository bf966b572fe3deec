"""Pseudo-code as `notation` writes it, read back into a tree that can be typeset."""

import re
from dataclasses import dataclass
from typing import Literal

ARROW = " ← "
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ⁽⁾ᵏⁿ"
LEVEL = str.maketrans(RAISED, "0123456789+-t()kn")
TOKEN = re.compile(
    rf"\s*(?:(?P<number>\d+\.?\d*(?:e[+-]?\d+)?)|(?P<raised>[{RAISED}]+)"
    rf"|(?P<name>∇?(?:(?![{RAISED}])[\w\u0302'′.∞₊₋])+)|(?P<sign>[-−+·/()|,√^=>\[\]]))\s*"
)
BEFORE = re.compile(r"(?:in step \d+, first: |at the start: |step \d+: |g is taken at )?")
AFTER = re.compile(r"( in step \d+)?$")

Kind = Literal[
    "number", "name", "sum", "negative", "product", "fraction", "root", "power", "group", "absolute", "call", "where", "above"
]  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A part of a formula.

    Attributes:
        kind: "sum" has terms, those that are taken away being "negative"; "where" is [t = 1], one where that holds and else zero;
            "above" is the condition a > b of a choice, where(a > b, c, d).
        parts: what it is made of.
        text: a number, a name, or the name of a function.
    """

    kind: Kind
    parts: tuple["Node", ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Sentence:
    """A line of pseudo-code: `target` ← `value`, with words before and after; without a target it is an expression."""

    value: Node
    target: Node | None = None
    before: str = ""
    after: str = ""


class UnreadableError(ValueError):
    """What is no formula as `notation` writes them."""


def sentence(line: str) -> Sentence:
    """A line of pseudo-code as a tree.  Raises `UnreadableError`."""
    before, after = BEFORE.match(line), AFTER.search(line)
    assert before is not None and after is not None
    target, arrow, value = line[before.end() : after.start()].rpartition(ARROW)
    return Sentence(read(value), read(target) if arrow else None, before[0], after[0])


def read(text: str) -> Node:
    """An expression as a tree.  Raises `UnreadableError`."""
    reader = _Reader(text)
    found = reader.sum()
    reader.end()
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            token = TOKEN.match(text, at)
            if token is None:
                raise UnreadableError(f"{text!r} at {text[at:]!r}")
            at = token.end()
            kind = str(token.lastgroup)
            self.tokens.append((kind, token[kind].replace("-", "−") if kind == "sign" else token[kind]))
        self.at = 0

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise UnreadableError(f"{self.text!r}, after the expression")

    def next_is(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] in [("sign", sign) for sign in signs]

    def take(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise UnreadableError(f"{self.text!r} ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def insist(self, sign: str) -> None:
        if self.take() != ("sign", sign):
            raise UnreadableError(f"{self.text!r} lacks {sign!r}")

    def sum(self) -> Node:
        terms = [self.signed()]
        while self.next_is("+", "−"):
            terms.append(self.signed() if self.next_is("−") else (self.take(), self.product())[1])
        return terms[0] if len(terms) == 1 else Node("sum", tuple(terms))

    def signed(self) -> Node:
        if self.next_is("−"):
            self.take()
            return Node("negative", (self.product(),))
        return self.product()

    def product(self) -> Node:
        """Factors; a stroke divides all that stands before it by the one factor after it."""
        factors = [self.power()]
        while self.next_is("·", "/"):
            if self.take()[1] == "·":
                factors.append(self.power())
            else:
                factors = [Node("fraction", (_product(factors), self.power()))]
        return _product(factors)

    def power(self) -> Node:
        base = self.factor()
        if self.next_is("^"):
            self.take()
            return Node("power", (base, bare(self.factor())))
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "raised":
            return Node("power", (base, read(self.take()[1].translate(LEVEL))))
        return base

    def factor(self) -> Node:
        kind, text = self.take()
        if kind == "number":
            return Node("number", text=text)
        if kind == "name":
            return self.call(text) if self.next_is("(") else Node("name", text=text)
        if text == "√":
            return Node("root", (bare(self.factor()),))
        if text in ("(", "|"):
            inside = self.sum()
            self.insist(")" if text == "(" else "|")
            return Node("group" if text == "(" else "absolute", (inside,))
        if text == "[":
            left = self.sum()
            self.insist("=")
            right = self.sum()
            self.insist("]")
            return Node("where", (left, right))
        raise UnreadableError(f"{self.text!r} has {text!r} where a factor is expected")

    def call(self, name: str) -> Node:
        self.insist("(")
        arguments = [self.condition()]
        while self.next_is(","):
            self.take()
            arguments.append(self.sum())
        self.insist(")")
        return Node("call", tuple(arguments), name)

    def condition(self) -> Node:
        left = self.sum()
        return Node("above", (left, (self.take(), self.sum())[1])) if self.next_is(">") else left


def _product(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Node("product", tuple(factors))


def bare(node: Node) -> Node:
    """What stands in brackets, where a fraction line or a root makes these needless."""
    return node.parts[0] if node.kind == "group" else node
