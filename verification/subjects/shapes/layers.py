"""Shapes in which the optimizer walks layers, or a network of layers, that hold parameters beside their gradients."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..subject import Arrays, Run, Shape, SubjectError, call, copies
from ..target import Target
from ..words.methods import hooks

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
                [*arrays]
                if self.listed
                else _Parameters({name: each for (name, _), each in zip(self.pairs, arrays, strict=True)})
            )
            slopes = [each * 0 for each in arrays] if self.listed else {name: each * 0 for (_, name), each in zip(self.pairs, arrays, strict=True)}  # fmt: skip
            if isinstance(values, _Parameters):
                setattr(values, self.holders[1], slopes)
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


class _Parameters(dict[str, Any]):
    """Parameters by their names, which some ask for their gradients too, and tell to move: `parameters.step("W", -lr * g)`."""

    def step(self, name: str, step: Any) -> None:
        self[name] += step


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
    def in_one_call(self) -> int:
        return len(self.style.pairs)

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
