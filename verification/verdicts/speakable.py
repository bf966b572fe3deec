"""What of a record is said in JSON, and in what words."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

UNSPOKEN: Mapping[str, bool] = {"unspoken": True}
"""Metadata of a field that is no key of the JSON, where `detail` has it in words."""


def speakable(value: Any) -> Any:
    """`value` in what JSON has words for; of a record, the fields that JSON has keys for."""
    if is_dataclass(value) and not isinstance(value, type):
        spoken = [each.name for each in fields(value) if not each.metadata.get("unspoken")]
        return {name: speakable(getattr(value, name)) for name in spoken}
    if isinstance(value, dict):
        return {str(key): speakable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [speakable(each) for each in value]
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return str(value)
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)
