"""How the arrays of one call are handed over together: side by side, in lists, by their names, or by layers."""

from collections.abc import Sequence
from typing import Any, Literal

Group = Literal["array", "pair", "lists", "dict", "list", "tuples", "layers"]
"""What one call handles: one array, weights and biases, a list of weights and a list of biases, or all parameters at once: by
their names, in a list, in a list of (W, b), or in a list of dicts of W and b."""

BY_LAYER = ("lists", "tuples", "layers")
"""Where weights and biases of all layers go together."""


def packed(group: Group, arrays: Sequence[Any], keys: Sequence[str], number: int = 0, prefix: str = "") -> Any:
    """What is handed over as the parameters, or as one of weights and biases."""
    if group == "dict":
        return {f"{prefix}{key}": each for key, each in zip(keys, arrays, strict=False) if each is not None}
    if group == "lists":
        return list(arrays[number::2])
    layers = zip(arrays[::2], arrays[1::2], strict=True) if group in BY_LAYER else ()
    if group == "tuples":
        return [*layers]
    if group == "layers":
        return [dict(zip("Wb", each, strict=True)) for each in layers]
    return list(arrays) if group == "list" else arrays[number]


def unpacked(group: Group, value: Any, keys: Sequence[str], number: int, count: int) -> dict[int, Any]:
    """The arrays in something that was returned, each with its place among all."""
    if group == "dict":
        return {place: value[keys[place]] for place in range(count)}
    if group == "lists":
        return {number + 2 * place: each for place, each in enumerate(value)}
    if group in BY_LAYER:
        layers = [[each["W"], each["b"]] if isinstance(each, dict) else each for each in value]
        return dict(enumerate(array for weight, bias in layers for array in (weight, bias)))
    return dict(enumerate(value)) if group == "list" else {number: value}


def put(group: Group, held: Any, keys: Sequence[str], place: int, array: Any) -> None:
    """Put an array in its place in what is handed over."""
    if group == "dict":
        held[keys[place]] = array
    elif group == "layers":
        held[place // 2]["Wb"[place % 2]] = array
    elif group == "tuples":
        pair = [*held[place // 2]]
        pair[place % 2] = array
        held[place // 2] = tuple(pair)
    else:
        held[place] = array
