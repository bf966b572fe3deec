"""Names and numbers as they are typeset: m̂ has a hat, β₁ and lr_t have something below, 1e-07 is a power of ten."""

import re
from dataclasses import dataclass

HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
LEVEL = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
NAME = re.compile(rf"(?P<base>.+?)(?P<hat>{HAT}?)(?:(?P<digits>[₀-₉]+)|_(?P<below>t|\d+|root|max))?")


@dataclass(frozen=True)
class Letter:
    """A name: what stands on the line, whether it has a hat, and what stands below."""

    base: str
    hat: bool = False
    below: str = ""


def letter(name: str) -> Letter:
    """The name in its parts; a name from somebody's code, such as exp_avg, stays in one."""
    found = NAME.fullmatch(name)
    if found is None or "_" in found["base"]:
        return Letter(name)
    below = (found["digits"] or found["below"] or "").translate(LEVEL)
    return Letter(found["base"], bool(found["hat"]), below)


def scientific(number: str) -> tuple[str, int | None]:
    """The digits of a number, and the power of ten that they are multiplied with, if one is written."""
    digits, mark, power = number.partition("e")
    return (digits, int(power)) if mark else (digits, None)
