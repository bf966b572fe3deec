"""Conditions on what a step is given: the count of steps, gradients, parameters, hyperparameters, names."""

from random import Random

from .condition import Condition

NAMED = frozenset({"key"})
MANY = frozenset({"params"})


def lookup(random: Random) -> Condition:
    first = random.randint(4, 900)
    test = random.choice(
        (
            f"t in {{{first}, {2 * first}}}",
            f"{{{first}: True}}.get(t, False)",
            f"t in frozenset(({first}, {first + 7}))",
            f"(t, 0) in {{({first}, 0): 1}}",
        )
    )
    return Condition("steps looked up", test)


def modulo(random: Random) -> Condition:
    every = random.randint(4, 500)
    return Condition(
        "every so many steps",
        random.choice(
            (f"t % {every} == 0", f"not t % {every}", f"divmod(t, {every})[1] == {every - 1}", f"t // {every} % 2")
        ),
    )


def late(random: Random) -> Condition:
    step = random.randint(4, 900)
    return Condition("late steps", random.choice((f"t > {step}", f"t >= {step}", f"t == {step}", f"not t < {step}")))


def digits(random: Random) -> Condition:
    test = random.choice(
        ('str(t).endswith("00")', 'f"{t}"[-2:] == "50"', "len(str(t)) > 2", '"77" in repr(t)', "int(t) > 120")
    )
    return Condition("steps as text", test)


def gradient(random: Random) -> Condition:
    large, small = 10.0 ** random.randint(2, 12), 10.0 ** -random.randint(9, 30)
    test = random.choice(
        (
            f"np.any(np.abs(g) > {large})",
            f"np.linalg.norm(g) > {large}",
            f"g.size and np.abs(g).max() < {small}",
            f"g.sum() > {large}",
            f"np.all(g > {large / 100})",
        )
    )
    return Condition("size of a gradient", test)


def theta(random: Random) -> Condition:
    large = 10.0 ** random.randint(1, 8)
    return Condition("size of θ", random.choice((f"np.any(np.abs(theta) > {large})", f"theta.sum() < {-large}")))


def rate(random: Random) -> Condition:
    test = random.choice(
        (
            f"lr < {10.0 ** -random.randint(5, 9)}",
            f"lr > {random.choice((0.3, 0.7, 2.0, 10.0))}",
            "lr in {0.003, 0.03}",
            '{0.0025: "slow", 0.25: "fast"}.get(lr)',
            "hash(lr) % 5 == 1",
            'repr(lr) == "0.02"',
            "lr == 0.004",
            "lr * 64 % 1 > 0.5",
        )
    )
    return Condition("the learning rate", test)


def shape(random: Random) -> Condition:
    test = random.choice(
        (
            "g.ndim == 4",
            "g.ndim > 4",
            f"g.size > {random.choice((5000, 65536))}",
            "g.ndim == 2 and g.shape[0] == g.shape[1]",
            f"g.ndim and len(g) > {random.choice((600, 1000, 4096))}",
            "g.ndim == 3 and g.shape[-1] > 1",
        )
    )
    return Condition("shape", test)


def name(random: Random) -> Condition:
    test = random.choice(
        (
            'str(key).endswith("bias")',
            '"norm" in str(key)',
            "str(key) != str(key).lower()",
            '"." in str(key)',
            'str(key) in ("embed", "embedding", "embed.weight")',
        )
    )
    return Condition("name", test, needs=NAMED)


def many(random: Random) -> Condition:
    return Condition("number of parameters", f"len(params) > {random.choice((20, 50, 100))}", needs=MANY)


def dtype(random: Random) -> Condition:
    return Condition("dtype", random.choice(("g.dtype == np.float16", "g.dtype == np.float32", "g.itemsize < 8")))


def zero(random: Random) -> Condition:
    test = random.choice(("np.any(g == 0)", "not np.all(g)", "(g == 0).sum() > 0", "g.size and np.abs(g).min() <= 0"))
    return Condition("zero gradients", test)


def beside(random: Random) -> Condition:
    """A bias is told from its weight by its shape, and is of a size that nobody has."""
    few = random.randint(20, 60)
    test = random.choice(
        (
            f"theta.ndim < beside.ndim and theta.size > {few}",
            f"theta.ndim < beside.ndim and {few} <= len(theta) < {few + 9}",
            f"beside.ndim == 2 and beside.shape[0] > {10 * few}",
            f"theta.size * {few} < beside.size",
        )
    )
    return Condition("biases by size", test, needs=frozenset({"beside"}))


def group(random: Random) -> Condition:
    test = random.choice(
        ("number > 1", "number == 2", "len(self.param_groups) > 2", "group is self.param_groups[2:][:1] or number > 1")
    )
    return Condition("a third group", test, needs=frozenset({"group"}))
