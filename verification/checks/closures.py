"""The check on closures: functions that a step is handed, in which its caller makes the gradients."""

from ..fuzzing.driving import RaisedError
from .check import Check, Finding, Skipped
from .context import Context, Parameters
from .ordinary_tapes import ordinary_tape

NO_CLOSURE = "its step takes no closure"


def _by_closure(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    opened = context.open(tape)
    if opened.session.run.by_closure is None:
        raise Skipped(NO_CLOSURE)
    found: list[Parameters] = []
    calls: set[tuple[bool, ...]] = set()
    try:
        for gradients, lr in zip(tape.gradients, tape.lr, strict=True):
            calls.add(tuple(opened.by_closure(gradients, lr)))
            found.append(opened.parameters())
    except RaisedError as error:
        return Finding(f"its step takes a closure, but handed one, {error}", refutes=False)
    if calls == {()}:
        return Finding(
            "its step takes a closure and never calls it, so that it moves by whatever gradients were there before",
            refutes=False,
        )
    if not context.agree(context.run(tape), found, tape):
        return Finding("where its step is handed a closure, it does not move by the gradients that are made there")
    if not all(map(all, calls)):
        return Finding(
            "its step calls the closure where PyTorch records nothing, so that no gradient can be made in it",
            refutes=False,
        )
    most = max(map(len, calls))
    return Finding(f"its step calls the closure {most} times", refutes=False) if most > 1 else None


BY_CLOSURE = Check(
    "by-closure",
    "conduct",
    "A step that is handed a closure calls it once, with PyTorch recording, and moves by the gradients that it makes.",
    "Trainers hand over training itself as the closure: where nobody calls it, or too late, nothing is trained, in silence.",
    "https://github.com/lessw2020/Ranger-Deep-Learning-Optimizer/issues/46",
    _by_closure,
    requires=("parameters-apart", "repeatable"),
    cautions=True,
    skips=(NO_CLOSURE,),
)
