"""Changes of optax: its transforms, and the chains that its optimizers are."""

from libraries.changes import Change, Original

ALIAS, TRANSFORM = "optax._src.alias", "optax._src.transform"
ACCUMULATION, ADDING = "optax.transforms._accumulation", "optax.transforms._adding"
BOTH = (ALIAS, TRANSFORM, ACCUMULATION, ADDING)

ADAM = Original("optax", BOTH, "adam", "adam")
ADAMW = Original("optax", BOTH, "adamw", "adam+decoupled")
RMSPROP = Original("optax", BOTH, "rmsprop", "rmsprop", (("eps_in_sqrt", "False"),))
ADAGRAD = Original("optax", BOTH, "adagrad", "adagrad+initial")
MOMENTUM = Original("optax", BOTH, "sgd", "momentum")
CHAIN = "'s chain"
ADAM_CHAIN = Original("optax", (ALIAS,), "adam", "adam", part=CHAIN)
ADAMW_CHAIN = Original("optax", (ALIAS,), "adamw", "adam+decoupled", part=CHAIN)
RMSPROP_CHAIN = Original("optax", (ALIAS,), "rmsprop", "rmsprop", (("eps_in_sqrt", "False"),), part=CHAIN)
ADAGRAD_CHAIN = Original("optax", (ALIAS,), "adagrad", "adagrad+initial", part=CHAIN)
MOMENTUM_CHAIN = Original("optax", (ALIAS,), "sgd", "momentum", part=CHAIN)

M = "mu = optax.tree.update_moment(updates, state.mu, b1, 1)"
V = "nu = optax.tree.update_moment_per_elem_norm(updates, state.nu, b2, 2)"
M_HAT = "mu_hat = optax.tree.bias_correction(mu, b1, count_inc)"
V_HAT = "nu_hat = optax.tree.bias_correction(nu, b2, count_inc)"
FRACTION = "m / (jnp.sqrt(v + eps_root) + eps)"
DECAYED = "nu = optax.tree.update_moment_per_elem_norm(updates, state.nu, decay, 2)"
LINK = "      transform.scale_by_learning_rate(learning_rate),\n"
DECAY_LINK = "      transform.add_decayed_weights(weight_decay, mask),\n"


def _of(original: Original, module: str, function: str, *several: tuple[str, ...]) -> list[Change]:
    """A change for each (before, after, mistake, …)."""
    return [Change(original, module, function, before, after, tuple(named)) for before, after, *named in several]


CHANGES = [
    *_of(
        ADAM, TRANSFORM, "scale_by_adam.update_fn",
        (M, M.replace("b1, 1", "1 - b1, 1"), "m-complement-exchanged"),
        (V, V.replace("b2, 2", "b1, 2"), "beta1-in-both-moments"),
        (V, "nu = jax.tree.map(lambda g, v: b2 * v + g**2, updates, state.nu)", "v-complement-lost"),
        (V, "nu = jax.tree.map(lambda g, v: v + (1 - b2) * g**2, updates, state.nu)", "v-decay-lost"),
        (M_HAT + "\n    #", "mu_hat = mu\n    #", "correction-missing-m"),
        (M_HAT + "\n    #", M_HAT.replace("b1", "b2") + "\n    #", "beta2-in-both-corrections"),
        (V_HAT, "nu_hat = nu", "correction-missing-v"),
        (FRACTION, "m / (v + eps_root + eps)", "root-missing"),
        (FRACTION, "m / jnp.sqrt(v + eps_root)", "epsilon-missing"),
        (FRACTION, FRACTION.replace("m / ", "m * "), "denominator-multiplied"),
    ),
    *_of(ADAM_CHAIN, ALIAS, "adam", (LINK, LINK.replace("te)", "te, flip_sign=False)"), "step-uphill")),
    *_of(
        RMSPROP_CHAIN, ALIAS, "rmsprop",
        (f"      ),\n{LINK}      (", f"      ),\n{LINK.replace('te)', 'te, flip_sign=False)')}      (", "step-uphill"),
    ),
    *_of(ADAGRAD_CHAIN, ALIAS, "adagrad", (LINK, LINK.replace("te)", "te, flip_sign=False)"), "step-uphill")),
    *_of(
        ADAMW_CHAIN, ALIAS, "adamw",
        (DECAY_LINK, DECAY_LINK.replace("(weight_decay", "(-weight_decay"), "decay-sign"),
    ),
    *_of(
        ADAMW, ADDING, "add_decayed_weights.update_fn",
        ("g + s * p", "g - s * p", "decay-sign"),
    ),
    *_of(
        RMSPROP, TRANSFORM, "scale_by_rms.update_fn",
        (DECAYED, "nu = jax.tree.map(lambda g, v: v + (1 - decay) * g**2, updates, state.nu)", "v-decay-lost"),
        (DECAYED, DECAYED.replace("decay, 2", "1 - decay, 2"), "v-complement-exchanged"),
        (DECAYED, "nu = jax.tree.map(lambda g, v: decay * v + g**2, updates, state.nu)", "v-complement-lost"),
        ("1 / (jnp.sqrt(n) + eps)", "1 / (n + eps)", "root-missing"),
        ("1 / (jnp.sqrt(n) + eps)", "1 / jnp.sqrt(n)", "epsilon-missing"),
        ("1 / (jnp.sqrt(n) + eps)", "jnp.sqrt(n) + eps", "denominator-multiplied"),
    ),
    *_of(
        ADAGRAD, TRANSFORM, "scale_by_rss.update_fn",
        ("lambda g, t: abs_sq(g) + t", "lambda g, t: 0.1 * abs_sq(g) + 0.9 * t", "v-leaks"),
        ("jax.lax.rsqrt(t + eps)", "jax.lax.rsqrt(t)", "epsilon-missing"),
        ("jax.lax.rsqrt(t + eps)", "1 / (t + eps)", "root-missing"),
    ),
    *_of(
        MOMENTUM, ACCUMULATION, "trace.update_fn",
        ("f = lambda g, t: g + decay * t", "f = lambda g, t: decay * g + t", "decay-on-gradient"),
        ("f = lambda g, t: g + decay * t", "f = lambda g, t: g + t", "velocity-decay-lost", "velocity-is-a-sum"),
        ("f = lambda g, t: g + decay * t", "f = lambda g, t: decay * t - g", "velocity-sign", "step-uphill"),
    ),
    Change(MOMENTUM_CHAIN, ALIAS, "sgd", "decay=momentum", "decay=1 - momentum", told="trace"),
    Change(ADAMW_CHAIN, ALIAS, "adamw", DECAY_LINK + LINK, LINK + DECAY_LINK.replace("(weight_decay", "(-weight_decay"),
           equal="θ decays by λ without lr in the paper's Algorithm 2"),
    Change(MOMENTUM, ACCUMULATION, "trace.update_fn", "f = lambda g, t: g + decay * t",
           "f = lambda g, t: decay * t + (1 - decay) * g", equal="an average of the gradients is a form of momentum"),
    Change(ADAM, TRANSFORM, "scale_by_adam.update_fn", FRACTION, "m / jnp.sqrt(v + eps_root + eps)",
           equal="ε inside the root of v̂ is a form of Adam"),
]  # fmt: skip
