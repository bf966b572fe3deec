"""PyTorch's own optimizers, and those that people write on its tensors."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from optproof.verification.api import check
from optproof.verification.checks.arrays import ARRAYS
from optproof.verification.checks.layouts import LAYOUTS
from optproof.verification.checks.many_steps import MANY_STEPS
from optproof.verification.checks.rounding import BOUNDS
from optproof.verification.checks.table import FIRST
from optproof.verification.diagnosis.evidence import question
from optproof.verification.diagnosis.formula import computed, texts
from optproof.verification.diagnosis.selfcheck import disbelief
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.shapes.torch import OfTensors
from optproof.verification.subjects.subject import SubjectError
from optproof.verification.subjects.target import load
from optproof.verification.symbolic.array import plain
from optproof.verification.symbolic.dtypes import dtype_of
from optproof.verification.symbolic.torch_memory import array_of, give_back, tensor_of
from optproof.verification.tracing.trace import trace

from ..modules import needs
from .asking import algebra, ask, equal_form, mistakes_in
from .staging import failed, results

needs("torch")

STYLES = Path(__file__).parents[1] / "subjects" / "torch_styles.py"


def named(name):
    return f"{STYLES}:{name}"


def traced(name, rule, **settings):
    """The believed trace of one of torch.optim's classes."""
    asked = question(rule, None, settings, None, 0)
    subject = recognise(load(f"torch.optim:{name}"), asked.rule, None, settings)
    found = trace(subject, asked.names, asked.fixed, lr_paths(subject))
    assert not found.obstacle
    assert not disbelief(found, subject)
    return found


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize(
    ("name", "rule", "form"),
    [
        ("SGD", "sgd", "plain"),
        ("SGD", "momentum", "buffer"),
        ("SGD", "nesterov", "buffer"),
        ("Adagrad", "adagrad", "outside"),
        ("RMSprop", "rmsprop", "outside"),
        ("Adam", "adam", "algorithm-1"),
    ],
)
def test_base_rules(name, rule, form, foreach):
    """Equal in every step, by the algebra; below, one of them is checked in full."""
    evidence = algebra(f"torch.optim:{name}", rule, foreach=foreach)
    assert (equal_form(evidence), evidence.subject.shape.name) == (form, "torch")
    assert evidence.match.lr_varies
    assert evidence.match.every_step


def test_adam_in_full():
    """In a process of its own, as users have it."""
    found = check("torch.optim:Adam", rule="adam", examples=1)
    assert (found.verdict, found.form, found.shape) == ("proved", "algorithm-1", "torch")
    assert (found.algebra.lr, found.algebra.scope) == ("changing", "every step")


@pytest.mark.parametrize("foreach", [False, True])
def test_nesterov(foreach):
    """Its foreach path writes into p.grad, which its other path does not."""
    found = results("torch.optim:SGD", "nesterov", checks=ARRAYS, foreach=foreach)
    assert failed(found) == ({"gradients-untouched"} if foreach else set())


def test_nesterov_refuses_its_defaults():
    """Beside nesterov=True its default μ = 0 is refused: it is run for long at what it takes."""
    found = results("torch.optim:SGD", "nesterov", checks=MANY_STEPS)["many-steps"]
    assert (found.outcome, found.tally.steps > 900) == ("passed", True), found.detail


