"""How the arrays of one call are handed over together: side by side, in lists, by their names, or by layers."""

from collections.abc import Sequence
from typing import Any, Literal

Group = Literal["array", "pair", "lists", "dict", "list", "tuples", "layers", "nested", "record"]
"""What one call handles: one array, weights and biases, a list of weights and a list of biases, or all parameters at once: by
their names, in a list, in a list of (W, b), in a list of dicts of W and b, in a dict of dicts, or in a named tuple."""

TOGETHER: tuple[Group, ...] = ("dict", "list", "tuples", "layers", "nested", "record")
"""Where all parameters are in one thing."""

BY_LAYER = ("lists", "tuples", "layers")
"""Where weights and biases of all layers go together."""


NESTED = tuple(f"layer{layer}/{letter}" for layer in range(1, 65) for letter in "Wb")
"""What parameters are called in a dict of dicts."""


def packed(
    group: Group, arrays: Sequence[Any], keys: Sequence[str], number: int = 0, prefix: str = "", kind: Any = None
) -> Any:
    """What is handed over as the parameters, or as one of weights and biases; `kind` is the class of a named tuple."""
    if group == "record":
        return kind(*arrays)
    if group == "nested":
        made: dict[str, dict[str, Any]] = {}
        for key, each in zip(keys, arrays, strict=False):
            outer, _, inner = key.partition("/")
            if each is not None:
                made.setdefault(outer, {})[prefix + inner] = each
        return made
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
    if group == "record":
        return {place: getattr(value, keys[place]) for place in range(count)}
    if group == "nested":
        inside = [key.partition("/") for key in keys[:count]]
        return {place: value[outer][inner] for place, (outer, _, inner) in enumerate(inside)}
    if group == "lists":
        return {number + 2 * place: each for place, each in enumerate(value)}
    if group in BY_LAYER:
        layers = [[each["W"], each["b"]] if isinstance(each, dict) else each for each in value]
        return dict(enumerate(array for weight, bias in layers for array in (weight, bias)))
    return dict(enumerate(value)) if group == "list" else {number: value}


def put(group: Group, held: Any, keys: Sequence[str], place: int, array: Any) -> Any:
    """What is handed over, with an array put in its place."""
    if group == "record":
        return held._replace(**{keys[place]: array})
    if group == "dict":
        held[keys[place]] = array
    elif group == "nested":
        outer, _, inner = keys[place].partition("/")
        held[outer][inner] = array
    elif group == "layers":
        held[place // 2]["Wb"[place % 2]] = array
    elif group == "tuples":
        pair = [*held[place // 2]]
        pair[place % 2] = array
        held[place // 2] = tuple(pair)
    else:
        held[place] = array
    return held
