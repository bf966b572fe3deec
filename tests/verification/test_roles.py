"""What a name says of an argument: one vocabulary, in which no two shapes disagree."""

import pytest

from optproof.verification.subjects.words.arguments import HANDED, handed_as
from optproof.verification.subjects.words.roles import OF_A_STEP, ROLES, role_of, roles_of, speaks_of

WORDS = sorted({word for role in ROLES for word in role.words})


@pytest.mark.parametrize("word", WORDS)
def test_what_is_handed_over_is_the_role(word):
    """What a caller hands over under a name is what every other shape takes the name for, or nothing where it is a start."""
    role = role_of(word)
    if role is None:
        assert handed_as(word) in (None, "gradients")
    else:
        assert handed_as(word) == (None if speaks_of(word, "start") else HANDED.get(role))


@pytest.mark.parametrize(("name", "role", "handed"), [
    ("b", "biases", "parameters"), ("db", "gradients of biases", "gradients"), ("dW", "gradients of weights", "gradients"),
    ("kernel", "weights", "parameters"), ("my_params", "parameters", "parameters"), ("x0", "parameters", None),
    ("z", "parameters", None), ("loss_grad", "gradients", "gradients"), ("params_grads", "pairs", "pairs"),
    ("num_params", "size", None), ("gradient_size", "size", None), ("iternum", "counter", "counter"),
    ("n", "counter", "counter"), ("count", "counter", "counter"), ("debias", None, None),
    ("hyperparams", None, None), ("grad_sum", None, "gradients"), ("momentum", None, None),
])  # fmt: skip
def test_names_that_people_write(name, role, handed):
    """Names that two lists took for two things, or one for the wrong thing."""
    assert (role_of(name), handed_as(name)) == (role, handed)


def test_every_role_can_be_told():
    """No role is hidden behind others: each of its words speaks of it, and each is an argument's or some shape's own."""
    assert all(speaks_of(word, role.name) for role in ROLES for word in role.words)
    assert {role.name for role in ROLES} >= {*OF_A_STEP, *HANDED}
    assert roles_of("q7") == ()
