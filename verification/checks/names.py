"""Checks that it does not matter what parameters are called, nor in which dict they come."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Literal

from ...reference.tape import Tape
from ..english import listed
from ..fuzzing.driving import RaisedError
from ..subjects.constants import constants_of
from .check import Check, Finding, Skipped
from .context import Context, Parameters
from .ordinary_tapes import only, ordinary_tape
from .refusals import Refusal, caution

NAMINGS: dict[str, tuple[str, ...]] = {
    "end alike": ("fc1.weight", "fc2.weight", "fc1.bias", "fc2.bias", "fc10.weight", "out.fc1.weight"),
    "end alike after an underscore": ("fc1_weight", "fc2_weight", "fc1_bias", "fc2_bias", "fc1", "fc2"),
    "end alike after a slash": ("a/kernel", "b/kernel", "a/bias", "b/bias", "a/b/kernel", "kernel"),
    "differ in case alone": ("w", "W", "weight", "Weight", "WEIGHT", "b", "B"),
    "begin alike": ("layer1", "layer10", "layer1.0", "layer", "layer1_0", "layer01"),
    "are words": (
        "weight", "bias", "kernel", "embed", "embedding.weight", "pos_embed", "norm", "layer_norm.weight", "ln_f.bias",
        "bn1.gamma", "bn1.beta", "scale", "head.weight", "classifier", "encoder.0.attn.qkv", "lora_A", "temperature",
    ),
    "are numbers": ("0", "1", "2", "10", "01", "0.weight"),
    "are long": (
        "encoder.layers.11.attention.self.query_key_value.weight", "transformer.h.11.mlp.c_proj.bias",
        "module.backbone.layer4.2.downsample.0.weight", "classifier.weight", "classifier.1.bias", "x",
    ),
}  # fmt: skip
"""Names that somebody's parameters have, which a split, a prefix, a suffix or a look-up may take for each other."""

NO_NAMES = "its parameters have no names"
NOT_HANDED = "no dict of parameters is handed over at each call"


def _names_alike(context: Context) -> Finding | None:
    if not context.subject.shape.in_dicts:
        raise Skipped(NO_NAMES)
    refused: list[Refusal] = []
    # A library that compiles does so anew for each of them.
    tried = dict([*NAMINGS.items()][:1]) if context.subject.target.compiles else NAMINGS
    spoken = _spoken_of(context)
    tried = {**tried, **({"are what its code speaks of": spoken} if spoken else {})}
    for how, names in tried.items():
        tape = ordinary_tape(context, ((2,),) * len(names), steps=3)
        try:
            plain = context.run(tape)
        except RaisedError:
            continue  # for so many parameters it has no room; `many-parameters-apart` tells it
        try:
            moved = _moved(context, tape, plain, names)
        except RaisedError as error:
            refused.append(Refusal(f"that {how}", error))
            continue
        if moved:
            return Finding(_told(context, tape, names, moved[0], how))
    return caution(refused, kind="names ")


MOST = 60
"""Names that are tried because the code has their words, or numbers that may be their lengths or letters."""


def _spoken_of(context: Context) -> tuple[str, ...]:
    """The names of which its code may think."""
    known = constants_of(context.subject.target)
    numbers = [each for each in known.numbers if each <= 128]
    names = [
        *known.words,
        *(word[: match.start()] for word in known.words for match in re.finditer(r"[./_:-]", word) if match.start()),
        *("x" * each for number in numbers for each in (number, number + 1)),
        *(".".join("x" * (each + 1)) for number in numbers if number <= 32 for each in (number - 1, number)),
        *(chr(each) for each in numbers if chr(each).isalpha()),
    ]
    return tuple(dict.fromkeys(names))[:MOST]


def _moved(context: Context, tape: Tape, plain: Sequence[Parameters], names: Sequence[str]) -> list[int]:
    """The parameters that move otherwise when they are called so."""
    subject = context.subject
    named = replace(subject, shape=replace(subject.shape, keys=tuple(names)))
    found = replace(context, subject=named).run(tape)
    return [
        p
        for p in range(len(names))
        if not context.agree([[step[p]] for step in plain], [[step[p]] for step in found], only(tape, p))
    ]


def _told(context: Context, tape: Tape, names: Sequence[str], first: int, how: str) -> str:
    """What it takes for a parameter to move otherwise: its own name, or that of another besides."""

    def astray(*places: int) -> bool:
        few = only(tape, *places)
        try:
            return bool(_moved(context, few, context.run(few), [names[place] for place in places]))
        except RaisedError:
            return False

    if astray(first):
        return f"a parameter that is called {names[first]!r} moves otherwise than one that is called {context.subject.shape.keys[0]!r}"
    pair = next((two for two in combinations(range(len(names)), 2) if astray(*two)), None)
    if pair is not None:
        return f"parameters that are called {names[pair[0]]!r} and {names[pair[1]]!r} are mixed up"
    return f"parameters move otherwise when their names {how}, as {listed([repr(each) for each in names[:3]])} do"


def _dicts_alike(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    if not context.subject.shape.in_dicts or context.open(tape).session.run.replace is None:
        raise Skipped(NOT_HANDED)
    plain = context.run(tape)
    if not _alike(context, tape, plain, "new"):
        return Finding(
            "it goes on with the dict of an earlier call when the same parameters come in a new one: they no longer move, "
            "or otherwise"
        )
    if not _alike(context, tape, plain, "turned"):
        return Finding(
            "its state goes by the place in the dict: parameters must come in the same order at each call",
            refutes=False,
        )
    return None


def _alike(context: Context, tape: Tape, plain: Sequence[Parameters], dicts: Literal["new", "turned"]) -> bool:
    subject = context.subject
    try:
        found = replace(context, subject=replace(subject, shape=replace(subject.shape, dicts=dicts))).run(tape)
    except RaisedError:
        return True  # it insists on its own dict, loudly
    return context.agree(plain, found, tape)


NAMES = (
    Check(
        "names-alike",
        "conduct",
        "What a parameter is called changes nothing: names may end alike, differ in case, or be words such as bias.",
        "State that is kept by a part of a name belongs to two layers as soon as a model has two of them.",
        "https://github.com/ddbourgin/numpy-ml/pull/96",
        _names_alike,
        requires=("many-parameters-apart",),
        cautions=True,
        skips=(NO_NAMES,),
    ),
    Check(
        "dicts-alike",
        "conduct",
        "The same parameters may come in a new dict at each call, and in another order.",
        "A model that gathers its parameters anew before each step is not trained, or trained with the state of others.",
        "https://github.com/pytorch/pytorch/issues/1489",
        _dicts_alike,
        requires=("parameters-apart", "parameters-let-go"),
        cautions=True,
        skips=(NOT_HANDED,),
    ),
)
