"""A finding as a test of one's own."""

import re

from ...reference.rule import Form
from ..diagnosis.evidence import EXAMPLES, Evidence
from ..fuzzing.arithmetic import Counterexample
from ..verdicts.cycle import as_code


def test_of(evidence: Evidence, form: Form, example: Counterexample | None) -> str:
    """A test for pytest that fails as the target did: on one tape, or by the whole verdict where no tape tells."""
    asked = evidence.asked
    brought, target = _named_in_code(evidence)
    name = re.sub(r"\W+", "_", f"{evidence.subject.target.label.rpartition(':')[2]}_{asked.rule.name}").lower()
    if example is None:
        given = {"form": asked.form and asked.form.name, "hyperparameters": dict(asked.settings), "shape": asked.shape}
        given |= {"seed": asked.seed, "examples": asked.examples if asked.examples != EXAMPLES else 0}
        rest = "".join(f", {each}={value!r}" for each, value in given.items() if value)
        return (
            f"{brought}from optproof import check_optimizer\n\n\n"
            f"def test_{name}():\n    check_optimizer({target}, {asked.rule.name!r}{rest})\n"
        )
    tape = example.tape
    rows = [
        [None if gradient is None else gradient.tolist() for gradient in row]
        for row in tape.gradients[: example.departure.step]
    ]
    settings = f",\n        settings={dict(asked.settings)!r}" if asked.settings else ""
    settings += f",\n        shape={asked.shape!r}" if asked.shape else ""
    return (
        f"{brought}from optproof import replay\n\n\n"
        f"def test_{name}():\n    assert replay(\n"
        f"        {target}, rule={asked.rule.name!r}, form={form.name!r}, dtype={str(tape.dtype)!r},\n"
        f"        theta0={[each.tolist() for each in tape.initial]!r},\n        gradients={as_code(rows)},\n"
        f"        lr={as_code(tape.lr[: example.departure.step])}, hyperparameters={dict(tape.hyperparameters)!r}{settings},\n    )\n"
    )


def _named_in_code(evidence: Evidence) -> tuple[str, str]:
    """The import that a test of the target needs, and how it names the target there."""
    target = evidence.subject.target
    if ":" in target.label:
        return "", repr(target.label)
    name = target.label.partition(".")[0]
    if target.module is None or target.module.__name__ == "__main__" or name not in vars(target.module):
        return "", target.label
    return f"from {target.module.__name__} import {name}\n\n", target.label
