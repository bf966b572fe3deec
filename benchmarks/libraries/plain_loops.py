"""Findings of conduct shown again in a plain loop around the copies, in which nothing of optproof takes part."""

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from libraries.changes import Original

RATE = 0.25

NEEDED: dict[str, dict[str, Any]] = {"momentum": {"momentum": 0.75}}
"""What an optimizer is made with to be the rule."""

OTHERS: dict[str, tuple[Any, ...]] = {"amsgrad": (False, True), "eps": (1e-8, 0.5), "epsilon": (1e-8, 0.5)}
"""Values that an option may take."""

Rows = Sequence[Sequence[np.ndarray | None]]
"""A gradient for each parameter at each step; None where it has none."""

Play = Callable[[Any, Mapping[str, Any], Sequence[np.ndarray], Rows], list[np.ndarray]]
"""Makes an optimizer with options, and lets it step from these parameters: where they end."""


def shown(original: Original, unchanged: Path, changed: Path, finding: str, detail: str) -> bool:
    """Whether a loop shows of the changed copy, and not of the unchanged one, what was found.

    Both are folders in which the modules lie; `detail` is what the check said.
    """
    settings = {name: json.loads(value.lower()) for name, value in original.settings}
    module = original.modules[0].rpartition(".")[2]
    asked = json.dumps(
        [original.library, module, original.name, NEEDED.get(original.rule, {}) | settings, finding, detail]
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", "from libraries.plain_loops import answer; answer()", str(folder), asked],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1],
            env={**os.environ, "KERAS_BACKEND": "jax"},
        ).stdout.split()[-1]
        for folder in (changed, unchanged)
    ]  # fmt: skip
    return answers == ["True", "False"]


def answer() -> None:
    """What one copy shows, by the arguments of the process."""
    folder, asked = Path(sys.argv[1]), sys.argv[2]
    library, module, name, options, finding, detail = json.loads(asked)
    sys.path.insert(0, str(folder.parent))
    make = getattr(importlib.import_module(f"{folder.name}.{module}"), name)
    print(SHOWING[finding](PLAYS[library], make, options, detail))


def _mixed_up(play: Play, make: Any, options: Mapping[str, Any], _detail: str) -> bool:
    """Whether a parameter ends elsewhere beside another one that has no gradient at first than it does alone."""
    first, second = np.array([0.5, -1.0]), np.array([2.0])
    rows = [
        [np.array([1.0, 2.0]), None],
        [np.array([-0.5, 1.0]), np.array([1.0])],
        [np.array([2.0, 0.5]), np.array([0.5])],
    ]
    together = play(make, options, [first, second], rows)[0]
    alone = play(make, options, [first], [row[:1] for row in rows])[0]
    return not np.allclose(together, alone, rtol=1e-9)


def _ignored(play: Play, make: Any, options: Mapping[str, Any], detail: str) -> bool:
    """Whether no value of the options that the detail names changes where parameters end, however large gradients are."""
    words = {*re.findall(r"\w+", detail)}
    draws = np.random.default_rng(0)
    rows = [[scale * draws.normal(size=3)] for scale in (4.0, 1.0, 0.25, 0.0625, 1.0, 0.25)]
    named = [name for name in OTHERS if name in words]
    ends = [[play(make, {**options, name: value}, [np.ones(3)], rows)[0] for value in OTHERS[name]] for name in named]
    return bool(named) and all(np.array_equal(one, other) for one, other in ends)


SHOWING = {"any-order": _mixed_up, "options-matter": _ignored}
"""What is shown of a finding, by the check that made it."""


def _torch(make: Any, options: Mapping[str, Any], initial: Sequence[np.ndarray], rows: Rows) -> list[np.ndarray]:
    import torch

    parameters = [torch.tensor(each, requires_grad=True) for each in initial]
    optimizer = make(parameters, lr=RATE, **options)
    for row in rows:
        for parameter, gradient in zip(parameters, row, strict=True):
            parameter.grad = None if gradient is None else torch.tensor(gradient)
        optimizer.step()
    return [each.detach().numpy() for each in parameters]


def _optax(make: Any, options: Mapping[str, Any], initial: Sequence[np.ndarray], rows: Rows) -> list[np.ndarray]:
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    optimizer = make(RATE, **options)
    parameters: Any = [*map(jax.numpy.array, initial)]
    state = optimizer.init(parameters)
    for row in rows:
        updates, state = optimizer.update([*map(jax.numpy.array, row)], state, parameters)
        parameters = optax.apply_updates(parameters, updates)
    return [np.asarray(each) for each in jax.tree.leaves(parameters)]


def _keras(make: Any, options: Mapping[str, Any], initial: Sequence[np.ndarray], rows: Rows) -> list[np.ndarray]:
    import keras

    parameters = [keras.Variable(each, dtype="float32") for each in initial]
    optimizer = make(learning_rate=RATE, **options)
    optimizer.build(parameters)
    for row in rows:
        optimizer.apply([keras.ops.convert_to_tensor(each, dtype="float32") for each in row], parameters)
    return [np.asarray(each.value) for each in parameters]


PLAYS: dict[str, Play] = {"torch": _torch, "optax": _optax, "keras": _keras}
"""A loop of each library."""
