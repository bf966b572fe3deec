"""The pictures: their numbers are what is claimed of them, and each is drawn, the same bytes for the same seed."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from optproof.verification.interfaces.cli import main
from optproof.verification.reports.pictures import PICTURES, drawing, find_picture
from optproof.verification.reports.pictures.accumulators import accumulators
from optproof.verification.reports.pictures.corrections import corrections
from optproof.verification.reports.pictures.counterexample import partings
from optproof.verification.reports.pictures.network import backward, blots, initial, loss_of
from optproof.verification.reports.pictures.stall import stall
from optproof.verification.reports.pictures.swoosh import swoosh
from optproof.verification.reports.pictures.training import form_of, train
from optproof.verification.reports.pictures.trajectories import RULES as DRAWN, START, STEPS, trajectories
from optproof.verification.verdicts.verdict import NamedMistake, Shown, Verdict

ROOT = Path(__file__).parents[2]

BETA1, BETA2 = Fraction(9, 10), Fraction(999, 1000)


# Their numbers.


def test_the_minimum_of_lr_t_is_the_exact_one():
    """(lr_t/lr)² is rational: it is compared step by step without any rounding."""
    exact = [(1 - BETA2**t) / (1 - BETA1**t) ** 2 for t in range(1, 120)]
    lowest = exact.index(min(exact)) + 1
    found = swoosh()
    assert found.lowest == lowest == 12
    assert found.factor[:119] ** 2 == pytest.approx([float(each) for each in exact], rel=1e-12)


def test_the_swoosh_falls_and_then_rises():
    """It falls up to its minimum and rises after it, and each of the two corrections goes one way alone."""
    found = swoosh()
    way = np.diff(found.factor)
    assert np.all(way[: found.lowest - 1] < 0)
    # In the end all are 1 within rounding.
    assert np.all(way[found.lowest - 1 : 9000] > 0)
    assert np.all(np.diff(found.falling[:300]) < 0)
    assert np.all(np.diff(found.rising) > 0)
    assert np.all(found.falling >= 1)
    assert np.all(found.rising < 1)
    assert found.falling * found.rising == pytest.approx(found.factor, rel=1e-12)


def test_the_four_ways_are_four_factors():
    """The first step of each way is what its formula says, in the order of the labels."""
    first = [each.y[0] for each in corrections().factors]
    root1, root2 = float(1 - BETA1) ** 0.5, float(1 - BETA2) ** 0.5
    assert first == pytest.approx([root2 / root1**2, 1 / root1, 1 / root2, root1 / root2**2])


def test_the_loss_falls_with_all_four():
    """That is the trouble: all train.  And all are different runs."""
    losses = [each.y for each in corrections().losses]
    assert all(each[-1] < each[0] / 100 for each in losses)
    assert len({float(each[-1]) for each in losses}) == 4
    assert [each.right for each in corrections().losses] == [True, False, False, False]


def test_only_the_right_accumulators_are_right():
    """After the first gradient lr·g² is lr times as large, and (lr·g)² lr² times; sums never fall, and RMSprop forgets."""
    ada, inside, squared, rms = (each.y for each in accumulators().norms)
    assert inside[0] / ada[0] == pytest.approx(0.01)
    assert squared[0] / ada[0] == pytest.approx(0.0001)
    assert rms[0] / ada[0] == pytest.approx(0.1)
    assert all(np.all(np.diff(each) >= 0) for each in (ada, inside, squared))
    assert rms[-1] < rms.max() / 1000


def test_the_stall():
    """With += the loss stays where it was after twenty steps; with the decay lost, v never falls and the loss lags behind."""
    found = stall()
    steps = found.losses[0].x
    right, added, kept, bare = (each.y for each in found.losses)
    at_twenty = int(np.searchsorted(steps, 20))
    assert added[-1] == pytest.approx(added[at_twenty], rel=1e-2)
    assert added[-1] < added[0]
    assert right[-1] < right[at_twenty] / 1000
    assert kept[-1] > 1.5 * right[-1]
    assert bare[at_twenty] < right[at_twenty] / 2
    v_right, v_added, v_kept, _ = (each.y for each in found.v)
    assert np.all(np.diff(v_kept) >= 0)
    assert v_right[-1] < v_right.max() / 5
    later = slice(at_twenty, at_twenty + 20)
    doublings = np.diff(np.log2(v_added[later])) / np.diff(steps[later])
    assert doublings == pytest.approx(1, rel=0.01)


def test_every_family_has_its_path():
    """Those of the book, from its start; SGD's path is known in closed form, and so are the first steps of three others."""
    found = {each.rule: each for each in trajectories()}
    assert [rule for _, rule, _, _ in DRAWN] == ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
    assert all(tuple(each.points[0]) == START and len(each.points) == STEPS + 1 for each in found.values())
    k = np.arange(STEPS + 1)
    exact = np.array([-7 * (1 - 0.95 * 0.1) ** k, 2 * (1 - 0.95 * 2) ** k]).T
    assert found["SGD"].points == pytest.approx(exact, rel=1e-9)
    for rule, length in (("AdaGrad", 1.5), ("RMSprop", 0.3 / 0.1**0.5), ("Adam", 0.3)):
        assert found[rule].lengths[0] == pytest.approx([length, length], rel=1e-4)
    assert all(np.hypot(*each.points[-1]) < 1 for each in found.values())


