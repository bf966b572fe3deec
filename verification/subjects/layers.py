"""Shapes in which the optimizer is handed a layer, which holds its weights and biases beside their gradients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from ..target import Target
from .run import Arrays, Run, Shape, copies

Attributes = tuple[tuple[str, str], tuple[str, str]]
"""The attributes of the weights and their gradient, and of the biases and theirs."""

LAYERS: tuple[Attributes, ...] = (
    (("weights", "dweights"), ("biases", "dbiases")),
    (("W", "dW"), ("b", "db")),
    (("w", "dw"), ("b", "db")),
    (("weights", "dW"), ("biases", "db")),
    (("weights", "grad_weights"), ("biases", "grad_biases")),
    (("weights", "weights_gradient"), ("bias", "bias_gradient")),
    (("weights", "d_weights"), ("biases", "d_biases")),
    (("weights", "dweights"), ("bias", "dbias")),
    (("weight", "grad_weight"), ("bias", "grad_bias")),
)


class Layer(SimpleNamespace):
    """A layer: attributes, and what the optimizer hangs on it."""


@dataclass(frozen=True)
class Layers(Shape):
    """`optimizer.update_params(layer)`, between `pre_update_params()` and `post_update_params()` where they exist.

    Attributes:
        method: the method of one step.
        attributes: what a layer calls its parameters and gradients.
        listed: whether the method is handed a list of layers.
    """

    method: str
    attributes: Attributes
    listed: bool = False

    @property
    def zeros_for_absent(self) -> bool:
        return True

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        receiver = target.object(**arguments)
        own = copies(initial)
        layers = [Layer() for _ in range((len(own) + 1) // 2)]
        places = [(layers[index // 2], *self.attributes[index % 2]) for index in range(len(own))]
        for (layer, name, gradient_name), array in zip(places, own, strict=True):
            setattr(layer, name, array)
            setattr(layer, gradient_name, array * 0)
        if len(own) % 2:
            # A layer has biases as well; these go along and are not looked at.
            bias, bias_gradient = self.attributes[1]
            setattr(layers[-1], bias, own[-1].copy())
            setattr(layers[-1], bias_gradient, own[-1] * 0)
        spare = [] if len(own) % 2 == 0 else [getattr(layers[-1], name) for name in self.attributes[1]]
        before = getattr(receiver, "pre_update_params", lambda: None)
        after = getattr(receiver, "post_update_params", lambda: None)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            for (layer, _, gradient_name), gradient, array in zip(places, gradients, own, strict=True):
                setattr(layer, gradient_name, gradient if gradient is not None else array * 0)
            before()
            if self.listed:
                getattr(receiver, self.method)(layers)
            else:
                for layer in layers:
                    getattr(receiver, self.method)(layer)
            after()

        def apart() -> list[Any]:
            held = [getattr(layer, each) for layer, *names in places for each in names]
            return [*held, *spare]

        return Run(
            read=lambda: [getattr(layer, name) for layer, name, _ in places],
            step=step,
            roots=(receiver, *layers),
            apart=apart,
            replace=lambda place, array: setattr(places[place][0], places[place][1], array),
        )
