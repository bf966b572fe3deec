"""What a user expects of an optimizer besides the formula."""

import copy
import pickle
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as hnp

from optproof import implementations

NAMES = sorted(set(implementations.__all__) - {"Optimizer"})
DTYPES = ("float64", "float32", "float16", "longdouble")
SHAPES = ((), (1,), (5,), (2, 3), (2, 1, 2), (0,), (3, 0))


def make(name: str) -> implementations.Optimizer:
    return getattr(implementations, name)(lr=0.0625)


def numbers(shape: tuple[int, ...], seed: int, dtype: str = "float64") -> np.ndarray:
    return np.asarray(np.random.default_rng(seed).standard_normal(shape), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_in_place_in_its_own_dtype(name: str, dtype: str) -> None:
    """The very array is updated, of any shape, 0-d and empty too, and it and its state keep their dtype."""
    for shape in SHAPES:
        in_place(name, shape, dtype)


def in_place(name: str, shape: tuple[int, ...], dtype: str) -> None:
    array = numbers(shape, 0, dtype)
    before = array.copy()
    params = {"W": array}
    optimizer = make(name)
    for k in range(3):
        optimizer.update(params, {"W": numbers(shape, k + 1, dtype)})
    assert params["W"] is array
    assert (array.shape, array.dtype) == (shape, np.dtype(dtype))
    assert np.all(array != before)
    assert all(
        value.dtype == dtype and value.shape == shape
        for key, value in optimizer.state["W"].items()
        if key in optimizer.MOMENTS
    )


@pytest.mark.parametrize("name", NAMES)
def test_elements_do_not_know_of_each_other(name: str) -> None:
    """One array of any layout moves as its elements would, each as a 0-d parameter of its own: bit for bit."""
    base = numbers((4, 6), 5)
    views = {
        "strided": base.copy()[::2, ::3],
        "turned": base.copy().T,
        "fortran": np.asfortranarray(base),
        "reversed": base.copy()[::-1],
    }
    for params_name, view in views.items():
        start = view.copy()
        whole, apart = make(name), make(name)
        params = {params_name: view}
        singles = {str(index): np.array(value) for index, value in np.ndenumerate(start)}
        for k in range(4):
            gradient = numbers(view.shape, 20 + k)
            whole.update(params, {params_name: gradient})
            apart.update(singles, {str(index): np.array(value) for index, value in np.ndenumerate(gradient)})
        assert all(view[index] == singles[str(index)] for index in np.ndindex(view.shape)), params_name


@pytest.mark.parametrize("name", NAMES)
def test_a_strided_view_writes_through(name: str) -> None:
    """What is not part of the view stays as it is."""
    base = np.ones((4, 4))
    made = make(name)
    for _ in range(2):  # ADOPT's first step moves nothing
        made.update({"W": base[::2, 1::2]}, {"W": np.ones((2, 2))})
    untouched = np.ones((4, 4), bool)
    untouched[::2, 1::2] = False
    assert np.all(base[untouched] == 1)
    assert np.all(base[~untouched] != 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_gradient_leaves_all_alone(name: str) -> None:
    """A parameter without a gradient, absent or None, is not moved, and goes on later as if the step had not been."""
    with_gap, without = make(name), make(name)
    left, right = {"W": numbers((3,), 1), "b": np.ones(2)}, {"W": numbers((3,), 1)}
    steps = [numbers((3,), k) for k in range(2, 6)]
    for k, gradient in enumerate(steps):
        before = left["W"].copy()
        with_gap.update(left, {"W": None, "b": np.ones(2)} if k % 2 else {"b": np.ones(2)})
        assert np.array_equal(left["W"], before)
        with_gap.update(left, {"W": gradient, "b": np.ones(2)})
        without.update(right, {"W": gradient})
    assert np.array_equal(left["W"], right["W"])
    assert with_gap.state["W"]["t"] == len(steps)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_do_not_know_of_each_other(name: str) -> None:
    """Several parameters together move as each alone, bit for bit, also where one appears late."""
    together = make(name)
    params = {"a": numbers((2,), 1), "b": numbers((2,), 2), "c": numbers((3, 2), 3)}
    alone = {key: (make(name), {key: value.copy()}) for key, value in params.items()}
    for k in range(5):
        grads = {
            key: numbers(value.shape, 10 * k + i)
            for i, (key, value) in enumerate(params.items())
            if key != "b" or k >= 2
        }
        together.update(params, grads)
        for key, gradient in grads.items():
            optimizer, own = alone[key]
            optimizer.update(own, {key: gradient})
    assert all(np.array_equal(params[key], own[key]) for key, (_, own) in alone.items())


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_only_read(name: str) -> None:
    """Gradients stay as they are, no reference to them is kept, and a caller may use one buffer for all."""
    buffer = np.zeros(3)
    one, two = make(name), make(name)
    left, right = {"W": np.ones(3)}, {"W": np.ones(3)}
    for k in range(4):
        fresh = numbers((3,), k)
        buffer[...] = fresh
        grads = {"W": buffer}
        one.update(left, grads)
        assert grads == {"W": buffer} and np.array_equal(buffer, fresh)
        two.update(right, {"W": fresh})
        buffer[...] = np.nan
    assert np.array_equal(left["W"], right["W"])
    read_only = numbers((3,), 9)
    read_only.setflags(write=False)
    one.update(left, {"W": read_only})


@pytest.mark.parametrize("name", NAMES)
def test_instances_share_nothing(name: str) -> None:
    """A second instance repeats the run of the first, whatever happened in between."""
    ends = []
    for _ in range(2):
        optimizer, params = make(name), {"W": np.ones(3)}
        for k in range(3):
            optimizer.update(params, {"W": numbers((3,), k)})
        ends.append(params["W"])
    assert np.array_equal(*ends)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("through", ["memory", "pickle", "deepcopy"])
def test_resumed_bit_for_bit(through: str, name: str) -> None:
    """An optimizer restored at any step, into another instance, goes on as the first would have."""
    gradients = [numbers((4,), k, "float32") for k in range(8)]
    for cut in (0, 1, 5):
        first, params = make(name), {"W": np.ones(4, np.float32)}
        for gradient in gradients[:cut]:
            first.update(params, {"W": gradient})
        snapshot = first.state_dict()
        snapshot = {
            "memory": lambda x: x,
            "pickle": lambda x: pickle.loads(pickle.dumps(x)),
            "deepcopy": copy.deepcopy,
        }[through](snapshot)
        saved = {"W": params["W"].copy()}
        for gradient in gradients[cut:]:
            first.update(params, {"W": gradient})
        second = getattr(implementations, name)(lr=5.0)
        second.load_state_dict(snapshot)
        for gradient in gradients[cut:]:
            second.update(saved, {"W": gradient})
        assert np.array_equal(params["W"], saved["W"])
        assert second.state_dict().keys() == first.state_dict().keys()


def test_a_snapshot_of_another_is_refused_and_changes_nothing() -> None:
    """A snapshot that does not fit raises, says why, and leaves the optimizer as it was."""
    optimizer = implementations.Adam(lr=0.25)
    optimizer.update({"W": np.ones(2)}, {"W": np.ones(2)})
    before = optimizer.state_dict()
    good = implementations.Adam(lr=0.5).state_dict()
    bad = [
        implementations.AdamInside().state_dict(),
        {key: value for key, value in good.items() if key != "state"},
        good | {"hyperparameters": {**good["hyperparameters"], "beta3": 1}},
        good | {"state": {"W": {"t": 1, "m": np.ones(2)}}},
        good | {"state": {"W": {"t": 1, "m": np.ones(2), "v": [1.0, 1.0]}}},
        good | {"state": {"W": {"t": 1, "m": np.ones(2), "v": np.ones(3)}}},
    ]
    for snapshot in bad:
        with pytest.raises(ValueError, match=r"snapshot|hyperparameters|state|moment"):
            optimizer.load_state_dict(snapshot)
        after = optimizer.state_dict()
        assert after["hyperparameters"] == before["hyperparameters"]
        assert all(np.array_equal(after["state"]["W"][key], before["state"]["W"][key]) for key in ("t", "m", "v"))


@pytest.mark.parametrize("name", NAMES)
def test_wrong_shapes_are_refused(name: str) -> None:
    """A gradient of another shape, though it would broadcast, is refused, and so is a parameter that is no array."""
    optimizer = make(name)
    with pytest.raises(ValueError, match="shape"):
        optimizer.update({"W": np.ones((2, 3))}, {"W": np.ones(3)})
    with pytest.raises(TypeError, match="array"):
        optimizer.update({"W": 1.0}, {"W": np.ones(())})  # type: ignore[dict-item]


@pytest.mark.parametrize("name", NAMES)
def test_a_gradient_is_taken_in_the_parameters_dtype(name: str) -> None:
    """A float64 gradient of a float32 parameter is rounded first: the step is, bit for bit, that of the rounded gradient."""
    found = []
    for dtype in ("float64", "float32"):
        optimizer, params = make(name), {"W": numbers((50,), 0, "float32")}
        for k in range(3):
            optimizer.update(params, {"W": numbers((50,), k + 1).astype(dtype)})
        found.append(params["W"])
    assert np.array_equal(*found)


def test_a_restored_moment_of_another_shape_is_refused() -> None:
    """All moments of a snapshot may have one shape, and the parameter another: the step says so."""
    optimizer = implementations.Adam()
    optimizer.load_state_dict(optimizer.state_dict() | {"state": {"W": {"t": 1, "m": np.ones(1), "v": np.ones(1)}}})
    with pytest.raises(ValueError, match="the moment 'm' of 'W' has shape"):
        optimizer.update({"W": np.ones(2)}, {"W": np.ones(2)})


@pytest.mark.parametrize(
    ("key", "hint"),
    [("epsilom", "did you mean 'epsilon'?"), ("x", "known: lr, beta1, beta2, epsilon"), (3, "known: lr")],
)
def test_an_unknown_key_is_told_with_the_closest(key: Any, hint: str) -> None:
    """The message has the key, where it stands, and what it may have been."""
    optimizer = implementations.Adam()
    snapshot = optimizer.state_dict()
    snapshot["hyperparameters"][key] = 1.0
    with pytest.raises(ValueError, match=f"unknown key {key!r} in the hyperparameters of Adam; {re.escape(hint)}"):
        optimizer.load_state_dict(snapshot)


@pytest.mark.parametrize("name", NAMES)
def test_look_ahead_only_looks(name: str) -> None:
    """Where there is a `lookahead`, it changes neither the parameters nor the state, and shares no memory with them."""
    optimizer: Any = make(name)
    if not hasattr(optimizer, "lookahead"):
        assert name != "LookaheadNesterov"
        return
    params = {"W": np.ones(3), "late": np.ones(2)}
    optimizer.update(params, {"W": np.ones(3)})
    before = copy.deepcopy((params, optimizer.state))
    points = optimizer.lookahead(params)
    assert np.array_equal(points["W"], params["W"] + optimizer.mu * optimizer.state["W"]["v"])
    assert np.array_equal(points["late"], params["late"])
    for point in points.values():
        point[...] = np.nan
    assert np.array_equal(params["W"], before[0]["W"]) and np.array_equal(
        optimizer.state["W"]["v"], before[1]["W"]["v"]
    )


@given(
    hnp.arrays(
        np.float64, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3), elements=st.floats(-1e6, 1e6)
    ),
    st.sampled_from(NAMES),
)
def test_any_shape(theta: np.ndarray, name: str) -> None:
    """No shape of parameter makes an optimizer stumble."""
    params = {"W": np.array(theta)}
    make(name).update(params, {"W": np.ones_like(params["W"])})
    assert params["W"].shape == theta.shape
