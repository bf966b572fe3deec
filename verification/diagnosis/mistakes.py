"""Which mistake, or pair of mistakes, turns the rule into what the subject computes?"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ...reference.evaluation import NotEvaluable
from ...reference.mistakes import MISTAKES, Mistake
from ...reference.operations import is_flat
from ...reference.roles import chooses
from ...reference.rule import Form, Rule
from ...reference.tape import Tape
from ..fuzzing.arithmetic import LONG, departure
from ..fuzzing.driving import RaisedError, play
from ..fuzzing.setting import Setting
from ..fuzzing.tapes import shaped_tape
from ..proof.branches import relation_of
from ..proof.pairing import Pairing, paired
from ..proof.prover import Proof, prove
from ..proof.regimes import Side
from ..subjects.object_graph import Path
from ..subjects.probes import RATE
from ..subjects.subject import Subject
from ..tracing.trace import Trace
from .distance import distance

NEAR = 1e-6
"""How near plain floats must come before a mistake is tried within the bound; it decides nothing."""


NEAREST = 8
"""How many single mistakes are tried within the bound."""

SIZES = (1.0, 2.0**10, 2.0**-6)
"""How much larger or smaller the gradients are made where the ordinary ones give nothing finite."""

Candidate = tuple[Form, tuple[Mistake, ...], Form]


@dataclass(frozen=True)
class Diagnosis:
    """The mistakes that, made in `form`, give what the subject computes.

    Attributes:
        wrong: the form with the mistakes in it.
        exact: whether the prover confirmed it for every step, rather than runs within the bound alone.
        pairing: which letter of the wrong form each number of the subject's state is, where that is known.
        but_for: single values, as μ = 0, at which its code takes another branch, and is something else.
    """

    form: Form
    mistakes: tuple[Mistake, ...]
    wrong: Form
    exact: bool
    pairing: Pairing | None = None
    but_for: tuple[Side, ...] = ()


def diagnose(
    subject: Subject,
    rule: Rule,
    forms: Sequence[Form],
    setting: Setting,
    lr_paths: Sequence[Path],
    trace: Trace | None,
    *,
    pairs: bool = True,
) -> Diagnosis | None:
    """The simplest explanation, single mistakes before pairs; None where the catalogue has none."""
    try:
        tapes, runs = _telling(subject, rule, setting, lr_paths)
    except RaisedError:
        return None
    if any(_stays(subject, form, tapes, lr_paths) for form in rule.forms):
        return None  # What shows elsewhere alone, ordinary runs do not name.
    singles = [(form, (each,), wrong) for form in forms for each in MISTAKES for wrong in each.attempts(rule, form)]
    off = [sum(distance(wrong, tape, run) for tape, run in zip(tapes, runs, strict=True)) for _, _, wrong in singles]
    ranked = [single for _, single in sorted(zip(off, singles, strict=True), key=lambda each: each[0])]

    def near(wrong: Form) -> bool:
        return all(distance(wrong, tape, run, NEAR) <= NEAR for tape, run in zip(tapes, runs, strict=True))

    if not _tells(runs):
        # All that is wrong at once looks alike: a mistake is named only if no other of the catalogue would do the same.
        pairs = False
        if len({mistake.id for _, (mistake,), wrong in singles if near(wrong)}) != 1:
            return None
    nearest = (each for each in ranked[:NEAREST] if near(each[2]))
    for form, mistakes, wrong in itertools.chain(nearest, _pairs(rule, ranked, near) if pairs else ()):
        stays = _stays(subject, wrong, tapes, lr_paths)
        # A number that is kept in single precision, as PyTorch's counters are, takes what is proved only so far.
        if not stays and (trace is None or not _stays(subject, wrong, tapes, lr_paths, SINGLE)):
            continue
        proof = None if trace is None else prove(trace, wrong)
        agreed = _agreed(proof)
        if agreed == "elsewhere":
            return None  # It is that on some branches alone.
        exact = agreed == "exactly"
        if agreed == "no" or not (exact or stays):
            continue
        if not exact and not goes_on(subject, wrong, setting, lr_paths):
            return None  # It is another formula, of which the catalogue knows how it begins.
        return Diagnosis(form, mistakes, wrong, exact, _pairing_of(trace, proof), _apart(proof))
    return None


def _pairing_of(trace: Trace | None, proof: Proof | None) -> Pairing | None:
    return None if trace is None or proof is None else proof.pairing or _paired(trace, proof)


def from_other_forms(found: Diagnosis, rule: Rule, forms: Sequence[Form], trace: Trace | None) -> Iterator[Diagnosis]:
    """The same of other forms, from which the same single mistake leads to the same formula."""
    if trace is None or not found.exact or len(found.mistakes) != 1:
        return
    for form in forms:
        for wrong in found.mistakes[0].attempts(rule, form) if form is not found.form else ():
            # Whoever searches finds what fits nearly; what fits exactly stands in the code, and is found without.
            proof = prove(trace, wrong, search=False)
            if _agreed(proof) == "exactly":
                yield replace(found, form=form, wrong=wrong, pairing=_pairing_of(trace, proof))
                break


def _agreed(proof: Proof | None) -> Literal["exactly", "perhaps", "elsewhere", "no"]:
    """What a proof says of a mistaken form: it is `exactly` that too where it is something else at single values alone."""
    if proof is None:
        return "perhaps"
    if proof.outcome == "different":
        if not _apart(proof):
            return "no"
        single = all(relation_of(each.condition) == "==" for each in proof.sides if each.is_open)
        return "exactly" if single and proof.every_step else "elsewhere"
    return "exactly" if proof.outcome == "equal" and proof.every_step and not proof.excluded else "perhaps"


def _apart(proof: Proof | None) -> tuple[Side, ...]:
    """The sides of branches on which it is certainly something else."""
    return () if proof is None else tuple(each for each in proof.sides if each.outcome == "different")


def explains(subject: Subject, rule: Rule, found: Diagnosis, tape: Tape, lr_paths: Sequence[Path]) -> bool:
    """Whether the mistaken form is what the subject does on a tape, and no published form of the rule is."""
    return _stays(subject, found.wrong, [tape], lr_paths) and not any(
        _stays(subject, form, [tape], lr_paths) for form in rule.forms
    )


SINGLE = np.dtype(np.float32)


def _stays(
    subject: Subject,
    form: Form,
    tapes: Sequence[Tape],
    lr_paths: Sequence[Path],
    judged: np.dtype[Any] | None = None,
) -> bool:
    """Whether the subject stays within the bound of a form on tapes: that of `judged`, or of the tapes where None."""
    try:
        return all(departure(subject, form, tape, lr_paths, judged) is None for tape in tapes)
    except (RaisedError, NotEvaluable):
        return False


def goes_on(subject: Subject, form: Form, setting: Setting, lr_paths: Sequence[Path]) -> bool:
    """Whether long runs stay with a form that the first steps are, as those of RAdam do not: at many values, and at the usual ones.

    Where the subject raises before the end of one, that tells nothing.
    """
    usual = {name: float(each.default) for name, each in setting.hyperparameters.items() if name in setting.free}
    double = np.dtype(np.float64)
    for each in (setting, replace(setting, free=(), fixed={**setting.fixed, **usual})):
        with suppress(RaisedError, NotEvaluable):
            if departure(subject, form, shaped_tape(each, double, 0, ((2,), (1,)), LONG), lr_paths) is not None:
                return False
    return True


def _paired(trace: Trace, proof: Proof) -> Pairing | None:
    """How the state of the first element is to be read where no induction tells: as its first steps do."""
    element = trace.elements[0]
    if element.machine is None:
        return None
    found = paired(element.machine, proof.form, proof.values, varying=element.varying is not None)
    return found.plain if isinstance(found, Pairing) else None


def closest_form(subject: Subject, forms: Sequence[Form], setting: Setting, lr_paths: Sequence[Path]) -> Form:
    """The form that ordinary runs come nearest to."""
    off = distances(subject, forms, setting, lr_paths)
    return min(forms, key=lambda form: off[form.name])


def distances(subject: Subject, forms: Sequence[Form], setting: Setting, lr_paths: Sequence[Path]) -> dict[str, float]:
    """How far ordinary runs are from each form, by its name: 0 where they agree, 2 where they have nothing in common."""
    tapes = tapes_of(setting, forms=forms)
    try:
        runs = [run_of(subject, tape, lr_paths) for tape in tapes]
    except RaisedError:
        return {form.name: 2.0 for form in forms}
    return {
        form.name: sum(distance(form, tape, run) for tape, run in zip(tapes, runs, strict=True)) / len(tapes)
        for form in forms
    }


def _pairs(rule: Rule, ranked: Sequence[Candidate], near: Callable[[Form], bool]) -> Iterator[Candidate]:
    """The pairs of mistakes, made in either order, that come near; those first of which one alone comes nearest.

    Whether a pair may be made is asked last, for it costs more than to see that it is far off.
    """
    plain = [each for each in ranked if each[1][0].attempt(rule, each[0]) == each[2]]
    for place, (form, (first,), wrong) in enumerate(plain):
        for other, (second,), alone in plain[place + 1 :]:
            if other is not form:
                continue
            both, turned = second.made_in(rule, wrong), first.made_in(rule, alone)
            if both is not None and near(both) and second.applies(rule, wrong):
                yield form, (first, second), both
            if turned is not None and turned != both and near(turned) and first.applies(rule, alone):
                yield form, (second, first), turned


def _telling(
    subject: Subject, rule: Rule, setting: Setting, lr_paths: Sequence[Path]
) -> tuple[list[Tape], list[list[float]]]:
    """Tapes, and the first element's run on each: with larger gradients where there is nothing finite to see, or smaller ones.

    Where nothing is finite on any of them, all: what goes wrong at one size alone is something else.
    """
    tapes: list[Tape] = []
    runs: list[list[float]] = []
    for size in SIZES:
        some = tapes_of(setting, size, rule.forms)
        seen = [run_of(subject, tape, lr_paths) for tape in some]
        if _tells(seen):
            return some, seen
        tapes, runs = tapes + some, runs + seen
    return tapes, runs


def _tells(runs: Sequence[Sequence[float]]) -> bool:
    """Whether anything finite is seen."""
    return any(math.isfinite(each) for run in runs for each in run)


def run_of(subject: Subject, tape: Tape, lr_paths: Sequence[Path]) -> list[float]:
    """The first element after each step."""
    return [float(each.parameters[0].flat[0]) for each in play(subject, tape, lr_paths)]


ROWS = ((1.5, -0.5, 0.75), (-0.75, 2.0, 1.0), (0.25, 1.25, -0.5), (2.5, 0.0, 0.375), (-1.0, 0.5, 1.75))
"""The gradients of ordinary runs, a row a step."""

_generator = np.random.default_rng(20141222)
ROWS_FOR_SIGNS = tuple(map(tuple, _generator.standard_normal((24, 3)) * _generator.choice((0.125, 0.5, 2.0), (24, 3))))
"""Those of rules that choose by t, as RAdam does, and of those that use a sign: it takes many, large and small, until one turns that another decay would not have turned."""


def tapes_of(setting: Setting, size: float = 1.0, forms: Sequence[Form] = ()) -> list[Tape]:
    """With a constant lr and, where it may change, a changing one; with gradients of about this size."""
    given = setting.visible
    rate = RATE if setting.lr is None else setting.lr
    late = any(chooses(form) or any(is_flat(line.value) for line in form.step) for form in forms)
    rows = ROWS_FOR_SIGNS if late else ROWS
    initial = (np.array([0.5, -1.25]), np.array([0.75]))
    gradients = tuple((size * np.array(row[:2]), size * np.array(row[2:])) for row in rows)
    constant = setting.taken(Tape(initial, gradients, (rate,) * len(rows), given))
    if not setting.lr_varies:
        return [constant]
    changing = tuple(rate * (1 + k % len(ROWS) / 4) for k in range(len(rows)))
    return [constant, setting.taken(Tape(initial, gradients, changing, given))]
