"""Optimizers of Keras, on JAX: traced through `stateless_apply`."""

import pytest

from optproof.verification.diagnosis.evidence import gather, question
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load

from ..modules import needs

needs("jax", "keras")


@pytest.mark.parametrize(
    ("name", "rule", "form"),
    [
        ("SGD", "sgd", "plain"),
        ("SGD", "momentum", "classical"),
        ("SGD", "nesterov", "bengio"),
        ("RMSprop", "rmsprop", "inside"),
        ("RMSprop", "rmsprop+momentum", "inside/classical"),
        ("Adam", "adam", "epsilon-hat"),
    ],
)
def test_base_rules(name, rule, form):
    """Each is a form of its rule, at every step and while lr changes, also where μ = 0 and it has no velocity."""
    asked = question(rule, None, {}, None, 0, 2)
    subject = recognise(load(f"keras.optimizers:{name}"), asked.rule, None, {})
    found = gather(subject, asked, lr_paths(subject))
    equal = [each.form.name for each in found.proofs if each.outcome == "equal" and each.every_step and each.lr_varies]
    assert found.match.excluded == ()
    assert subject.shape.name == "keras"
    assert equal == [form]


def test_adagrad_begins_elsewhere():
    """The accumulator begins at 0.1."""
    asked = question("adagrad", None, {}, None, 0, 2)
    subject = recognise(load("keras.optimizers:Adagrad"), asked.rule, None, {})
    found = gather(subject, asked, lr_paths(subject))
    (slot,) = found.trace.elements[0].machine.slots
    assert found.differs
    assert str(slot.symbol) == "accumulator"
    assert str(slot.values[0]) == "g1**2 + 1/10"


def test_adagrad_begins_at_a_letter():
    """Where the accumulator begins is a letter of the proof, though Keras fills it with a number."""
    asked = question("adagrad+initial", "inside", {}, None, 0, 2)
    subject = recognise(load("keras.optimizers:Adagrad"), asked.rule, None, {})
    found = gather(subject, asked, lr_paths(subject))
    assert found.trace.symbolic == {"lr", "epsilon", "initial_accumulator"}
    assert found.match.outcome == "equal" and found.match.every_step
