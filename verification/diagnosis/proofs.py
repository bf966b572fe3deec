"""What algebra says of a trace, form by form: each is proved when somebody asks, for most ask for the one that fits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ...reference.rule import Form
from ..process.progress import Stage, report
from ..proof.prover import Proof, prove
from ..symbolic.asked import Comparison, asking
from ..tracing.trace import Trace


def _nothing(_form: Form) -> Proof:
    raise LookupError("nothing is to be proved")


@dataclass(frozen=True)
class Proofs:
    """The proofs of some forms, in their order; a loop over them makes those that it comes to."""

    forms: Sequence[Form] = ()
    make: Callable[[Form], Proof] = _nothing
    _made: dict[int, Proof] = field(default_factory=dict[int, Proof], repr=False, compare=False)

    @classmethod
    def known(cls, *proofs: Proof) -> "Proofs":
        """These proofs, which are made."""
        return cls([each.form for each in proofs], _made=dict(enumerate(proofs)))

    @classmethod
    def of_trace(cls, trace: Trace, forms: Sequence[Form], compared: set[Comparison]) -> "Proofs":
        """Those of a trace; what it compares in another regime, into which a proof follows it, is added to `compared`."""

        def make(form: Form) -> Proof:
            report(Stage.PROVING, forms.index(form), len(forms))
            with asking(compared):
                return prove(trace, form)

        return cls(forms, make)

    def __len__(self) -> int:
        return len(self.forms)

    def __iter__(self) -> Iterator[Proof]:
        return map(self._at, range(len(self.forms)))

    def of(self, form: Form) -> Proof | None:
        """The proof of a form; None where nobody asked for that."""
        return next((self._at(place) for place, each in enumerate(self.forms) if each is form), None)

    def but(self, proof: Proof) -> "Proofs":
        """The same, with this proof for one of its form."""
        made = {place: proof for place, each in enumerate(self.forms) if each is proof.form}
        return Proofs(self.forms, self.make, {**self._made, **made})

    def _at(self, place: int) -> Proof:
        if place not in self._made:
            self._made[place] = self.make(self.forms[place])
        return self._made[place]
