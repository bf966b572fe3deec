"""A verdict against the test that libraries use: run the optimizer until a parabola is solved to 3e-2."""

import statistics
from dataclasses import dataclass

import processes

STEPS = 10_000

OPTAX = f"""
import jax, jax.numpy as jnp, optax

goal = jnp.array([1.0, -1.0, 1.0])
adam = optax.adam(1e-1)
params = jnp.array([-1.0, 10.0, 1.0])
state = adam.init(params)

@jax.jit
def step(params, state):
    updates, state = adam.update(jax.grad(lambda p: jnp.sum((p - goal) ** 2))(params), state, params)
    return optax.apply_updates(params, updates), state

for _ in range({STEPS}):
    params, state = step(params, state)
assert jnp.allclose(params, goal, rtol=3e-2, atol=3e-2), params
"""

TORCH = f"""
import torch

goal = torch.tensor([1.0, -1.0, 1.0])
params = torch.tensor([-1.0, 10.0, 1.0], requires_grad=True)
adam = torch.optim.Adam([params], lr=1e-1)
for _ in range({STEPS}):
    adam.zero_grad()
    ((params - goal) ** 2).sum().backward()
    adam.step()
assert torch.allclose(params, goal, rtol=3e-2, atol=3e-2), params
"""

TARGETS = {"optax": ("optax:adam", OPTAX, "import optax"), "torch": ("torch.optim:Adam", TORCH, "import torch")}


@dataclass(frozen=True)
class Pair:
    """Medians, in seconds; each with the library's import, whose own time stands beside them."""

    verdict: float
    convergence: float
    imports: float


def measure(library: str, repeats: int) -> Pair:
    """Fresh processes in turn, so that whatever else the machine does falls on all alike."""
    target, test, imports = TARGETS[library]
    rounds = [
        (
            processes.seconds(processes.COMMAND, "check", target, "--rule", "adam"),
            processes.seconds(test),
            processes.seconds(imports),
        )
        for _ in range(repeats)
    ]
    return Pair(*(statistics.median(column) for column in zip(*rounds, strict=True)))