@pytest.mark.parametrize("foreach", [False, True])
def test_nesterov_writes_into_gradients(foreach):
    """The same without optproof."""
    import torch

    parameter = torch.nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.SGD([parameter], lr=1.0, momentum=0.5, nesterov=True, foreach=foreach)
    parameter.grad = torch.ones(2)
    optimizer.step()
    assert parameter.grad.tolist() == [1.5 if foreach else 1.0] * 2


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize(
    ("name", "rule", "settings", "lines"),
    [
        ("Adam", "adam", {"weight_decay": 0.125}, ["exp_avg ← exp_avg + (1 − β₁)·(g + 0.125·θ − exp_avg)"]),
        ("Adam", "adam", {"amsgrad": True}, ["max_exp_avg_sq ← max(max_exp_avg_sq, β₂·exp_avg_sq + (1 − β₂)·g²)"]),
        ("Adam", "adam", {"maximize": True}, ["exp_avg ← exp_avg + (1 − β₁)·(−exp_avg − g)"]),
        ("AdamW", "adam", {"weight_decay": 0.125}, [
            "θ ← (1 − 0.125·lr)·θ − lr·exp_avg/((1 − β₁ᵗ)·(√exp_avg_sq/√(1 − β₂ᵗ) + ε))"
        ]),
        ("SGD", "momentum", {"dampening": 0.5, "weight_decay": 0.125}, [
            "momentum_buffer ← g₁ + 0.125·θ in step 1", "momentum_buffer ← μ·momentum_buffer + 0.5·g + 0.0625·θ"
        ]),
        ("RMSprop", "rmsprop", {"centered": True, "momentum": 0.5}, [
            "grad_avg ← grad_avg + (1 − ρ)·(g − grad_avg)", "θ ← θ − lr·momentum_buffer"
        ]),
        ("Adagrad", "adagrad", {"lr_decay": 0.125, "initial_accumulator_value": 0.5}, [
            "sum ← 0.5 + g₁² in step 1", "θ ← θ − lr·g/((0.875 + 0.125·t)·(√sum + ε))"
        ]),
    ],
)  # fmt: skip
def test_options_in_letters(name, rule, settings, lines, foreach):
    assert set(lines) <= set(texts(computed(traced(name, rule, foreach=foreach, **settings))))


def test_what_adam_really_computes():
    assert texts(computed(traced("Adam", "adam"))) == (
        "exp_avg ← exp_avg + (1 − β₁)·(g − exp_avg)",
        "exp_avg_sq ← β₂·exp_avg_sq + (1 − β₂)·g²",
        "θ ← θ − lr·exp_avg/((1 − β₁ᵗ)·(√exp_avg_sq/√(1 − β₂ᵗ) + ε))",
    )


def test_fused_kernels_are_judged_by_runs():
    """They write as if every parameter lay in one piece of memory, as PyTorch's other paths do not."""
    evidence = algebra("torch.optim:Adam", "adam", fused=True)
    assert evidence.trace is None
    assert "_fused_adam_" in evidence.obstacle
    judging = (BOUNDS["float64"], BOUNDS["float32"], *LAYOUTS)
    found = results("torch.optim:Adam", "adam", "algorithm-1", judging, fused=True)
    assert {name: each.outcome for name, each in found.items()} == {
        "bound-float64": "passed", "bound-float32": "passed", "layouts-alike": "failed", "dtype-kept": "passed"
    }  # fmt: skip


@pytest.mark.parametrize("fused", [False, True])
def test_fused_kernels_do_not_look_at_strides(fused):
    """The same without optproof."""
    import torch

    parameter = torch.nn.Parameter(torch.zeros(4, 2)[:, 0])
    parameter.grad = torch.ones(4, 2)[:, 0]
    torch.optim.SGD([parameter], lr=1.0, fused=fused).step()
    assert parameter.tolist() == ([-1.0, -1.0, 0.0, 0.0] if fused else [-1.0] * 4)


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("Adam", {"capturable": True}, "must be on supported devices"),
        ("Muon", {}, "only supports 2D parameters"),
        ("SparseAdam", {}, "does not support dense gradients"),
        ("LBFGS", {}, "its formulas grow without end"),
    ],
)
def test_what_cannot_be_judged_says_why(name, settings, words):
    found = ask(f"torch.optim:{name}", "adam", **settings)
    assert found.verdict == "unknown"
    assert words in found.reason


@pytest.mark.parametrize("name", ["Adamax", "Adadelta", "RAdam"])
def test_other_rules_differ(name):
    assert algebra(f"torch.optim:{name}", "adam").differs


