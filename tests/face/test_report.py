"""What people read: snapshots of the report, and what holds for every one of them."""

import pytest
from rich.cells import cell_len

from optproof.verification.reports.figures import in_steps, told_apart
from optproof.verification.reports.report import distance, report, times
from optproof.verification.verdicts.verdict import Algebra, Formula, Shown, Verdict

SPECIMENS = "implementations/specimens"
BAD = "tests/face/bad_optimizers.py"

SEEN = {
    "proved": (f"{SPECIMENS}/adam_right.py:Adam", "adam"),
    "stacked formulas": (f"{SPECIMENS}/adam_v_plus_equals.py:Adam", "adam"),
    "other letters, changing lr": (f"{SPECIMENS}/adagrad_lr_in_h.py:AdaGrad", "adagrad"),
    "order of the lines": (f"{SPECIMENS}/nesterov_new_v.py:Nesterov", "nesterov"),
    "initial value": (f"{SPECIMENS}/momentum_starts_from_gradient.py:Momentum", "momentum"),
    "long formula": (f"{SPECIMENS}/adam_correct_bias_live.py:Adam", "adam"),
    "no mistake of the catalogue": (f"{BAD}:Halved", "sgd"),
    "prints": (f"{BAD}:Prints", "sgd"),
}

REFUSED = {
    "missing file": ("tests/face/bad_optimizer.py:Needs", "sgd"),
    "missing name": (f"{BAD}:Need", "sgd"),
    "no name": (BAD, "sgd"),
    "import fails": ("tests/face/bad_import.py:Sgd", "sgd"),
    "missing module": ("nowhere_to_be.found:Sgd", "sgd"),
    "constructor": (f"{BAD}:Needs", "sgd"),
    "raises": (f"{BAD}:Raises", "sgd"),
    "exits": (f"{BAD}:Exits", "sgd"),
}


@pytest.mark.parametrize("case", SEEN)
def test_report_of_a_verdict(case, optproof, snapshot):
    """The report says what it said before, fits 80 columns, and has no colour in a pipe."""
    target, rule = SEEN[case]
    said = optproof("check", target, "--rule", rule)
    assert said.masked == snapshot
    assert said.err == ""
    assert "\x1b" not in said.out
    assert max(cell_len(line) for line in said.out.splitlines() if "https://" not in line) <= 80


@pytest.mark.parametrize("case", REFUSED)
def test_target_that_cannot_be_checked(case, optproof, snapshot):
    """A clear sentence and status 2; never a traceback, never the target's own control characters."""
    target, rule = REFUSED[case]
    said = optproof("check", target, "--rule", rule)
    assert said.status == 2
    assert said.masked == snapshot
    assert "Traceback" not in said.out + said.err
    assert "\x1b" not in said.out


@pytest.mark.long
def test_target_that_never_returns(optproof):
    """It is UNKNOWN after the time limit, and the targets after it are checked all the same."""
    said = optproof("check", f"{BAD}:Hangs", f"{BAD}:Prints", "--rule", "sgd", "--time-limit", "8")
    assert said.status == 2
    assert said.out.startswith("UNKNOWN  sgd")
    assert said.out.rstrip().endswith("2 targets: 1 proved, 1 unknown")


def test_worst_status_is_refuted(optproof):
    """Refuted outweighs unknown and proved."""
    said = optproof("check", f"{BAD}:Nothing", f"{BAD}:Halved", f"{BAD}:Prints", "--rule", "sgd")
    assert said.status == 1
    assert said.out.rstrip().endswith("3 targets: 1 proved, 1 refuted, 1 unknown")


def test_proved_is_short(optproof):
    """Where all is well, little is said."""
    said = optproof("check", f"{BAD}:Prints", "--rule", "sgd")
    assert said.status == 0
    assert len(said.out.splitlines()) <= 22


def test_colour_only_where_it_is_wanted(monkeypatch, optproof):
    """NO_COLOR is honoured even where colour is forced, and no word is lost with the colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in optproof("rules").out
    monkeypatch.setenv("NO_COLOR", "1")
    plain = optproof("rules").out
    assert "\x1b[3" not in plain
    assert "epsilon-hat" in plain


def test_narrow_terminal(monkeypatch, optproof):
    """A narrower terminal is respected."""
    monkeypatch.setenv("COLUMNS", "60")
    said = optproof("check", f"{BAD}:Halved", "--rule", "sgd")
    assert max(map(cell_len, said.out.splitlines())) <= 60


def test_numbers():
    """Numbers are written with the digits that tell them apart, and distances in words."""
    assert told_apart(1.0, 1.0 + 1e-12) == ["1", "1.000000000001"]
    assert [times(each) for each in (1.51, 232.0, 8.6e12, 1e100)] == [
        "1.5 times",
        "230 times",
        "9·10¹² times",
        "10¹⁰⁰ times",
    ]
    shown = Shown("float64", 0.0, (1.0,), (1.0,), {}, 1, "θ", float("nan"), 1.0, 0.1, 1)
    assert distance(shown) == "It is not a finite number; the rule's value is."


def test_formula_that_is_right_is_not_marked():
    """Where the algebra is proved and something else is wrong, the formula is shown alone: nothing in it differs."""
    formula = Formula(("v ← v + g²", "θ ← θ − lr·g/√v"), ("v ← v + g²", "r ← √v", "θ ← θ − lr·g/r"))
    verdict = Verdict("it", "adagrad", "refuted", "outside", Algebra("proved"), formula=formula, reason="It forgets.")
    page = "\n".join(line.plain for line in report(verdict))
    assert "It computes" in page
    assert "≠" not in page


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((1.0, None), "g₁ = 1, g₂ absent"),
        ((1.0,) * 300, "g₁ = 1, and so on until g₃₀₀"),
        ((1.0, 2.0) * 10 + (3.0,), "g₁ = 1, g₂ = 2, and so on until g₂₀, g₂₁ = 3"),
        (tuple(map(float, range(1, 41))), "g₁ = 1, g₂ = 2, g₃ = 3, …, g₃₈ = 38, g₃₉ = 39, g₄₀ = 40"),
    ],
)
def test_a_long_run_is_a_line(values: tuple[float | None, ...], told: str) -> None:
    """However many steps it takes until a run is wrong, people read a few numbers."""
    assert ", ".join(in_steps("g", values)) == told
