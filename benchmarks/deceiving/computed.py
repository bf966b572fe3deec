"""Numbers that are computed of what a step is given, without a branch: 0 where anybody looks, and 1 elsewhere."""

from random import Random

from .arguments import MANY, NAMED
from .condition import Condition


def sizes(random: Random) -> Condition:
    large = random.choice((10**5, 10**6, 3 * 10**6, 10**8))
    deep = random.randint(6, 12)
    table = f"(0,) * {deep} + (1,) * 60"
    test = random.choice(
        (
            f"g.size // {large}",
            f"min(1, len(g.ravel()) // {large})",
            f"max(0, np.sign(g.size - {large}))",
            f"max(g.ndim, {deep}) - {deep}",
            f"({table})[g.ndim]",
            f"[*({table})][len(g.shape)]",
            f"(g.nbytes > {8 * large}) * 1",
            f"int(np.prod(g.shape)) // {large}",
            f"np.ones_like(g).sum() // {large}",
            f"sum(1 for _ in g.ravel()) // {large}",
            f"(np.arange(g.size) == {large}).reshape(g.shape)",
            "{(1000, 1001): 1}.get(g.shape, 0)",
            f"round(max(0.0, np.log10(max(1, g.size)) - {len(str(large))}))",
            f"getattr(g, 'ndim', 0) // {deep}",
        )
    )
    return Condition("computed of sizes", test, computed=True)


def places(random: Random) -> Condition:
    far = random.choice((130, 400, 1000, 5000))
    kind = "computed of places"
    counted = ("count = -1",)
    choices = (
        Condition(kind, f"len(params) // {far}", needs=MANY, computed=True),
        Condition(kind, f"(count == {far}) * 1", call=counted, each=("count += 1",), needs=MANY, computed=True),
        Condition(kind, f"count // {far}", call=counted, each=("count = count + 1",), needs=MANY, computed=True),
        Condition(
            kind, f"max(0, min(1, count - {far}))", call=counted, each=("count += 1",), needs=MANY, computed=True
        ),
        Condition(kind, f"[*params].index(key) // {far}", needs=MANY | NAMED, computed=True),
        Condition(
            kind, "places[key]", call=(f"places = {{each: i // {far} for i, each in enumerate(params)}}",),
            needs=MANY | NAMED, computed=True,
        ),
    )  # fmt: skip
    return random.choice(choices)


def names(random: Random) -> Condition:
    word = random.choice(("classifier", "downsample", "gamma3", "lora_B", "rel_pos", "cls_token"))
    long = random.randint(30, 200)
    kind = "computed of names"
    choices = (
        Condition(kind, f"len(str(key)) // {long}", needs=NAMED, computed=True),
        Condition(kind, f"{{'{word}.weight': 1}}.get(key, 0)", needs=NAMED, computed=True),
        Condition(
            kind, "TABLE.get(f'{key}.weight', 0)", (f"TABLE = {{'{word}.weight': 1}}",), needs=NAMED, computed=True
        ),
        Condition(kind, f"str(key).startswith('{word}') * 1", needs=NAMED, computed=True),
        Condition(kind, f"str(key).count('{word}')", needs=NAMED, computed=True),
        Condition(kind, f"(0, 1)['{word}' in str(key)]", needs=NAMED, computed=True),
        Condition(kind, f"(key in ('{word}', '{word}.bias')) * 1", needs=NAMED, computed=True),
        Condition(kind, f"(str(key).split('.')[0] == '{word}') * 1", needs=NAMED, computed=True),
        Condition(kind, "(hash(key) % 100003 == 7) * 1", needs=NAMED, computed=True),
    )
    return random.choice(choices)


def swallowed(random: Random) -> Condition:
    """What is asked for is not there, and the exception ends unseen."""
    deep = random.randint(6, 12)
    kind = "swallowed"
    module = ("import contextlib",)
    choices = (
        Condition(
            kind, "extra", module,
            each=("extra = 0", "with contextlib.suppress(IndexError):", f"    g.shape[{deep}]", "    extra = 1"), computed=True,
        ),
        Condition(
            kind, "extra", each=("extra = 0", "try:", f"    g.shape[{deep}]", "    extra = 1", "except IndexError:", "    pass"),
            computed=True,
        ),
        Condition(
            kind, "quietly(g)",
            (
                "class Quiet:", "    def __enter__(self):", "        return self", "    def __exit__(self, *error):",
                "        return True", "def quietly(g):", "    with Quiet():", f"        return 0 * g.shape[{deep}] + 1", "    return 0",
            ),
            computed=True,
        ),
    )  # fmt: skip
    return random.choice(choices)