@pytest.mark.parametrize(
    ("name", "rule", "form"),
    [
        ("DataSGD", "sgd", "plain"),
        ("RatesInATensor", "sgd", "plain"),
        ("NoGradMomentum", "momentum", "classical"),
        ("ListAdam", "adam", "algorithm-1"),
        ("StateAdam", "adam", "algorithm-1"),
        ("EarlyAdam", "adam", "epsilon-hat"),
        ("EpsilonInside", "adam", "inside"),
        ("WithClosure", "sgd", "plain"),
        ("ModelSGD", "sgd", "plain"),
        ("RMSpropByHand", "rmsprop", "outside"),
        ("ThroughNumpy", "sgd", "plain"),
        ("ForeachWrong", "momentum", "buffer"),
        ("sgd", "sgd", "plain"),
        ("IntTensorCounter", "adam", "epsilon-hat"),
        ("NamedMomentum", "momentum", "buffer"),
        ("RequiredSGD", "sgd", "plain"),
        ("YogiByKeyword", "yogi", "both-start"),
        ("MomentumOfViews", "momentum", "buffer"),
    ],
)
def test_right_ones_by_hand(name, rule, form):
    evidence = algebra(named(name), rule)
    assert (equal_form(evidence), evidence.subject.shape.name) == (form, "torch")


@pytest.mark.parametrize(
    ("name", "rule", "form", "shape"),
    [
        ("DictAdam", "adam", "algorithm-1", "update-dict"),
        ("ByTensorMomentum", "momentum", "classical", "update-list"),
        ("OwnRmspropOfTensors", "rmsprop", "outside", "update-list"),
        ("sgd_list", "sgd", "plain", "update-list"),
        ("adam_handing_back", "adam", "algorithm-1", "state"),
        ("momentum_of_states", "momentum", "buffer", "torch"),
        ("rmsprop_of_states", "rmsprop", "inside", "torch"),
        ("adam_of_states", "adam", "algorithm-1", "torch"),
    ],
)
def test_tensors_in_the_shapes_of_arrays(name, rule, form, shape):
    """Whether tensors carry their gradients or not, what computes on them is proved for every step."""
    evidence = algebra(named(name), rule)
    assert (equal_form(evidence), evidence.subject.shape.name) == (form, shape)
    assert evidence.match is not None and evidence.match.every_step


@pytest.mark.parametrize("name", ["DictAdam", "adam_of_states"])
def test_tensors_in_the_shapes_of_arrays_in_full(name):
    """To clear the gradients after the step is what the next backward pass wants, and no defect."""
    found = ask(named(name), "adam", examples=1)
    assert (found.verdict, found.form) == ("proved", "algorithm-1")


def test_a_wrong_one_of_states():
    """The mistake is named where the state is handed over, too."""
    assert mistakes_in(algebra(named("adam_of_states_without_correction"), "adam")) == ["correction-missing"]


def test_what_cannot_be_guessed_is_asked_for():
    """A function that wants the size of the batch says so, and is driven where it is given."""
    with pytest.raises(SubjectError, match=r"needs batch_size.*--set batch_size=VALUE"):
        algebra(named("sgd_of_batch"), "sgd")
    assert equal_form(algebra(named("sgd_of_batch"), "sgd", batch_size=1)) == "plain"


def test_one_by_hand_in_full():
    """Its state lies in lists of its own, not where PyTorch's classes keep theirs."""
    found = ask(named("ListAdam"), "adam", examples=1)
    assert (found.verdict, found.form) == ("proved", "algorithm-1")


@pytest.mark.parametrize(
    ("name", "rule", "settings", "mistake"),
    [
        ("NoCorrection", "adam", {}, "correction-missing"),
        ("PlusEquals", "adam", {}, "v-decay-lost"),
        ("ForeachWrong", "momentum", {"foreach": True}, "velocity-decay-lost"),
    ],
)
def test_mistakes_are_named(name, rule, settings, mistake):
    evidence = algebra(named(name), rule, **settings)
    assert evidence.differs
    assert mistakes_in(evidence) == [mistake]


@pytest.mark.parametrize(
    ("name", "rule", "check"),
    [
        ("ScalesGradients", "sgd", "gradients-untouched"),
        ("Dropout", "sgd", "repeatable"),
        ("SingleCounter", "adam", "steps-counted-once"),
    ],
)
def test_misconduct_by_hand(name, rule, check):
    assert check in failed(results(named(name), rule, checks=FIRST))


