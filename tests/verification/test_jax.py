"""Optimizers on JAX's arrays are driven and traced as any other: optax, pure functions, classes."""

import os
import time

import numpy as np
import pytest

from optproof.reference.formats import flushing
from optproof.reference.library import find_form, find_rule
from optproof.reference.oracle import judge
from optproof.reference.tape import Tape
from optproof.verification.diagnosis.evidence import Evidence, gather, question
from optproof.verification.fuzzing.compilation import compiled
from optproof.verification.fuzzing.departure import departure
from optproof.verification.fuzzing.setting import Setting
from optproof.verification.process.isolation import LostError, isolated
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.symbolic import jax_expressions as jaxpr
from optproof.verification.symbolic.jax_functions import IS_COMPILING, keep_programs
from optproof.verification.symbolic.record import OpaqueError

from ..modules import needs
from .asking import SUBJECTS, ask, asked_briefly

needs("jax", "optax")

STYLES = {
    "adam_of_trees": ("adam", "algorithm-1"),
    "adam_jitted": ("adam", "algorithm-1"),
    "adam_of_functions": ("adam", "epsilon-hat"),
    "rmsprop_triple": ("rmsprop", "inside"),
    "MomentumOfArrays": ("momentum", "classical"),
    "momentum_that_asks": ("momentum", "classical"),
    "sgd_of_leaves": ("sgd", "plain"),
    "sgd_at_places": ("sgd", "plain"),
    "adam_injected": ("adam", "algorithm-1"),
}

LIBRARY = {
    "optax:sgd": (("sgd", "plain"), ("momentum", "buffer"), ("nesterov", "buffer")),
    "optax:rmsprop": (("rmsprop", "inside"),),
    "optax:adam": (("adam", "algorithm-1"),),
    "jax.example_libraries.optimizers:adam": (("adam", "algorithm-1"),),
}


def evidence(target: str, rule: str, **settings) -> Evidence:
    asked = question(rule, None, settings, None, 0, 2)
    subject = recognise(load(target), asked.rule, None, settings)
    return gather(subject, asked, lr_paths(subject))


def fitting(found: Evidence) -> list[str]:
    """The forms that it equals at every step and every lr."""
    return [each.form.name for each in found.proofs if each.outcome == "equal" and each.every_step and each.lr_varies]


@pytest.mark.parametrize("name", STYLES)
def test_style(name):
    """What people write on JAX's arrays is traced, with symbolic hyperparameters."""
    rule, form = STYLES[name]
    found = evidence(f"{SUBJECTS / 'jax_styles'}.py:{name}", rule)
    assert fitting(found) == [form]
    assert found.trace.symbolic == {each.name for each in find_form(find_rule(rule), form).hyperparameters}


@pytest.mark.parametrize(("target", "rule", "form"), [(t, *each) for t, several in LIBRARY.items() for each in several])
def test_library(target, rule, form):
    """Optimizers of libraries are forms of their rules, at every step and while lr changes."""
    assert fitting(evidence(target, rule)) == [form]


def test_state_has_its_own_names():
    """The formula says what optax calls its state."""
    machine = evidence("optax:adam", "adam").trace.elements[0].machine
    assert {str(each.symbol) for each in machine.slots} == {"mu", "nu"}


@pytest.mark.parametrize(
    ("target", "settings"),
    [
        ("optax:adamw", {}),
        ("optax:amsgrad", {}),
        ("optax:adam", {"nesterov": True}),
        ("optax:rmsprop", {"centered": True}),
        ("optax:rmsprop", {"momentum": 0.9, "nesterov": True}),
        ("optax:lion", {}),
    ],
)
def test_options_are_traced(target, settings):
    """Variants that no base rule describes have a machine, and are told apart from the base rule."""
    found = evidence(target, "adam" if "rmsprop" not in target else "rmsprop", **settings)
    assert found.trace.elements[0].machine is not None
    assert found.differs


def test_what_is_wrong_is_told():
    """A missing exponent differs from every form."""
    assert evidence(f"{SUBJECTS / 'jax_styles'}.py:adam_of_trees_without_t", "adam").differs


@pytest.mark.parametrize(
    ("name", "rule", "form", "compiles"),
    [
        ("adam_of_functions", "adam", "epsilon-hat", True),
        ("momentum_that_keeps", "momentum", "classical", False),
        ("sgd_that_counts", "sgd", "plain", False),
        ("MomentumOfArrays", "momentum", "classical", False),
    ],
)
def test_what_keeps_something_is_not_compiled(name, rule, form, compiles):
    """A compiled program does not look again at what Python keeps: such a step runs operation by operation."""
    subject = recognise(load(f"{SUBJECTS / 'jax_styles'}.py:{name}"), find_rule(rule), None, {})
    setting = Setting(free=tuple(each for each in subject.names if each != "lr"))
    with compiled(subject, find_form(find_rule(rule), form), setting, (), 0):
        assert IS_COMPILING.get() == compiles
    assert not IS_COMPILING.get()


def test_unknown_operations_fail_closed():
    """An operation that is not in the table gives no trace, with its name."""
    found = evidence(f"{SUBJECTS / 'jax_styles'}.py:sgd_by_a_sort", "sgd")
    assert found.trace is None
    assert "sort" in found.obstacle or "stack" in found.obstacle


def test_rounding_on_the_way_is_seen_by_runs():
    """Over the reals a cast is nothing; a trace that does not foretell the runs is not believed."""
    found = evidence(f"{SUBJECTS / 'jax_styles'}.py:sgd_in_half_the_digits", "sgd")
    form = find_form(find_rule("sgd"), "plain")
    tape = Tape((np.zeros(1),), ((np.array([1 / 3]),),), (1.0,), {})
    assert departure(found.subject, form, tape, ()) is not None


