"""Shapes in which the optimizer walks layers, or a network of layers, that hold parameters beside their gradients."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ....reference.rule import Hyperparameters
from ..source import asked_kinds, attributes, words_of_items
from ..subject import Arrays, Run, Shape, Subject, SubjectError, call, copies, signature_of
from ..target import Target
from ..words.arguments import required_of
from ..words.hyperparameters import canonical
from ..words.methods import AFTER, BEFORE, SETUPS, hooks, step_methods
from ..words.roles import role_of, speaks_of
from ..words.signatures import Making

Wrapping = Literal["layer", "list", "model list", "model dict", "model", "pairs"]


class Layer:
    """A layer: attributes, and what the optimizer hangs on it."""

    trainable = optimizable = learnable = requires_grad = has_params = has_weights = is_trainable = True
    frozen = False
    weight_decay = weight_decay_lambda = l1 = l2 = 0
    weight_regularizer_l1 = weight_regularizer_l2 = bias_regularizer_l1 = bias_regularizer_l2 = 0
    name = "layer"

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self, name, value)

    def __contains__(self, name: str) -> bool:
        return hasattr(self, name)


@dataclass(frozen=True)
class Style:
    """What a layer calls its parameters and gradients.

    Attributes:
        pairs: the names of each parameter and its gradient: attributes, or keys of dicts, or places in lists.
        holders: the attributes that hold these dicts or lists; None where the layer itself does.
        listed: whether these are lists.
        called: whether they are methods.
        zeros: attributes in which it keeps state from the beginning, and to which parameter each belongs.
    """

    pairs: tuple[tuple[str, str], ...]
    holders: tuple[str, str] | None = None
    listed: bool = False
    called: bool = False
    zeros: tuple[tuple[str, int], ...] = ()

    def layer(self, arrays: Sequence[Any], kind: type | None = None) -> Layer:
        """A layer with these parameters, and gradients of zero; of a class of its author's where he asks for that."""
        made = Layer() if kind is None else object.__new__(type(kind.__name__, (Layer, kind), {}))
        if self.holders is not None:
            values = (
                [*arrays] if self.listed else {name: each for (name, _), each in zip(self.pairs, arrays, strict=True)}
            )
            slopes = [each * 0 for each in arrays] if self.listed else {name: each * 0 for (_, name), each in zip(self.pairs, arrays, strict=True)}  # fmt: skip
            for holder, value in zip(self.holders, (values, slopes), strict=True):
                setattr(made, holder, _Method(value) if self.called else value)
        else:
            for (name, slope), each in zip(self.pairs, arrays, strict=True):
                setattr(made, name, each)
                setattr(made, slope, each * 0)
        for name, place in self.zeros:
            setattr(made, name, arrays[min(place, len(arrays) - 1)] * 0)
        return made

    def get(self, layer: Layer, place: int, side: int) -> Any:
        """A parameter (side 0) or its gradient (side 1)."""
        name = self.pairs[place][side]
        if self.holders is None:
            return getattr(layer, name)
        holder = self._holder(layer, side)
        return holder[place if self.listed else name]

    def put(self, layer: Layer, place: int, side: int, array: Any) -> None:
        """Put another array in its place."""
        name = self.pairs[place][side]
        if self.holders is None:
            setattr(layer, name, array)
        else:
            self._holder(layer, side)[place if self.listed else name] = array

    def _holder(self, layer: Layer, side: int) -> Any:
        assert self.holders is not None
        holder = getattr(layer, self.holders[side])
        return holder.value if isinstance(holder, _Method) else holder


@dataclass
class _Method:
    """What `layer.params()` is."""

    value: Any

    def __call__(self) -> Any:
        return self.value


@dataclass
class _Pairs:
    """What `net.params_and_grads()` is."""

    style: Style
    layers: list[Layer]

    def __call__(self) -> Any:
        places = range(len(self.style.pairs))
        return [(self.style.get(each, n, 0), self.style.get(each, n, 1)) for each in self.layers for n in places]


class Model:
    """A network: its layers, under the name by which the optimizer asks for them."""

    def __init__(self, layers: Any, names: Sequence[str]) -> None:
        for name in names:
            setattr(self, name, layers)

    def __iter__(self) -> Iterator[Any]:
        return iter(next(iter(vars(self).values())))


@dataclass(frozen=True)
class Layers(Shape):
    """`optimizer.update_params(layer)`, between `pre_update_params()` and `post_update_params()` where they exist.

    Attributes:
        method: the method of one step.
        style: what a layer calls its parameters and gradients.
        wrapping: what the layers are handed over as.
        names: what a network calls its layers.
        owner: the constructor's name for them; None where they are handed over otherwise.
        setup: the method that takes them once.
        handed: whether they are handed over at each call.
        first: whether another layer stands before them, as the layer of the inputs does.
        kind: the class of its author's that a layer has to be of.
    """

    method: str
    style: Style
    wrapping: Wrapping
    names: tuple[str, ...] = ()
    owner: str | None = None
    setup: str | None = None
    handed: bool = True
    first: bool = False
    kind: type | None = None

    @property
    def description(self) -> str:
        pairs = " and ".join(f".{name}/.{slope}" for name, slope in self.style.pairs)
        held = pairs if self.style.holders is None else "/".join(f".{each}" for each in self.style.holders)
        given = self.wrapping if self.handed else ""
        return f"{self.method}({given}) on layers with {held}"

    @property
    def zeros_for_absent(self) -> bool:
        return True

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        own = copies(initial)
        size = len(self.style.pairs)
        spare = [own[-1] * 0] * (-len(own) % size)
        whole = [*own, *(each.copy() for each in spare)]
        layers = [self.style.layer(whole[place : place + size], self.kind) for place in range(0, len(whole), size)]
        before_them = [self.style.layer([each * 0 for each in whole[:size]], self.kind)] if self.first else []
        held = self._wrapped([*before_them, *layers])
        receiver = call(target.object, arguments if self.owner is None else {**arguments, self.owner: held})
        if self.setup is not None:
            getattr(receiver, self.setup)(held)
        method = getattr(receiver, self.method)
        before, after = hooks(receiver)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            for place, gradient in enumerate(gradients):
                if gradient is None:
                    raise SubjectError("its layers have all their gradients at each call")
                self.style.put(layers[place // size], place % size, 1, gradient)
            before()
            if not self.handed:
                method()
            elif self.wrapping == "layer":
                for layer in layers:
                    method(layer)
            else:
                method(held)
            after()

        def apart() -> list[Any]:
            places = [(layer, n, side) for layer in (*layers, *before_them) for n in range(size) for side in (0, 1)]
            return [held, *(self.style.get(*each) for each in places)]

        return Run(
            read=lambda: [self.style.get(layers[place // size], place % size, 0) for place in range(len(own))],
            step=step,
            roots=(receiver, *layers),
            apart=apart,
            replace=lambda place, array: self.style.put(layers[place // size], place % size, 0, array),
        )

    def _wrapped(self, layers: list[Layer]) -> Any:
        if self.wrapping in ("layer", "list"):
            return layers
        if self.wrapping == "pairs":
            return Model(_Pairs(self.style, layers), self.names)
        inside = {f"layer{n}": each for n, each in enumerate(layers, 1)} if self.wrapping == "model dict" else layers
        return Model(_Method(inside) if self.wrapping == "model" else inside, self.names)


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
        required = [name for name in required_of(signature_of(getattr(target.object, method))) if name != "self"]
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
        if (
            method is not None
            and len([argument for argument in required_of(signature_of(method)) if argument != "self"]) == 1
        ):
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