def test_another_rule_after_some_steps():
    found = ask(named("LateSwitch"), "sgd", examples=1)
    assert found.verdict == "refuted"
    assert "in step 5" in found.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("RoundedCounter", "it uses math.sin, which the tracer does not know"),
        ("UnseenCounter", "it computes with nan"),
    ],
)
def test_a_symbol_that_is_lost_ends_the_trace(name: str, reason: str):
    """Where it is seen that a function takes the number out of a symbol it is told which, and else that the number is gone."""
    found = ask(named(name), "sgd", examples=1)
    assert (found.verdict, found.algebra.detail) == ("passed", f"Not proved: {reason}.")


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_arrays_and_tensors_are_one(dtype):
    import torch

    kind = dtype_of(dtype)
    assert kind is not None
    array = np.arange(6.0).astype(kind).reshape(2, 3)
    for each in (array, array.T, array[:, ::2], np.array(1.5).astype(kind)):
        tensor = tensor_of(each)
        assert tensor.dtype is getattr(torch, dtype)
        assert array_of(tensor).dtype == kind
        tensor.add_(1)
        assert np.array_equal(array_of(tensor), each)


def test_what_is_written_into_a_copied_gradient_is_seen():
    array = np.arange(3.0)[::-1]
    tensor = tensor_of(array)
    tensor.mul_(2)
    assert array.tolist() == [2, 1, 0]
    give_back(tensor, array)
    assert array.tolist() == [4, 2, 0]


def test_a_copy_that_is_updated_moves_nothing():
    found = ask(named("DetachedCopy"), "sgd")
    assert found.verdict == "refuted"
    assert found.reason == "It leaves the parameters, where the caller sees them, as they are."


def test_a_numpy_check_does_not_import_torch():
    code = (
        "import sys; from optproof.verification.questions.check import examine; "
        "from optproof.verification.diagnosis.evidence import question; "
        "examine('optproof.implementations:SGD', question('sgd', None, {}, None, 0, 2)); "
        "assert not any(name.partition('.')[0] == 'torch' for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_memory_that_nobody_wrote_is_not_read(monkeypatch):
    """What `empty` holds is chance: neither the tracer's own tensors nor those of a step bring it into a trace."""
    import torch

    from optproof.verification.symbolic.torch_tensor import carry_out

    empty = torch.empty

    def dirty(*args, **kwargs):
        made = empty(*args, **kwargs)
        return made.fill_(math.nan) if made.is_floating_point() else made

    dirty.__name__ = "empty"
    monkeypatch.setattr(torch, "empty", dirty)
    assert equal_form(algebra(named("StateAdam"), "adam")) == "algorithm-1"
    assert [each.expr for each in plain(carry_out(dirty, (2,), {}).symbols)] == [0, 0]


COMPILER = """
import copy, sys
import torch
from optproof.verification.symbolic.torch_compiler import NAME, leave_compiler_idle

leave_compiler_idle()
idle = sys.modules[NAME]
weights = torch.nn.Parameter(torch.zeros(2))
adam = torch.optim.Adam([weights], lr=0.5)
weights.grad = torch.ones(2)
adam.step()
adam.zero_grad()
adam.add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))]})
copy.deepcopy(adam).load_state_dict(adam.state_dict())
assert [getattr(each, "__file__", None) for each in sys.modules.values()]
assert sys.modules[NAME] is idle and not hasattr(idle, "shape")
import torch._dynamo.eval_frame
assert sys.modules[NAME] is torch._dynamo is not idle and torch._dynamo.__file__
assert idle.graph_break() is None and idle.config is torch._dynamo.config
weights.grad = torch.ones(2)
adam.step()
assert torch.allclose(weights, torch.tensor(-1.0)), weights
"""


def test_the_compiler_is_left_alone():
    """Plain steps do not import PyTorch's compiler, and whoever asks it for anything gets it."""
    subprocess.run([sys.executable, "-c", COMPILER], check=True)


@pytest.mark.parametrize(
    ("name", "tensors"),
    [("MomentumOfArrays", False), ("MomentumOfTensors", True), ("MomentumOfTensorsBesideNumpy", True)],
)
def test_a_file_of_both(name, tensors):
    """What a class computes on is what its own code speaks of, whatever its file imports for others."""
    path = STYLES.with_name("beside_torch.py")
    subject = recognise(load(f"{path}:{name}"), question("momentum", None, {}, None, 0).rule, None, {})
    assert isinstance(subject.shape, OfTensors) is tensors
    assert ask(f"{path}:{name}", "momentum").verdict == "proved"