def test_the_network_s_gradient_is_the_slope_of_its_loss():
    """Central differences, for a few weights of each parameter."""
    task, params = blots(3, count=32), initial((36, 5, 10), 4)
    gradients = backward(params, task)[1]
    for name, values in params.items():
        for place in range(0, values.size, 17):
            low, high = ({**params, name: values.copy()} for _ in range(2))
            low[name].flat[place] -= 1e-6
            high[name].flat[place] += 1e-6
            slope = (loss_of(high, task) - loss_of(low, task)) / 2e-6
            assert gradients[name].flat[place] == pytest.approx(slope, abs=1e-7)


def test_a_run_follows_from_its_seed():
    """The same seed gives the same numbers, and another seed others."""
    form, anew = form_of("sgd", "plain"), train.__wrapped__
    runs = [anew(form, seed, 20, 0.01).loss for seed in (1, 1, 2)]
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


# The drawings.


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.name)
def test_every_picture_is_drawn(picture, dark, tmp_path):
    """As PNG and as SVG, on light and on dark paper."""
    pytest.importorskip("matplotlib")
    png, svg = tmp_path / "one.png", tmp_path / "one.svg"
    drawing.draw(picture, png, svg, dark=dark)
    assert png.read_bytes().startswith(b"\x89PNG\r\n")
    drawn = svg.read_text(encoding="utf-8")
    assert ET.fromstring(drawn).tag.endswith("svg")
    assert picture.title.split("x²")[0] in drawn
    assert ("#0d1117" in drawn, "#ffffff" in drawn) == (dark, not dark)
    assert len(drawn) < 300_000


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    """Also where the user has settings of their own."""
    mpl = pytest.importorskip("matplotlib")
    files = [tmp_path / name for name in ("a.svg", "a.png", "b.svg", "b.png", "c.svg")]
    picture = find_picture("swoosh")
    drawing.draw(picture, *files[:2])
    with mpl.rc_context({"lines.linewidth": 9, "svg.hashsalt": None}):
        drawing.draw(picture, *files[2:4])
    drawing.draw(picture, files[4], dark=True)
    first, second, third, fourth, other = (each.read_bytes() for each in files)
    assert first == third
    assert second == fourth
    assert first != other


def test_labels_find_room():
    """They are moved apart as far as needed and no further."""
    pytest.importorskip("matplotlib")
    from optproof.verification.reports.pictures.canvas import spread

    assert spread([0.1, 0.9], [0.1, 0.1]) == [0.1, 0.9]
    close = spread([0.5, 0.5, 0.51], [0.1, 0.1, 0.1])
    assert np.diff(sorted(close)).min() == pytest.approx(0.1, abs=1e-6)
    assert np.mean(close) == pytest.approx(np.mean([0.5, 0.5, 0.51]))


def test_all_are_drawn_into_a_folder(tmp_path, monkeypatch):
    """For the handbook: every picture, light and dark."""
    monkeypatch.setattr(drawing, "draw", lambda _picture, file, **_how: file.write_text("drawn"))
    drawn = drawing.draw_all(tmp_path / "new")
    assert len(drawn) == 2 * len(PICTURES)
    assert {each.name for each in (tmp_path / "new").iterdir()} == {each.name for each in drawn}


# A refuted target.

