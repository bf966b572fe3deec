"""A proof holds in a closed world: all that a step reads is in its state, in the letters, or does not change."""

import pytest

from optproof.verification.diagnosis.evidence import gather, question
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load

from .asking import about, subjects

WORLD = subjects("closed_world")


def proved(name: str, rule: str) -> tuple[bool, str]:
    """Whether the algebra holds for every step and every value of its hyperparameters; and why not."""
    asked = question(rule, None, {}, None, 0)
    subject = recognise(load(getattr(WORLD, name)), asked.rule, None, {})
    evidence = gather(subject, asked, lr_paths(subject))
    match = evidence.match
    if evidence.differs:
        return False, "it differs, on some side of its branches"
    if evidence.trace is None or match is None:
        return False, evidence.obstacle
    whole = match.outcome == "equal" and match.every_step and not match.excluded and not evidence.trace.numbers
    return whole, match.reason or " ".join(map(str, match.excluded))


@pytest.mark.parametrize("name", WORLD.WRONG)
def test_what_goes_wrong_late_is_not_proved(name: str) -> None:
    """Each keeps, or asks, something beside its own attributes, or tells symbols from numbers; and that is said."""
    whole, why = proved(name, "sgd")
    assert not whole and why


@pytest.mark.parametrize(("name", "rule"), WORLD.RIGHT.items())
def test_what_does_not_change_is_no_obstacle(name: str, rule: str) -> None:
    """Constants, caches, loggers, names, registries and questions for a kind are ordinary code, and stay proved."""
    assert proved(name, rule) == (True, "")


def test_nothing_of_a_trace_stays_in_the_module() -> None:
    """What a trace put into the module, a class or a closure is as it was, for those who run the code afterwards."""
    for name in ("WrongByGlobal", "WrongByDictOfTheModule", "WrongByClassAttribute", "WrongByFunctionAttribute"):
        proved(name, "sgd")
    kept = (WORLD.STEP, WORLD.CALLS["step"], WORLD.WrongByClassAttribute.calls, WORLD.scale.calls, WORLD.EPS)
    assert [type(each) for each in kept] == [int, int, int, int, float]


def test_what_the_environment_said_is_no_code():
    """A number, and a side of a branch, that another shell changes is not proved; a switch for printing takes nothing away."""
    shell, switches, tells = (about("inherited", name) for name in ("SgdOfItsShell", "SgdBySwitches", "SgdThatTells"))
    assert (shell.verdict, switches.verdict, tells.verdict) == ("passed", "passed", "proved")
    assert "its SCALE is what the environment said when it was loaded" in shell.reason
    assert "`HALVED`, which is what the environment said" in switches.reason
    assert "`sys.modules`, which others change" in switches.reason
