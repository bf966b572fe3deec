"""The letters of formulas for a stream that has none of them: `beta1` for β₁, `<-` for ←, `^t` for ᵗ.

A terminal in the C locale knows ASCII alone, one in GBK has β and not ₁: what a stream has is printed as it is.
"""

import codecs
import sys
import unicodedata
from itertools import groupby
from typing import TextIO

SPELLED = "spelled"
"""The name of the way in which a codec handles what it lacks, for `errors=`."""

SPELLINGS = {
    "←": "<-", "→": "->", "≠": "!=", "≤": "<=", "≥": ">=", "⇒": "=>", "⇐": "<=", "⟺": "<=>", "−": "-", "·": "*", "×": "x",
    "√": "sqrt ", "∞": "inf", "∇": "grad ", "Σ": "sum ", "±": "+-", "‖": "||", "′": "'", "…": "...", "–": "-", "—": "-",
    "✓": "ok", "✗": "no", "\N{COMBINING CIRCUMFLEX ACCENT}": "_hat", "\N{NO-BREAK SPACE}": " ", "“": '"', "”": '"', "’": "'",
    "↑": "up", "↓": "down", "↗": "up", "↘": "down", "½": "1/2", "§": "section ", "∈": "in",
}  # fmt: skip

PROBE = "β₁ᵗ√←≠·−"


def lacks_letters(stream: TextIO | None = None) -> bool:
    """Whether formulas have to be spelled there."""
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None) or "utf-8"
    try:
        PROBE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def spelled(text: str) -> str:
    """The text in ASCII.

    >>> spelled("v̂ ← β₂·v/(1 − β₂ᵗ)")
    'v_hat <- beta2*v/(1 - beta2^t)'
    >>> spelled("3·10¹³ ≠ √ε, gₜ·β₁ᵗ⁻¹")
    '3*10^13 != sqrt epsilon, g_t*beta1^(t-1)'
    """
    return "".join(_raised(place, "".join(run)) for place, run in groupby(text, key=_place))


def _place(letter: str) -> str:
    """Where it stands: "<super>", "<sub>", or on the line."""
    kind, _, code = unicodedata.decomposition(letter).partition(" ")
    return kind if kind in ("<super>", "<sub>") and " " not in code else ""


def _raised(place: str, run: str) -> str:
    if not place:
        return "".join(map(_spelling, run))
    inner = "".join(map(_spelling, unicodedata.normalize("NFKD", run)))
    mark = "^" if place == "<super>" else "" if inner.isdigit() else "_"
    return f"{mark}({inner})" if mark and len(inner) > 1 and not inner.isdigit() else f"{mark}{inner}"


def _spelling(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in SPELLINGS:
        return SPELLINGS[letter]
    name = unicodedata.name(letter, "").replace("LAMDA", "LAMBDA").split()
    if name[:1] == ["GREEK"] and len(name) == 4:
        return name[-1].lower() if name[1] == "SMALL" else name[-1].capitalize()
    plain = unicodedata.normalize("NFKD", letter)[0]  # of ü in somebody's name
    return plain if plain.isascii() else "?"


def _handled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return spelled(error.object[error.start : error.end]), error.end


codecs.register_error(SPELLED, _handled)
