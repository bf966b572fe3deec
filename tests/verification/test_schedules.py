"""Schedules of the learning rate: right ones in every style are proved, wrong ones refuted."""

import pytest

from optproof.verification.questions.identify import Asked, identity

from .asking import SUBJECTS, algebra, ask, asked_briefly, equal_form

RIGHT = {
    "exponential": "exponential every-step",
    "exponential_written_out": "exponential decay-steps",
    "exponential_factory": "exponential decay-steps",
    "ExponentialCalled": "exponential decay-steps",
    "ExponentialOfOptimizer": "exponential every-step",
    "ExponentialClosed": "exponential every-step",
    "ExponentialAsked": "exponential every-step",
    "ExponentialReturned": "exponential every-step",
    "ExponentialKept": "exponential every-step",
    "inverse_time": "inverse-time every-step",
    "warmup": "warmup from-one",
    "warmup_from_zero": "warmup from-zero",
    "linear": "linear clamped",
    "polynomial": "polynomial clamped",
    "cosine": "cosine clamped",
    "cosine_with_floor": "cosine clamped",
    "CosineCalled": "cosine share",
    "cosine_rises": "cosine periodic",
    "wsd": "wsd from-one",
    "linear_shares": "linear shares",
    "one_cycle": "one-cycle two-phases",
}
"""Name → the rule and the form that it is."""

WRONG = {
    "exponential_late": "exponential",
    "exponential_first": "exponential",
    "ExponentialBefore": "exponential",
    "inverse_time_squared": "inverse-time",
    "warmup_too_low": "warmup",
    "warmup_too_long": "warmup",
    "linear_below_zero": "linear",
    "cosine_whole_wave": "cosine",
    "cosine_at_the_end": "cosine",
    "cosine_jumps": "cosine",
    "wsd_falls_at_once": "wsd",
}
"""Name → the rule that it is not."""

LIBRARIES = {
    "torch.optim.lr_scheduler:ExponentialLR": "exponential every-step",
    "optax:exponential_decay": "exponential decay-steps",
    "keras.optimizers.schedules:ExponentialDecay": "exponential decay-steps",
    "keras.optimizers.schedules:InverseTimeDecay": "inverse-time decay-steps",
    "optax:linear_schedule": "linear clamped",
    "optax:polynomial_schedule": "polynomial clamped",
    "keras.optimizers.schedules:PolynomialDecay": "polynomial clamped",
    "optax:cosine_decay_schedule": "cosine share",
    "keras.optimizers.schedules:CosineDecay": "cosine share",
}


def subject(name: str) -> str:
    return f"{SUBJECTS / 'rates'}.py:{name}"


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_schedule_is_proved(name: str) -> None:
    """As a function, as what makes one, as an object that is called, asked or stepped."""
    rule, form = RIGHT[name].split()
    evidence = algebra(subject(name), rule)
    assert equal_form(evidence) == form
    assert evidence.match is not None and evidence.match.every_step


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_schedule_is_refuted(name: str) -> None:
    """On the real code, by a tape that shows it."""
    verdict = asked_briefly(subject(name), WRONG[name])
    assert verdict.verdict == "refuted"
    assert verdict.counterexample is not None


@pytest.mark.parametrize("target", LIBRARIES)
def test_schedules_of_libraries_are_proved(target: str) -> None:
    """By PyTorch's scheduler, which sets the lr of an optimizer; by the functions of optax and Keras."""
    pytest.importorskip(target.partition(".")[0].partition(":")[0])
    rule, form = LIBRARIES[target].split()
    evidence = algebra(target, rule)
    assert equal_form(evidence) == form
    assert evidence.match is not None and evidence.match.every_step


def test_a_schedule_is_judged_whole() -> None:
    """Its arithmetic within the bound, its conduct as far as there is any, and nobody sets the rate that it says."""
    verdict = ask(subject("ExponentialKept"), "exponential")
    assert verdict.verdict == "proved"
    assert "offers no way" not in verdict.reason
    skipped = {each.id for each in verdict.conduct.checks if each.outcome == "skipped"}
    assert "rates-followed" in skipped


def test_a_rate_that_is_kept_until_the_next_step_is_run() -> None:
    """What is kept follows another law of t once it has come to its end: no proof, and no false one."""
    assert ask(subject("LinearScheduler"), "linear").verdict == "passed"


def test_what_a_schedule_does_late_is_not_proved() -> None:
    """No run comes to step 100 001, and the proof says so."""
    assert ask(subject("exponential_ends"), "exponential").verdict == "passed"


def test_a_factory_of_jax_is_called_before_the_first_step() -> None:
    """What it asks of its arguments is no branch of a step."""
    pytest.importorskip("optax")
    assert ask("optax:exponential_decay", "exponential").verdict == "proved"


@pytest.mark.parametrize(
    ("name", "rule", "form"),
    [
        ("CosineAnnealingLR", "cosine", "periodic"),
        ("PolynomialLR", "polynomial", "clamped"),
        ("LinearLR", "linear", "shares"),
    ],
)
def test_a_recursion_of_pytorch_is_run(name: str, rule: str, form: str) -> None:
    """The next rate is made of the last: no proof, but no run leaves that form, and none is refuted for beginning as another."""
    pytest.importorskip("torch")
    verdict = ask(f"torch.optim.lr_scheduler:{name}", rule, examples=20)
    assert (verdict.verdict, verdict.form) == ("passed", form)


def test_a_schedule_is_identified() -> None:
    """As the schedule that it is, with the names that its author gave."""
    found = identity(subject("exponential_factory"), Asked(examples=2))
    assert found.answer == "identified"
    assert (found.fits[0].rule, found.fits[0].form) == ("exponential", "decay-steps")


@pytest.mark.parametrize(
    ("name", "rule"), [("StepsByItself", "sgd"), ("StepsByItself", "exponential"), ("ExponentialKept", "sgd")]
)
def test_an_optimizer_is_no_schedule(name: str, rule: str) -> None:
    """Else whatever has `step()` and `lr` would be gradient descent; and a schedule is not asked whether it is that."""
    assert ask(subject(name), rule).verdict == "unknown"
