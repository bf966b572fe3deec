"""What the user writes after `--set`, read."""

from typing import Any


class InputError(Exception):
    """What the user wrote cannot be carried out; the message is a sentence that says why."""


def parsed(settings: list[str]) -> dict[str, Any]:
    """NAME=VALUE pairs: VALUE is a Python literal, or else a string.  Raises `InputError`."""
    given: dict[str, Any] = {}
    for each in settings:
        name, equals, value = each.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise InputError(f"--set {each}: write NAME=VALUE, for example --set lr=0.01.")
        if name in given:
            raise InputError(f"--set {each}: {name} is set twice.")
        given[name] = literal(value.strip())
    return given


def literal(text: str) -> Any:
    """The value of a Python literal; `true`, `false` and `none` in any case; any other text as it is."""
    from ast import literal_eval

    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    try:
        return literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return text


def insist(hyperparameter: Any, value: Any) -> None:
    """Hyperparameters of the rule are finite numbers in their domain.  Raises `InputError`."""
    name, domain = hyperparameter.name, hyperparameter.domain
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"--set {name}={value}: {name} is a number, and {value!r} is none.")
    if not abs(value) < 1e300 or value not in domain:
        raise InputError(f"--set {name}={value}: {name} lies in {domain}, and {value!r} does not.")