def test_subnormals_count_as_zeros_where_they_do():
    """The bound allows for what XLA does to subnormals, and only where it is said to."""
    form = find_form(find_rule("sgd"), "plain")
    tiny = np.array([2.0**-1060])
    tape = Tape((np.zeros(1),), ((tiny,),), (1.0,), {})
    (strict,) = next(judge(form, tape))
    with flushing({"float64"}):
        (loose,) = next(judge(form, tape))
    assert strict.excess(np.zeros(1))[0] > 1 >= loose.excess(np.zeros(1))[0]
    assert loose.excess(np.full(1, 1e-300))[0] > 1


def test_evaluation_of_jaxprs_agrees_with_jax():
    """Every operation of the table, on numbers, is what JAX makes of it."""
    import jax
    import jax.numpy as jnp

    x, y = np.array([[0.5, 2.0], [1.25, 3.0]]), np.array([[1.5, 0.25], [4.0, 0.75]])

    def function(x, y):
        parts = [
            x + y, x - y, x * y, x / y, -x, jnp.sqrt(x), jax.lax.rsqrt(y), x**3, x**-1, jnp.exp(x), jnp.log(y),
            jnp.log1p(x), jnp.expm1(y), jnp.maximum(x, y), jnp.minimum(x, y), jnp.abs(-x), jnp.sign(-y), jnp.clip(x, 1, 2),
            jnp.where(x > y, x, y), jnp.select([x > y, x > 1.5], [x, 2 * y], y), x.T, x[:, ::-1], jnp.concatenate([x, y])[1:3], x @ y, x.sum(0) + y.prod(1),
            x.max(0) * y.min(1), jnp.square(x), jax.lax.stop_gradient(x), x[:1] + y.reshape(4)[:2],
            jnp.stack([x, y])[1], x[jnp.array([1, 0])], jnp.asarray(x).at[1].set(y[0]), jax.lax.dynamic_slice(y, (1, 0), (1, 2)),
            jnp.pad(x, 1, constant_values=2.0)[1:3, :2], jnp.where((x > y) | ~(y > 1), x, y), (x > 1).astype(x.dtype),
            jax.lax.dynamic_update_slice(x, y[:1], (0, 0)), jax.lax.fori_loop(0, 3, lambda _, z: z * y, x),
            jax.lax.while_loop(lambda z: z[0] < 2, lambda z: (z[0] + 1, z[1] + y), (0, x))[1],
            jax.lax.scan(lambda c, z: (c + z, c * z), x[0], y, reverse=True)[1],
        ]  # fmt: skip
        return [each + 0 * x for each in parts]

    from optproof.verification.symbolic.array import concrete, symbolic

    closed = jax.make_jaxpr(function)(x, y)
    found = jaxpr.evaluate(closed.jaxpr, closed.consts, [symbolic(x), symbolic(y)])
    for mine, theirs in zip(found, function(x, y), strict=True):
        np.testing.assert_allclose(concrete(mine), np.asarray(theirs), rtol=1e-6)


def test_an_operation_that_is_not_known_raises():
    import jax
    import jax.numpy as jnp

    from optproof.verification.symbolic.array import symbolic

    closed = jax.make_jaxpr(jnp.sin)(1.0)
    with pytest.raises(OpaqueError, match="operation sin"):
        jaxpr.evaluate(closed.jaxpr, closed.consts, [symbolic(np.array(1.0))])


def test_float64_is_kept_unless_the_user_says_otherwise():
    load("optax:sgd")
    assert os.environ["JAX_ENABLE_X64"]


def test_beside_jax() -> None:
    """Where JAX has computed, what asks nothing of it has its own process still; what does, compiled or not, is done here."""
    jax = pytest.importorskip("jax")
    twice = jax.jit(lambda x: 2 * x)
    assert twice(1.0) == 2
    own = os.getpid()
    assert isolated(os.getpid, 10) != own
    assert isolated(lambda: (os.getpid(), float(twice(1.0))), 10) == (own, 2)
    assert isolated(lambda: (os.getpid(), float(jax.grad(jax.numpy.sin)(0.0))), 10) == (own, 1)
    with pytest.raises(LostError, match=r"0\.5 seconds"):
        isolated(lambda: time.sleep(60), 0.5)


def test_programs_are_found_again(tmp_path):
    """What a part of a step compiles is found again, though another function of the same operations asks for it."""
    import jax
    from jax import monitoring

    hits: list[str] = []
    monitoring.register_event_listener(lambda event, **_: hits.append(event) if event.endswith("cache_hits") else None)
    keep_programs(tmp_path)
    try:
        for _ in range(3):
            jax.jit(lambda x: x * 2 + 1)(np.ones(3)).block_until_ready()
    finally:
        jax.config.update("jax_compilation_cache_dir", None)
        monitoring.clear_event_listeners()
    assert len(hits) == 2


def test_a_static_self_is_read_once() -> None:
    """What a compiled method reads of an object it reads for ever: a counter stands still, and another lr has no effect."""
    assert asked_briefly(f"{SUBJECTS}/jax_static.py:AdamStale", "adam").verdict == "refuted"
    found = ask(f"{SUBJECTS}/jax_static.py:SGDCompiled", "sgd")
    assert found.verdict == "refuted"
    assert "Equal to the plain form when lr is constant, and different when lr changes." in found.reason


def test_options_that_are_static_are_as_they_are_set() -> None:
    """JAX compiles a function for each value of such an option: of the value that it has, the proof holds."""
    found = ask(f"{SUBJECTS}/jax_static.py:sgd", "momentum")
    assert found.verdict == "proved"
    assert found.algebra is not None and found.algebra.scope == "every step"
