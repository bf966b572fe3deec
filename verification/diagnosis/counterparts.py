"""A subject's step beside a form's, letter by letter: what each letter becomes, and what it should become."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Expr, Integer, Symbol

from ...reference.rule import Form
from ...reference.symbols import t, theta
from ..proof.pairing import Pairing, Relation
from ..tracing.machine import Machine, Slot
from .formula import with_new_state

Pair = tuple[Expr, Expr]
"""What is, and what should be, in the letters of the subject."""


@dataclass(frozen=True)
class Counterparts:
    """One way to read a subject's state as a form's.

    Attributes:
        values: the form's hyperparameters that are numbers in the code.
    """

    machine: Machine
    form: Form
    values: Mapping[Symbol, Expr]
    pairing: Pairing

    @property
    def alike(self) -> int:
        """How many slots are called as in the form."""
        return sum(each.slot == each.symbol for each in self.pairing.relations)

    @property
    def turned(self) -> int:
        """How many slots are read with the other sign."""
        return sum(each.factor == -1 for each in self.pairing.relations)

    @property
    def slots(self) -> list[Slot]:
        """The slots that are letters of the form, in the form's order."""
        return [slot for slot, _ in self._related]

    @property
    def point(self) -> Pair:
        """Where the gradient is taken."""
        expected = self.form.gradient_at.xreplace(self.pairing.letters).xreplace(dict(self.values))
        return self.machine.gradient_at, expected

    @property
    def theta(self) -> Pair:
        """How θ moves: in letters of the state after the step, where both can be written so."""
        slots = tuple(replace(slot, next=self._after[slot.symbol]) for slot, _ in self._related)
        one, other = with_new_state(self.machine), with_new_state(Machine(self._after[theta], theta, slots))
        return (self.machine.theta, self._after[theta]) if one is None or other is None else (one, other)

    def state(self) -> Iterator[tuple[Slot, Pair, Pair]]:
        """Each slot that is one of the form's letters, in the form's order: in the step in general, and after step 1."""
        first = self.form.unroll(1, constant_lr=True)[0]
        for slot, relation in self._related:
            begun = relation.factor.xreplace({t: Integer(1)}) * first[relation.symbol].xreplace(dict(self.values))
            yield slot, (slot.next, self._after[slot.symbol]), (slot.values[0], begun)

    @cached_property
    def _after(self) -> dict[Symbol, Expr]:
        return self.pairing.after(self.form, self.values, self.machine.branches)

    @cached_property
    def _related(self) -> list[tuple[Slot, Relation]]:
        slots = {slot.symbol: slot for slot in self.machine.slots}
        letters = [*(each.symbol for each in self.form.state), theta]
        ordered = sorted(self.pairing.relations, key=lambda each: letters.index(each.symbol))
        return [(slots[each.slot], each) for each in ordered]
