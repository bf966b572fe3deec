"""`optproof mutate`: the changes, who notices them, and what is told of those that nobody notices."""

import ast
import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from optproof.verification.interfaces.cli import main
from optproof.verification.mutation.campaign import Kept, campaign
from optproof.verification.mutation.command import mutate
from optproof.verification.mutation.edits import edits
from optproof.verification.mutation.judging import Asked, judged, loaded
from optproof.verification.mutation.mutants import code_of, mutants_of, planted
from optproof.verification.mutation.report import as_json, report
from optproof.verification.mutation.suite import SuiteError, arguments_of, run_each
from optproof.verification.mutation.tapes import run_tapes
from optproof.verification.subjects.replaced_code import StillbornError
from optproof.verification.subjects.target import load

HERE = Path(__file__).parent


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Somebody's folder, with an optimizer and tests of it."""
    for name in ("optimizer.py", "weak_tests.py"):
        shutil.copy(HERE / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded.cache_clear()
    yield tmp_path
    loaded.cache_clear()
    for name in ("optimizer", "weak_tests"):
        sys.modules.pop(name, None)


def changes(text: str) -> set[tuple[str, str, str]]:
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    return {(edit.kind, *edit.shown()) for edit in edits(function)}


# EDITS


def test_edits_of_each_kind() -> None:
    """Operators, constants, names, calls, assignments, comparisons, deleted statements and their order."""
    found = changes("def f(m, g, b1, b2):\n m = b1 * m\n m += np.sqrt(g) * 2\n if b2 < 1:\n  return m\n")
    assert found >= {
        ("operator", "m = b1 * m", "m = b1 / m"),
        ("operand", "m = b1 * m", "m = m"),
        ("name", "m = b1 * m", "m = b1 * b1"),
        ("assignment", "m = b1 * m", "m += b1 * m"),
        ("assignment", "m += np.sqrt(g) * 2", "m = np.sqrt(g) * 2"),
        ("operator", "m += np.sqrt(g) * 2", "m -= np.sqrt(g) * 2"),
        ("call", "m += np.sqrt(g) * 2", "m += g * 2"),
        ("constant", "m += np.sqrt(g) * 2", "m += np.sqrt(g) * 3"),
        ("deleted", "m = b1 * m", ""),
        ("order", "m = b1 * m; m += np.sqrt(g) * 2", "m += np.sqrt(g) * 2; m = b1 * m"),
        ("comparison", "if b2 < 1:", "if b2 <= 1:"),
    }


def test_edits_of_calls_and_branches() -> None:
    """Arguments alone, exchanged and left out; what a method is called on; the other branch; `and`, `break`."""
    found = changes("def f(a, b):\n for x in a:\n  if x < 1 and b:\n   continue\n  a = np.fmax(b, x, out=a.copy())\n")
    assert found >= {
        ("operator", "if x < 1 and b:", "if x < 1 or b:"),
        ("branch", "if x < 1 and b:", "if not (x < 1 and b):"),
        ("loop", "continue", "break"),
        ("deleted", "continue", ""),
        *(
            ("call", "a = np.fmax(b, x, out=a.copy())", after)
            for after in (
                "a = b",
                "a = x",
                "a = np.fmax(x, b, out=a.copy())",
                "a = np.fmax(b, x)",
                "a = np.fmax(b, x, out=a)",
            )
        ),
    }
    assert changes("def f(a, b):\n return a if b else -a\n") >= {
        ("branch", "return a if b else -a", "return a if not b else -a"),
        ("branch", "return a if b else -a", "return a"),
        ("branch", "return a if b else -a", "return -a"),
    }


def test_showing_an_edit_undoes_it() -> None:
    """A tree is as it was once its edits were shown."""
    tree = ast.parse("def f(m, g):\n if m and g:\n  m = 0.9 * m + np.dot(g, m, out=g)\n v = m\n return -v")
    before = ast.dump(tree)
    assert isinstance(tree.body[0], ast.FunctionDef)
    for edit in edits(tree.body[0]):
        edit.shown()
    assert ast.dump(tree) == before


def test_messages_and_docstrings_are_left_alone() -> None:
    """What is raised, asserted, printed or documented is no arithmetic."""
    assert changes('def f(a):\n "1 + 1"\n assert a + 1\n print(a + 1)\n raise ValueError(a + 1)\n') == set()


# MUTANTS


def test_a_mutant_takes_the_place_of_the_function_and_leaves_it(place) -> None:
    """The class is the same object, its code another, until the block ends."""
    target = load("optimizer:Momentum")
    mutant = next(each for each in mutants_of(target) if each.after == "params[key] -= self.v[key]")
    own = target.object.update.__code__
    with planted(mutant):
        assert target.object.update.__code__ is not own
    assert target.object.update.__code__ is own


def test_mutants_of_a_changed_file_have_other_ids(place) -> None:
    """Kept results are not taken for those of another source."""
    before = {each.id for each in mutants_of(load("optimizer.py:Momentum"))}
    path = place / "optimizer.py"
    path.write_text(path.read_text() + "\n# changed\n")
    from optproof.verification.mutation import mutants

    mutants._read.cache_clear()
    assert before.isdisjoint(each.id for each in mutants_of(load("optimizer.py:Momentum")))


def test_a_stillborn_mutant(place) -> None:
    """What cannot be compiled or planted says so."""
    target = load("optimizer:Momentum")
    gone = replace(mutants_of(target)[0], function="Momentum.gone")
    with pytest.raises(StillbornError, match=r"no Momentum\.gone"):
        code_of(gone)


# THE TESTS OF SOMEBODY


def test_who_notices(place) -> None:
    """One step from the start notices the sign of the step, and does not notice that the velocity never decays."""
    found = {each.after: each for each in mutants_of(load("optimizer:Momentum"))}
    sign = found["params[key] -= self.v[key]"]
    forgets = found["self.v[key] = self.momentum / self.v[key] - self.lr * g"]
    blind = next(each for each in found.values() if each.kind == "name" and "self.lr * self.v" in each.after)
    runs = run_each("pytest weak_tests.py", [None, sign, blind], 60)
    assert [each.fate for each in runs] == ["survived", "killed", "survived"]
    assert runs[1].by.endswith("test_one_step")
    assert forgets.line == sign.line - 1


JAX_TESTS = """
import jax.numpy as jnp

def compute():
    return jnp.ones(2).sum()

def test_of_jax():
    assert compute() == 2

compute()
from weak_tests import *
"""


def test_who_notices_beside_jax(place) -> None:
    """Tests that ask JAX run in no fork where it has computed, and what one change makes fail is not laid to the next."""
    pytest.importorskip("jax")
    (place / "jax_tests.py").write_text(JAX_TESTS)
    sign = next(each for each in mutants_of(load("optimizer:Momentum")) if each.after == "params[key] -= self.v[key]")
    runs = run_each("pytest jax_tests.py", [None, sign, None], 60)
    assert [each.fate for each in runs] == ["survived", "killed", "survived"]


def test_tests_of_ours_are_asked_briefly(place) -> None:
    """Of the optimizer as it is as of every change: only whether it holds."""
    (place / "brief_tests.py").write_text(
        "from optproof.verification.questions.briefly import BRIEFLY\n\n\ndef test_it():\n    assert BRIEFLY.get()\n"
    )
    assert run_each("pytest brief_tests.py", [None], 60)[0].fate == "survived"


def test_tests_that_cannot_be_collected(place) -> None:
    """What pytest says is passed on."""
    with pytest.raises(SuiteError, match=r"no_tests\.py"):
        run_each("pytest no_tests.py", [None], 60)


def test_tests_of_something_else(place) -> None:
    """Tests that never import the file notice nothing, and that is told, not counted."""
    (place / "other_tests.py").write_text("def test_it():\n    assert True\n")
    mutant = mutants_of(load("optimizer.py:Momentum"))[0]
    with pytest.raises(SuiteError, match="not imported here"):
        run_each("pytest other_tests.py", [mutant], 60)


def test_what_is_no_pytest_command() -> None:
    """Commands begin with pytest, or python -m pytest."""
    assert arguments_of("python -m pytest -k 'a b'") == ["-k", "a b"]
    with pytest.raises(SuiteError, match="no pytest command"):
        arguments_of("make test")


def test_tests_that_fail_anyway(place) -> None:
    """Survivors mean nothing where the tests fail without any change."""
    (place / "weak_tests.py").write_text("def test_it():\n    assert False\n")
    with ThreadPoolExecutor(1) as pool, pytest.raises(SuiteError, match="fail as they are"):
        campaign(
            "pytest weak_tests.py", None, mutants_of(load("optimizer:Momentum"))[:1], pool, Kept(None), lambda *_: None
        )


# OUR OWN CHECK IN THEIR PLACE


def test_tapes_notice_what_leaves_the_bound(place) -> None:
    """A wrong sign, and what raises; not the optimizer as it is, nor what changes nothing."""
    asked = Asked("optimizer:Momentum", "momentum", "classical")
    found = {each.after: each for each in mutants_of(load(asked.target))}
    same, sign = found["g = grads[key]"], found["params[key] -= self.v[key]"]
    unborn = replace(same, function="Momentum.gone")
    raising = found["if key in self.v:"]
    runs = run_tapes(asked, [None, same, sign, raising, unborn], 60)
    assert [each.fate for each in runs] == ["survived", "survived", "killed", "killed", "stillborn"]
    assert runs[2].by.startswith("bound-float64: step 1 is ")
    assert "raised" in runs[3].by


def test_without_tests_what_is_refuted_is_noticed(place) -> None:
    """What is not reached stays."""
    wanted = {"params[key] -= self.v[key]", "self.lr = self.lr * 2"}
    mutants = [each for each in mutants_of(load("optimizer:Momentum")) if each.after in wanted]
    asked = Asked("optimizer:Momentum", "momentum", "classical")
    with ThreadPoolExecutor(1) as pool:
        found = {each.mutant.after: each for each in campaign(None, asked, mutants, pool, Kept(None), lambda *_: None)}
    assert {after: (each.run.fate, each.survives) for after, each in found.items()} == {
        "params[key] -= self.v[key]": ("killed", False),
        "self.lr = self.lr * 2": ("survived", True),
    }


# WHAT A MUTANT IS


@pytest.mark.parametrize(
    ("after", "sort", "names"),
    [
        ("params[key] -= self.v[key]", "mistake", ("step-uphill",)),
        ("g = grads[key]", "equivalent", ()),
        ("self.lr = self.lr * 2", "unreached", ()),
    ],
)
def test_a_mutant_is_named(place, after, sort, names) -> None:
    """By the same check as anybody's optimizer: a mistake, proved to change nothing, or not run."""
    mutant = next(each for each in mutants_of(load("optimizer:Momentum")) if each.after == after)
    found = judged(Asked("optimizer:Momentum", "momentum", "classical"), mutant, 60)
    assert (found.sort, found.names) == (sort, names)


# THE COMMAND


@pytest.mark.long
def test_the_whole_walk_is_kept_and_resumed(place) -> None:
    """Survivors come first, by the name of the mistake; a second run makes nothing again."""
    kept = place / "kept.jsonl"
    found = mutate("optimizer:Momentum", test="pytest weak_tests.py", rule="momentum", jobs=2, kept=kept)
    page = "\n".join(line.plain for line in found.page(80))
    assert found.asked is not None and found.asked.form == "classical"
    assert 0 < found.survivors < len(found.findings)
    assert page.startswith(f"{found.survivors} of ")
    assert all(f"\n  {name}\n" in page for name in ("velocity-decay-lost", "velocity-plus-equals", "lr-for-mu"))
    rows = json.loads(found.json())["mutants"]
    assert [each["survives"] for each in rows] == sorted((each["survives"] for each in rows), reverse=True)
    lines = kept.read_text()
    kept.write_text(lines + '{"key": "half a li')
    again = mutate("optimizer:Momentum", test="pytest weak_tests.py", rule="momentum", kept=kept, executor=Nobody)
    assert again.findings == found.findings


class Nobody(ThreadPoolExecutor):
    """An executor that is not to be asked for anything."""

    def submit(self, *_args, **_kwargs):
        pytest.fail("this was kept")


def test_unjudged_survivors_are_shown(place) -> None:
    """Where nobody knows what it computes, the tests can be asked all the same."""
    mutants = mutants_of(load("optimizer:Momentum"))[:3]
    with ThreadPoolExecutor(1) as pool:
        found = campaign("pytest weak_tests.py", None, mutants, pool, Kept(None), lambda *_: None)
    page = "\n".join(line.plain for line in report("t", None, "why", found, 80))
    assert "why" in page
    assert json.loads(as_json("t", None, found))["held_to"] is None


def test_the_command_complains(place, monkeypatch, capsys) -> None:
    """Of what is no pytest command, with status 2."""
    monkeypatch.setattr(
        "sys.argv", ["optproof", "mutate", "optimizer:Momentum", "--rule", "momentum", "--test", "make"]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "no pytest command" in capsys.readouterr().err


def test_the_seed_of_the_project(place, monkeypatch) -> None:
    """`[tool.optproof]` gives the seed where the command line does not, as for the other commands."""
    from optproof.verification.mutation import command

    asked = []

    def stopped(*args):
        asked.append(args[-1])
        raise SuiteError("enough")

    monkeypatch.setattr(command, "what_it_is", stopped)
    (place / "pyproject.toml").write_text("[tool.optproof]\nseed = 7\n", encoding="utf-8")
    for said in ((), ("--seed", "3")):
        monkeypatch.setattr("sys.argv", ["optproof", "mutate", "optimizer:Momentum", *said])
        with pytest.raises(SystemExit):
            main()
    assert asked == [7, 3]
