"""A derivation: a named theorem about forms, with a proof that the machine redoes whenever it is asked."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..rule import Form
from .claims import Claim


@dataclass(frozen=True)
class Line:
    """One line of a proof: what it says, in words, and the claim that the machine checks."""

    says: str
    claim: Claim


@dataclass(frozen=True)
class Derivation:
    """A named theorem.

    Attributes:
        rules: the names of the rules that it speaks of.
        forms: the forms that it is about; `proof` computes with these very objects, so a changed form breaks it.
        statement: in LaTeX.
        proof: from the forms, in their order, to the lines of the proof.
    """

    id: str
    title: str
    rules: tuple[str, ...]
    forms: tuple[Form, ...]
    statement: str
    assumptions: tuple[str, ...]
    proof: Callable[..., tuple[Line, ...]]

    def about(self, *forms: Form) -> "Derivation":
        """The same theorem, claimed of other forms."""
        return replace(self, forms=forms)

    def lines(self) -> tuple[Line, ...]:
        """The proof, line by line."""
        return self.proof(*self.forms)

    def check(self) -> list[Line]:
        """The lines that do not hold; a derivation with none is proved."""
        return [line for line in self.lines() if not line.claim.holds()]