SHOWN = Shown(
    "float64", 0.0, (1.0, 1.0), (1.0, 1.0), {"beta1": 0.5, "beta2": 0.25, "epsilon": 0.0},
    2, "θ", -1.7453559924999299, -2.0, 1e-14, 1,
)  # fmt: skip
REFUTED = Verdict(
    "some/where/mine.py:Adam", "adam", "refuted", counterexample=SHOWN, closest="algorithm-1",
    mistakes=(NamedMistake("v-plus-equals", "`+=` before the average."),),
)  # fmt: skip


def test_a_counterexample_is_drawn_beside_the_rule():
    """The rule's path comes from the oracle; the code leaves it in the last step."""
    (found,) = partings([REFUTED, Verdict("x", "adam", "proved")])
    assert (found.title, found.reason) == ("mine.py:Adam", "+= before the average")
    assert found.steps.tolist() == [0, 1, 2]
    assert found.rule.tolist() == [0, -1, -2]
    assert found.code.tolist() == [0, -1, SHOWN.computed]


def test_what_was_not_held_to_the_rule_has_no_path():
    """Where the value that was expected is not the rule's, only the last step is known."""
    (found,) = partings([replace(REFUTED, counterexample=replace(SHOWN, expected=-3.0))])
    assert (found.steps.tolist(), found.rule.tolist()) == ([2], [-3.0])


@pytest.mark.parametrize("computed", [-1.7, float("nan"), float("inf"), 1e308])
def test_any_value_can_be_drawn(computed, tmp_path):
    """Also one that is no number."""
    pytest.importorskip("matplotlib")
    file = tmp_path / "one.svg"
    assert drawing.draw_partings([replace(REFUTED, counterexample=replace(SHOWN, computed=computed))], file)
    assert "Refuted: mine.py:Adam" in file.read_text(encoding="utf-8")


# The command.


@pytest.fixture
def optproof(monkeypatch, capsys, tmp_path):
    """Run `optproof` in an empty folder: its exit status, and what it printed."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr("sys.argv", ["optproof", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_plot_lists_the_pictures(optproof):
    status, out, _ = optproof("plot")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == [
        each.name for each in PICTURES
    ]
    assert all(len(line) <= 80 for line in out.splitlines())


def test_plot_draws_one(optproof, tmp_path):
    pytest.importorskip("matplotlib")
    assert optproof("plot", "trajectories", "--dark", "--seed", "3")[:2] == (0, "trajectories.png\n")
    assert (tmp_path / "trajectories.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plot", "swosh"], "Did you mean 'swoosh'?"),
        (["plot", "swoosh", "--out", "a.gif"], "a picture's name ends in .png or .svg."),
        (["plot", "swoosh", "--out", "none/a.png"], "there is no folder"),
        (["check", "mine.py:Adam", "--rule", "adam", "--plot", "a.pdf"], "--plot a.pdf: a picture's name ends in"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_anything_is_done(arguments, message, optproof):
    status, _, err = optproof(*arguments)
    assert (status, message in err) == (2, True)


def test_without_matplotlib_it_says_what_to_install(optproof, monkeypatch):
    monkeypatch.setattr(drawing, "find_spec", lambda _name: None)
    status, _, err = optproof("plot", "swoosh")
    assert (status, "pip install 'optproof[plot]'" in " ".join(err.split())) == (2, True)


def test_check_plots_what_it_refutes(optproof, tmp_path):
    """And says so where there is nothing to draw."""
    pytest.importorskip("matplotlib")
    specimens = ROOT / "implementations" / "specimens"
    given = ("--rule", "momentum", "--examples", "1", "--plot")
    status, _, _ = optproof("check", f"{specimens}/momentum_never_decays.py:Momentum", *given, "wrong.svg")
    assert (status, "momentum_never_decays.py:Momentum" in (tmp_path / "wrong.svg").read_text(encoding="utf-8")) == (
        1,
        True,
    )
    status, _, err = optproof("check", f"{specimens}/momentum_right.py:Momentum", *given, "right.svg")
    assert (status, (tmp_path / "right.svg").exists(), "nothing is drawn" in err) == (0, False, True)


def test_matplotlib_is_imported_only_to_draw():
    """Neither the command nor the list of pictures imports it."""
    code = "import sys; import optproof.verification.interfaces.cli, optproof.verification.reports.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
