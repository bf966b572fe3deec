"""Changes of Keras' optimizers."""

from libraries.changes import Change, Original

FOLDER = "keras.src.optimizers"


def _original(name: str, rule: str, *more: str, **settings: str) -> Original:
    return Original("keras", (f"{FOLDER}.{name.lower()}", *more), name, rule, tuple(settings.items()))


ADAM = _original("Adam", "adam")
RMSPROP = _original("RMSprop", "rmsprop")
ADAGRAD = _original("Adagrad", "adagrad+initial")
MOMENTUM = _original("SGD", "momentum")

M = "ops.multiply(ops.subtract(gradient, m), 1 - self.beta_1)"
V = "ops.subtract(ops.square(gradient), v), 1 - self.beta_2"
ALPHA = "alpha = lr * ops.sqrt(1 - beta_2_power) / (1 - beta_1_power)"
FRACTION = "ops.multiply(m, alpha), ops.add(ops.sqrt(v), self.epsilon)"
MOVED = "ops.multiply(rho, velocity),\n                ops.multiply(1 - rho, ops.square(gradient)),"
DENOMINATOR = "denominator = ops.add(velocity, self.epsilon)"
GATHERED = "self.assign_add(accumulator, ops.square(gradient))"
VELOCITY = "                ops.subtract(\n                    ops.multiply(m, momentum),\n                    ops.multiply(gradient, learning_rate),\n                ),"


def _of(original: Original, *several: tuple[str, ...], module: str = "") -> list[Change]:
    """A change of the step for each (before, after, mistake, …)."""
    place = module or original.modules[0]
    name = "Adam" if module else original.name
    return [
        Change(original, place, f"{name}.update_step", before, after, tuple(named)) for before, after, *named in several
    ]


CHANGES = [
    *_of(
        ADAM,
        (M, M.replace("1 - ", ""), "m-complement-exchanged"),
        (M, "ops.multiply(gradient, 1 - self.beta_1)", "m-decay-lost"),
        (V, V.replace("beta_2", "beta_1"), "beta1-in-both-moments"),
        (V, "ops.square(gradient), 1 - self.beta_2", "v-decay-lost"),
        (ALPHA, ALPHA.replace("ops.sqrt(1 - beta_2_power)", "(1 - beta_2_power)"), "correction-twice-v"),
        (ALPHA, "alpha = lr * ops.sqrt(1 - beta_2_power)", "correction-missing-m"),
        (ALPHA, "alpha = lr", "correction-missing"),
        (ALPHA, "alpha = lr * ops.sqrt(1 - beta_1_power) / (1 - beta_2_power)", "betas-swapped-corrections"),
        (FRACTION, "ops.multiply(m, alpha), ops.add(v, self.epsilon)", "root-missing"),
        ("self.assign_sub(\n            variable,", "self.assign_add(\n            variable,", "step-uphill"),
        ("ops.divide(\n                ops.multiply(m, alpha)", "ops.multiply(\n                ops.multiply(m, alpha)",
         "denominator-multiplied"),
    ),
    *_of(
        RMSPROP,
        (MOVED, "velocity,\n                ops.square(gradient),", "v-is-a-sum"),
        (MOVED, MOVED.replace("ops.multiply(1 - rho, ops.square(gradient))", "ops.square(gradient)"), "v-complement-lost"),
        (MOVED, MOVED.replace("1 - rho", "rho").replace("(rho, v", "(1 - rho, v"), "v-complement-exchanged"),
        (MOVED, MOVED.replace("ops.multiply(rho, velocity)", "velocity"), "v-decay-lost"),
        (DENOMINATOR, "denominator = velocity", "epsilon-missing"),
        ("ops.sqrt(denominator)", "denominator", "root-missing"),
        ("self.assign_sub(variable, increment)", "self.assign_add(variable, increment)", "step-uphill"),
    ),
    *_of(
        ADAGRAD,
        ("ops.square(gradient))", "ops.multiply(lr, ops.square(gradient)))", "lr-in-v"),
        (GATHERED, "self.assign(accumulator, 0.9 * accumulator + 0.1 * ops.square(gradient))", "v-leaks"),
        ("ops.sqrt(ops.add(accumulator, self.epsilon))", "ops.add(accumulator, self.epsilon)", "root-missing"),
        ("ops.sqrt(ops.add(accumulator, self.epsilon))", "ops.sqrt(accumulator)", "epsilon-missing"),
        ("self.assign_sub(", "self.assign_add(", "step-uphill"),
    ),
    *_of(
        MOMENTUM,
        (VELOCITY, VELOCITY.replace("ops.multiply(m, momentum)", "m"), "velocity-decay-lost"),
        (VELOCITY, VELOCITY.replace("ops.subtract(\n", "ops.add(\n"), "velocity-sign", "step-uphill"),
        ("self.assign_add(variable, m)", "self.assign_sub(variable, m)", "step-uphill", "velocity-sign"),
    ),
    Change(RMSPROP, RMSPROP.modules[0], "RMSprop.update_step", DENOMINATOR,
           "denominator = ops.square(ops.sqrt(velocity) + self.epsilon)", equal="ε outside the root is a form of RMSprop"),
]  # fmt: skip
