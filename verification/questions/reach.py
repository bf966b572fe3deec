"""How far a proof reaches, and the best verdict that this allows."""

from collections.abc import Iterator

from ...reference.notation import name_of, number
from ..diagnosis.evidence import Evidence, at_numbers
from ..diagnosis.sides import is_beyond
from ..diagnosis.wording import wheres
from ..english import counted, listed
from ..proof.prover import Proof
from ..symbolic.decimals import read
from ..tracing.session import STEPS
from ..verdicts.paths import Paths
from ..verdicts.verdict import Answer

NOT_MEASURED = Paths()

MOST = 3
"""How many sides of branches are told; the JSON has all."""

EVERY_STEP, FIRST_STEPS = "every step", f"the first {STEPS} steps"


def best(evidence: Evidence, proof: Proof, paths: Paths = NOT_MEASURED) -> Answer:
    """What a subject that was found to be a form may be called at best: proved is for every value, branch and step."""
    return "passed" if any(gaps(evidence, proof, paths)) else "proved"


def gaps(evidence: Evidence, proof: Proof, paths: Paths = NOT_MEASURED) -> Iterator[str]:
    """What somebody may do with the subject that neither the proof nor its runs cover, a sentence each."""
    left = [each for each in proof.sides if each.is_open]
    if left:
        far = ", to which no run goes" if any(is_beyond(each) for each in left) else ""
        yield f"Proved but for what its code does {wheres(left)}{far}."
    held = _numbers(evidence, proof)
    if held:
        yield f"Holds at {listed(held)} alone: its code takes numbers for these, and no letters."
    if not proof.every_step:
        yield f"Holds for {FIRST_STEPS}: {proof.reason or 'its step in general is another'}."
    note = not_followed(paths)
    if note:
        yield note


def not_followed(paths: Paths) -> str:
    """What the runs did not follow of what the step may do, as a sentence; empty where nothing is open."""
    if not paths.open:
        return ""
    told = [f"{each.text} (line {each.line}, which reads {listed([*each.open[:MOST]])})" for each in paths.open[:MOST]]
    more = [f"{len(paths.open) - MOST} more"] if len(paths.open) > MOST else []
    runs = f" in {counted(paths.steps, 'step')}" if paths.steps else ""
    return f"Not followed{runs}: {listed([*told, *more])}."


def _numbers(evidence: Evidence, proof: Proof) -> list[str]:
    """The hyperparameters at whose numbers it holds, as `μ = 0.9`; an lr that changes is none."""
    numbers = {} if evidence.trace is None else at_numbers(evidence.trace, evidence.asked)
    letters = evidence.asked.rule.hyperparameters
    return [
        f"{name_of(letters[name].symbol)} = {number(read(value))}"
        for name, value in numbers.items()
        if name != "lr" or not proof.lr_varies
    ]


def scope(proof: Proof) -> str:
    """For which steps it holds."""
    return EVERY_STEP if proof.every_step else FIRST_STEPS


def told(evidence: Evidence, proof: Proof, paths: Paths = NOT_MEASURED) -> str:
    """For what the proof does not hold, and whether lr may change; empty where it holds for everything."""
    own = proof.lr_varies or evidence.subject.shape.says_lr
    constant = "" if own else "Proved for a constant lr: the subject offers no way to change it."
    return " ".join(filter(None, (*gaps(evidence, proof, paths), constant)))
