"""Where the step that a subject computes differs from a form, term by term and in words, each of them exact.

The subject's state is read as the form's in every order, and with either sign, and the reading with the fewest differences is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sympy import Expr, Integer, Pow, Symbol, sign

from ...reference.notation import name_of, text
from ...reference.rule import Form, numbered
from ...reference.symbols import g, theta
from ..proof.branches import covers_every_step
from ..proof.equality import decide
from ..proof.pairing import FEW, Pairing, alike, orders
from ..proof.prover import Proof, first_apart
from ..tracing.machine import Machine, Slot
from ..tracing.trace import ElementTrace, Trace
from .coefficients import coefficients, depends, fractions, ratio_of
from .counterparts import Counterparts
from .swaps import Swap, swap_of

SEVERAL = 2
"""So many terms of one letter are told one by one; where more differ, it is told as a whole."""


@dataclass(frozen=True)
class Sides:
    """How the two are called: "In A, the coefficient of g in v is 1; B has lr.".

    Attributes:
        early: whether only the first steps are known of the one, so that nothing can be said of what it keeps for later.
    """

    one: str = ""
    other: str = "the rule"
    early: bool = field(default=False, kw_only=True)

    def says(self, what: str, one: Expr, other: Expr) -> str:
        return self._begun(f"{what} is {text(one)}; {self.other} has {text(other)}.")

    def depends(self, what: str, symbol: Symbol, *, one: bool) -> str:
        does, does_not = f"depends on {name_of(symbol)}", f"does not depend on {name_of(symbol)}"
        return self._begun(f"{what} {does if one else does_not}; in {self.other} it {'does not' if one else 'does'}.")

    def says_at_zero(self, of: Expr, what: str, one: Expr, other: Expr) -> str:
        return self._begun(f"where {text(of)} = 0, {what} is {text(one)}; {self.other} has {text(other)}.")

    def scales(self, by: Expr) -> str:
        return self._begun(f"the step of θ is {text(by)} times that of {self.other}.")

    def swaps(self, what: str, swap: Swap) -> str:
        if swap.one is not None and swap.other is not None:
            if swap.whole:
                return self.says(what, swap.one, swap.other)
            return self._begun(f"in {what}, {text(swap.one)} stands where {self.other} has {text(swap.other)}.")
        role = f"the {swap.role} " if swap.role else ""
        if swap.other is None and swap.one is not None:
            return self._begun(f"in {what}, {role}{text(swap.one)} is there too; {self.other} does not have it.")
        assert swap.other is not None
        return self._begun(f"in {what}, {role}{text(swap.other)} is missing, which {self.other} has.")

    def keeps(self, symbol: Symbol, *, one: bool) -> str:
        if self.early and not one:
            return self._begun(f"θ does not depend on {name_of(symbol)}; in {self.other} it does.")
        if one:
            return self._begun(f"the code keeps {name_of(symbol)} from step to step; {self.other} has no such state.")
        return self._begun(f"nothing is kept from step to step for {name_of(symbol)}, which {self.other} keeps.")

    def _begun(self, clause: str) -> str:
        """A sentence that begins with a letter of the formula keeps it as it is."""
        if self.one:
            return f"In {self.one}, {clause}"
        words = ("the ", "after ", "in ", "nothing ", "where ")
        return clause[0].upper() + clause[1:] if clause.startswith(words) else clause


EARLY = Sides("its first steps", early=True)


def differences(
    machine: Machine | None, form: Form, values: Mapping[Symbol, Expr], sides: Sides = Sides()
) -> tuple[str, ...]:
    """The differences as sentences, each of them certain on the branches that the machine follows."""
    return _read(machine, form, values, sides).sentences


def nearest(
    trace: Trace | None, proofs: Iterable[Proof], most: int | None = None
) -> tuple[Form, tuple[str, ...]] | None:
    """The form that the fewest sentences lead to, and these; the earlier of two. None where nothing is known of the subject.

    With `most`, no form to which more lead, or others than those of single terms.
    """
    if trace is None:
        return None
    form, best = None, _Told()
    for each in proofs:
        told = _told(trace, each, min(best.rank[0], UNKNOWN if most is None else most))
        if form is None or told.rank < best.rank:
            form, best = each.form, told
    if (
        form is None
        or not best.sentences
        or (most is not None and not (best.general and not best.wholes and best.rank[0] <= most))
    ):
        return None
    return form, best.sentences


def _told(trace: Trace, proof: Proof, most: int) -> "_Told":
    """The differences of the first element that is told apart from a form; perhaps none where they count for more than `most`."""
    element = first_apart(trace, proof.form, proof.known)
    if element.machine is None:
        return _in_first_steps(element, proof)
    if covers_every_step(element.machine.branches):
        return _read(element.machine, proof.form, proof.known, Sides(), most)
    read = _read(element.machine, proof.form, proof.known, EARLY)
    if not read.sentences:
        # It is that form on the branches of its first steps, and so nearer than any other.
        return replace(_in_first_steps(element, proof), wholes=0)
    # What holds in the first steps alone is no difference of the formula.
    return replace(read, general=False)


def _in_first_steps(element: ElementTrace, proof: Proof) -> "_Told":
    """How the first step differs that does, where no step in general is known."""
    before: tuple[Expr, Expr] = (theta, theta)
    run = proof.form.unroll(len(element.constant), constant_lr=True)
    for step, (found, state) in enumerate(zip(element.constant, run, strict=True), 1):
        due = state[theta].xreplace(dict(proof.known))
        if decide(found, due).answer == "different":
            data = [theta, *(numbered(g, each) for each in range(1, step + 1))]
            scale = ratio_of(found - before[0], due - before[1], data)
            told = (
                Sides(f"step {step}").scales(scale)
                if scale is not None
                else Sides().swaps(f"the θ of step {step}", swap_of(found, due))
            )
            return _Told((told,), 1, general=False)
        before = found, due
    return _Told()


@dataclass(frozen=True)
class _Told:
    """What was found in the best reading.

    Attributes:
        wholes: how many of the sentences are of more than a term or a part that differs.
        general: whether they hold in every step.
    """

    sentences: tuple[str, ...] = ()
    wholes: int = 0
    general: bool = True

    @property
    def rank(self) -> tuple[int, int, int]:
        if not self.sentences:
            return UNKNOWN, 0, 0
        return len(self.sentences) + self.wholes, self.wholes, sum(map(len, self.sentences))


UNKNOWN = 1000
"""Stands for more differences than there are."""


def _read(
    machine: Machine | None, form: Form, values: Mapping[Symbol, Expr], sides: Sides, most: int = UNKNOWN
) -> _Told:
    if machine is None:
        return _Told()
    found: list[tuple[tuple[int, ...], _Told]] = []
    for pairing in _pairings(machine, form):
        both = Counterparts(machine, form, values, pairing)
        one = _taken(_Reading(sides, both).told(), most)
        if one is None:
            continue
        if not one.sentences:
            return one
        most = one.rank[0]
        found.append(((*one.rank[:2], both.turned, -both.alike, one.rank[2]), one))
    return min(found, key=lambda each: each[0], default=((), _Told()))[1]


def _taken(sentences: Iterator[tuple[str, bool]], most: int) -> _Told | None:
    """What a reading tells; None as soon as that counts for more than `most`, since another reading tells less."""
    told: list[str] = []
    wholes = 0
    for sentence, whole in sentences:
        told.append(sentence)
        wholes += whole
        if len(told) + wholes > most:
            return None
    return _Told((*told,), wholes)


def _pairings(machine: Machine, form: Form) -> Iterator[Pairing]:
    if max(len(machine.slots), len(form.state)) <= FEW:
        yield from orders(machine, form, turned=True)
    else:
        yield alike(machine, form)


@dataclass(frozen=True)
class _Reading:
    """The differences between a subject's step and a form's in one reading of the subject's state."""

    sides: Sides
    both: Counterparts

    def told(self) -> Iterator[tuple[str, bool]]:
        """What differs, as sentences; with each, whether it is more than a term that differs."""
        taken = {each.symbol for each in self.both.pairing.relations}
        read = {each.slot for each in self.both.pairing.relations}
        for state in self.both.form.state:
            if state.symbol not in taken:
                yield self.sides.keeps(state.symbol, one=False), True
        for slot in self.both.machine.slots:
            if slot.symbol not in read:
                yield self.sides.keeps(slot.symbol, one=True), True
        if decide(*self.both.point).answer != "equal":
            yield self.sides.says("the point at which the gradient is taken", *self.both.point), False
        for slot, general, first in self.both.state():
            yield from [*self._between(name_of(slot.symbol), *general)] or self._at_first(slot, *first)
        yield from self._between("θ", *self.both.theta)

    def _at_first(self, slot: Slot, one: Expr, other: Expr) -> Iterator[tuple[str, bool]]:
        if decide(one, other).answer == "different":
            yield self.sides.says(f"after step 1, {name_of(slot.symbol)}", one, other), False

    def _between(self, what: str, one: Expr, other: Expr) -> Iterator[tuple[str, bool]]:
        """What differs between two values of one letter."""
        if decide(one, other).answer == "equal":
            return
        data = [g, theta, *(slot.symbol for slot in self.both.slots)]
        if what == "θ":
            scale = ratio_of(one - theta, other - theta, data)
            if scale is not None:
                yield self.sides.scales(scale), False
                return
        told = [*self._at_zero(what, one, other)]
        if told:
            yield from ((each, False) for each in told)
            return
        terms = coefficients(one, other, data)
        if 0 < len(told := [*self._coefficients(what, terms)]) <= SEVERAL:
            yield from ((each, False) for each in told)
            return
        swap = swap_of(one, other)
        told = [*self._dependence(what, one, other)] if swap.whole else []
        if told:
            yield from ((each, False) for each in told)
            return
        yield self.sides.swaps(what, swap), swap.whole

    def _at_zero(self, what: str, one: Expr, other: Expr) -> Iterator[str]:
        """What differs where a sign is taken of zero, if nothing does elsewhere: `g >= 0` is a sign but there."""
        if not one.has(sign):
            return
        elsewhere = [each.expand().replace(_is_square_of_sign, lambda _: Integer(1)) for each in (one, other)]
        for of in sorted(one.atoms(sign), key=str) if decide(*elsewhere).answer == "equal" else ():
            due = [each for each in other.atoms(sign) if decide(of.args[0], each.args[0]).answer == "equal"]
            here = [each.xreplace(dict.fromkeys((of, *due), Integer(0))) for each in (one, other)]
            if decide(*here).answer == "different":
                yield self.sides.says_at_zero((*due, of)[0].args[0], what, *here)

    def _coefficients(self, what: str, terms: Mapping[Expr, tuple[Expr, Expr]]) -> Iterator[str]:
        for term, (one, other) in terms.items():
            if decide(one, other).answer != "equal":
                of = "the constant" if term == 1 else f"the coefficient of {text(term)}"
                yield self.sides.says(f"{of} in {what}", one, other)

    def _dependence(self, what: str, one: Expr, other: Expr) -> Iterator[str]:
        if fractions(one) - fractions(other):
            return  # a number of the code may stand for what is a letter in the rule
        yield from (
            self.sides.depends(what, symbol, one=symbol in one.free_symbols)
            for symbol in sorted(one.free_symbols ^ other.free_symbols, key=str)
            if depends(one if symbol in one.free_symbols else other, symbol)
        )


def _is_square_of_sign(expr: Expr) -> bool:
    return isinstance(expr, Pow) and isinstance(expr.base, sign) and expr.exp == 2
