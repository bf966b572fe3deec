"""Names and numbers as they are typeset: m̂ has a hat, β₁ and lr_t have something below, 1e-07 is a power of ten."""

import re
import unicodedata
from dataclasses import dataclass

HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LEVEL = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
NAME = re.compile(rf"(?P<base>.+?)(?P<hat>{HAT}?)(?:(?P<digits>[₀-₉]+|[₊₋])|_(?P<below>t|\d+|root|max|min|next|∞))?")

GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστφχψωΔ",
        r"\alpha \beta \gamma \delta \epsilon \zeta \eta \theta \iota \kappa \lambda \mu \nu \xi \pi \rho \sigma \tau \phi "
        r"\chi \psi \omega \Delta".split(),
        strict=True,
    )
)
ESCAPED = {"_": r"\_", "^": r"\^{}", "~": r"\~{}", "\\": r"\backslash{}", **{each: f"\\{each}" for each in "#$%&{}"}}

UNICODE = {
    "theta": "θ",
    "Delta": "Δ",
    "m_hat": "m̂",
    "v_hat": "v̂",
    "eta_t": "η_t",
    "mu_t": "μ_t",
    "mu_next": "μ_next",
    "mu_product": "P",
    "v1": "v₁",
    "v2": "v₂",
    "v3": "v₃",
    "rho_inf": "ρ_∞",
    "rho_t": "ρ_t",
}
"""How a symbol is written in a terminal, where that differs from its name; `declare` adds the hyperparameters."""


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


def escaped(text: str) -> str:
    """Text as LaTeX wants it outside of formulas."""
    return "".join(ESCAPED.get(each, each) for each in text)


def typeset(of: Letter) -> str:
    """A name in LaTeX."""
    base = GREEK.get(of.base, of.base if len(of.base) == 1 else rf"\mathrm{{{escaped(of.base)}}}")
    hat = rf"\hat{{{base}}}" if of.hat else base
    if not of.below:
        return hat
    if of.below == "∞":
        return rf"{hat}_{{\infty}}"
    if len(of.below) == 1:
        return f"{hat}_{of.below}"
    return f"{hat}_{{{of.below}}}" if of.below.isdigit() else rf"{hat}_{{\mathrm{{{of.below}}}}}"


def in_greek(name: str) -> str:
    """A name that spells a Greek letter, as that letter: beta1 is β₁, nu is ν; any other as it is."""
    stem = name.rstrip("0123456789")
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {stem}") + name[len(stem) :].translate(SUBSCRIPTS)
    except KeyError:
        return name


def scientific(number: str) -> tuple[str, int | None]:
    """The digits of a number, and the power of ten that they are multiplied with, if one is written."""
    digits, mark, power = number.partition("e")
    return (digits, int(power)) if mark else (digits, None)
