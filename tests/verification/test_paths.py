"""Every branch of a step is accounted for: its sides ran, cannot run as the target is used, or are open."""

import linecache
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from coverage import Coverage

from optproof.reference.tape import Tape
from optproof.verification.checks.context import Context
from optproof.verification.paths.measurement import entered, measuring, step
from optproof.verification.paths.sides import Branch, branches
from optproof.verification.questions.reach import best
from optproof.verification.questions.ways import followed
from optproof.verification.verdicts.paths import Paths

from .asking import SUBJECTS, algebra, names_in

SOURCE = """
def sides(x, kept, words):
    if x > 3:
        x = 0
    size = 1 if x > 2 else 2
    size = kept or 5
    size = 0
    for word in words:
        if word is None:
            continue
        size += 1
    try:
        kept["x"]
    except KeyError:
        size = 7
    except ValueError:
        size = 8
    found = [each for each in words if each == "a" or each == "b"]
    while x > 0:
        x -= 1
    match x:
        case 9:
            size = 9
        case _:
            pass
    return (lambda: size if size > 99 else 0)()
"""


def written(name: str) -> Callable[..., Any]:
    """The function, from a file that is none, as a notebook has them."""
    linecache.cache[name] = (len(SOURCE), None, [*SOURCE.splitlines(keepends=True)], name)  # type: ignore[assignment]
    module = types.ModuleType("measured_here")
    module.__file__ = name
    sys.modules["measured_here"] = module
    exec(compile(SOURCE, name, "exec"), vars(module))
    return module.sides


def measured(*arguments: tuple[Any, ...]) -> dict[str, tuple[set[str], set[str]]]:
    """Of each branch of the function, by its source: the sides that steps with these arguments took, and the others."""
    import ast

    function = written("<cell 1>")

    def act() -> None:
        with step({}):
            function(*arguments[0])

    codes = entered(act, {}, lambda file: file == "<cell 1>")
    own = function.__code__
    with measuring(codes, {}) as measurement:
        for each in arguments:
            with step({}):
                function(*each)
    assert function.__code__ is own
    assert measurement.steps == len(arguments)
    found = [each for each in branches(measurement) if isinstance(each, Branch)]
    return {ast.unparse(each.node).partition(":")[0]: ({*each.taken}, {*each.missing}) for each in found}


def test_a_side_is_seen_wherever_the_source_branches() -> None:
    """Also in an expression, a filter, a pattern, and in code that stands in no file."""
    both, held, failed = {"held", "failed"}, {"held"}, {"failed"}
    assert measured((1, {}, ["a", "c"])) == {
        "x > 3": (failed, held),
        "x > 2": (failed, held),
        "kept": (failed, held),
        "x": (failed, held),  # it is matched
        "words": ({"began", "ended"}, set()),
        "word is None": (failed, held),
        "except KeyError": ({"raised"}, {"passed"}),
        "except ValueError": ({"passed"}, {"raised"}),
        "each == 'a'": (both, set()),
        "each == 'b'": (failed, held),
        "x > 0": (both, set()),
        "size > 99": (failed, held),
    }


def test_a_side_that_ran_once_is_no_longer_missing() -> None:
    """Whichever run took it."""
    found = measured((1, {}, ["a"]), (4, {"x": 1}, [None, "b"]), (2, {}, []))
    assert found["x > 3"] == found["word is None"] == ({"held", "failed"}, set())
    assert found["kept"] == found["each == 'b'"] == ({"held", "failed"}, set())


def test_whoever_traces_goes_on() -> None:
    """A debugger, and whoever measures coverage, hear what they heard before."""
    heard: list[str] = []

    def debugger(frame: types.FrameType, event: str, _: Any) -> Any:
        heard.append(frame.f_code.co_name)

    before = sys.gettrace()
    sys.settrace(debugger)
    try:
        assert measured((1, {}, ["a"]))["x > 3"] == ({"failed"}, {"held"})
        assert sys.gettrace() is debugger
    finally:
        sys.settrace(before)
    assert "measured" in heard


def test_coverage_may_be_measured_at_the_same_time() -> None:
    """As pytest-cov does, with branches or without."""
    outer = Coverage(data_file=None, config_file=False, include=[__file__], messages=False)
    outer.start()
    try:
        assert measured((1, {}, ["a"]))["x > 3"] == ({"failed"}, {"held"})
        written("<cell 2>")
    finally:
        outer.stop()
    lines = outer.get_data().lines(__file__) or []
    assert written.__code__.co_firstlineno + 4 in lines


@pytest.mark.parametrize("settings", [{}, {"amsgrad": True}])
def test_steps_of_another_configuration_say_nothing(settings: dict[str, Any]) -> None:
    """What an option does when it is on is no side of the code with the option off."""
    function = written("<cell 3>")

    def act() -> None:
        with step({}):
            function(1, {}, [])

    with measuring(entered(act, {}, lambda file: file == "<cell 3>"), {}) as measurement, step(settings):
        function(5, {}, [])
    assert len(measurement.functions) == (not settings)


def public(file: str) -> list[str]:
    """The subjects in a file, without what they are made of."""
    return [name for name in names_in(file) if not name.startswith("_")]


def without_gradient(tape: Tape) -> Tape:
    """The tape with gradients that are zero throughout, on which a side may run and show nothing."""
    rows = tuple(tuple(None if each is None else 0 * each for each in row) for row in tape.gradients)
    return replace(tape, gradients=rows)


def account(file: str, name: str) -> tuple[Paths, str]:
    """Which ways a subject goes on ordinary tapes, and what it may be called at best."""
    target = f"{SUBJECTS / file}.py:{name}"
    evidence = algebra(target, "sgd")
    proof = evidence.match
    assert proof is not None and proof.every_step
    context = Context(evidence.subject, evidence.find_setting(proof.form), evidence.paths)
    with followed(evidence, context, proof) as paths:
        context.play(context.tape)
        context.play(context.tape_of(((2, 3), (4,), ())))
        large = context.tape_of(((5, 5),), 2)
        context.play(large)
        context.play(without_gradient(large))
    return paths(), best(evidence, proof, paths())


@pytest.mark.parametrize("name", public("open_sides"))
def test_a_side_that_may_run_is_open(name: str) -> None:
    """What a condition reads may be another size, name, number of parameters or count, and then nothing is proved."""
    paths, answer = account("open_sides", name)
    assert paths.open and answer == "passed"


@pytest.mark.parametrize("name", public("explained_sides"))
def test_a_side_that_the_claim_decides_is_explained(name: str) -> None:
    """An option left off, a kind of array, a guard that only raises: right code stays proved, and its sides are listed."""
    paths, answer = account("explained_sides", name)
    assert not paths.open and answer == "proved"
    assert paths.ran and all(each.explained for each in paths.explained)
