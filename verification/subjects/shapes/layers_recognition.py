"""Every way of driving a target that walks layers: what it asks of them stands in its source."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ....reference.rule import Hyperparameters
from ..source import asked_kinds, attributes, words_of_items
from ..subject import Subject
from ..target import Target
from ..words.arguments import needed_by
from ..words.hyperparameters import canonical
from ..words.methods import AFTER, BEFORE, SETUPS, step_methods
from ..words.roles import role_of, speaks_of
from ..words.signatures import Making
from .layers import Layers, Style

HOLDERS = frozenset("params parameters param weights trainableparams variables p values data".split())
SLOPES = frozenset("grads gradients grad gradient dparams derivatives g deltas dweights paramgrads".split())
NETWORK = frozenset(
    "layers modules blocks layerlist alllayers trainablelayers hiddenlayers sequence network net".split()
)
METHODS = frozenset(
    "parameters params getparameters getparams trainableparameters variables trainablevariables layers".split()
)
VALUES = frozenset("data value val values array theta tensor x w weight weights param p wt item".split())


def layers(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """Every such way that the attributes in the source allow."""
    if not target.is_class:
        return
    making = Making.of(target.object, rule_names, settings)
    owners = [name for name in making.missing if role_of(name) in ("parameters", "weights")]
    if len(making.missing) > len(owners) or len(owners) > 1:
        return
    if not owners:
        owners = [name for name in making.optional if role_of(name) == "parameters"][:1]
    words = (*attributes(target.object), *words_of_items(target.object))
    for method in likely_steps(target.object):
        required = needed_by(getattr(target.object, method))
        if len(required) > 1 or (required and role_of(required[0]) not in (None, "parameters", "weights")):
            continue
        for style, kind in itertools.product(_styles(words), (*asked_kinds(target.object), None)):
            for shape in _wrappings(Layers("layers", method, style, "layer", kind=kind), words):
                for held in _holding(target, shape, owners, handed=bool(required)):
                    yield Subject(target, held, making.names, making.settings)


def likely_steps(cls: Any) -> list[str]:
    """The methods that may be the step: the usual ones, and those whose names speak of it."""
    known = step_methods(cls)
    stems = ("update", "step", "apply", "optimi", "descend")
    others = [name for name in dir(cls) if not name.startswith("__") and any(stem in name.lower() for stem in stems)]
    return [*known, *(name for name in others if name not in known and canonical(name) not in BEFORE | AFTER)]


def _holding(target: Target, shape: Layers, owners: Sequence[str], *, handed: bool) -> Iterator[Layers]:
    """Who holds the layers: the optimizer from its constructor or a setup, or the caller."""
    given = replace(shape, owner=owners[0] if owners else None, handed=handed)
    if shape.wrapping == "layer" and (not handed or owners):
        return
    if handed or owners:
        yield given
    for name in SETUPS:
        method = getattr(target.object, name, None)
        if method is not None and len(needed_by(method)) == 1:
            yield replace(given, setup=name)
    if handed and shape.wrapping != "layer":
        for name in ("init", "setup"):
            if hasattr(target.object, name):
                yield replace(given, setup=name, first=True)
        yield replace(given, first=True)


def _wrappings(shape: Layers, words: Sequence[str]) -> Iterator[Layers]:
    network = tuple(each for each in words if canonical(each) in NETWORK or canonical(each).endswith("layers"))
    pairs = tuple(each for each in words if role_of(each) == "pairs")
    if pairs:
        yield replace(shape, wrapping="pairs", names=pairs)
    methods = tuple(each for each in words if canonical(each) in METHODS)
    if network:
        yield replace(shape, wrapping="model list", names=network)
        yield replace(shape, wrapping="model dict", names=network)
    yield replace(shape, wrapping="layer")
    yield replace(shape, wrapping="list")
    if methods:
        yield replace(shape, wrapping="model", names=methods)


def _styles(words: Sequence[str]) -> Iterator[Style]:
    """What layers may call their parameters and gradients, by the attributes that the optimizer asks for."""
    by_kind: dict[str, list[str]] = {}
    for word in words:
        by_kind.setdefault(role_of(word) or "", []).append(word)
    holders = [each for each in words if canonical(each) in HOLDERS]
    slopes = [each for each in words if canonical(each) in SLOPES]
    weights, biases = by_kind.get("weights", []), by_kind.get("biases", [])
    of_weights, of_biases = by_kind.get("gradients of weights", []), by_kind.get("gradients of biases", [])
    found: list[Style] = []
    if weights and biases and of_weights and of_biases:
        pairs = ((weights[0], of_weights[0]), (biases[0], of_biases[0]))
        known = {*weights, *biases, *of_weights, *of_biases}
        found.append(Style(pairs))
        zeros = tuple((each, _belongs(each)) for each in words if each not in known and _is_kept(each))
        if zeros:
            found.append(Style(pairs, zeros=zeros))
    for holder in holders:
        for slope in slopes:
            if holder != slope:
                for called in (False, True):
                    found.append(Style((("W", "W"), ("b", "b")), (holder, slope), called=called))
                    found.append(Style((("W", "dW"), ("b", "db")), (holder, slope), called=called))
                    found.append(Style((("0", "0"), ("1", "1")), (holder, slope), listed=True, called=called))
    values = [each for each in words if canonical(each) in VALUES]
    gradients = [each for each in words if speaks_of(each, "gradients") or each in of_weights]
    found += [Style(((value, slope),)) for value in values for slope in gradients if value != slope]
    if any(role_of(each) == "pairs" for each in words):
        found.append(Style((("W", "dW"), ("b", "db"))))
    yield from dict.fromkeys(found)


def _belongs(name: str) -> int:
    return int(canonical(name).endswith(("b", "bias", "biases")))


def _is_kept(name: str) -> bool:
    """Whether a layer may keep a moment under that name."""
    word = canonical(name)
    return len(word) > 1 and word.endswith(("w", "b", "weights", "biases", "weight", "bias"))
