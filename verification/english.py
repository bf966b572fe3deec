"""Words in a row, how many there are of a thing, and sentences."""

from collections.abc import Sequence


def listed(words: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, word: str) -> str:
    """1 tape, 2 tapes."""
    return f"{number:,} {word}{'' if number == 1 else 'es' if word.endswith('ch') else 's'}"


def sentence(text: str) -> str:
    """With a capital letter and a full stop; a Greek letter stays small."""
    text = text.strip()
    first = text[:1].upper() if text[:1].isascii() else text[:1]
    return f"{first}{text[1:]}{'' if text[-1:] in '.!?:' else '.'}" if text else ""


def known(evidence: str) -> str:
    """Behind what is stated: how much is known of it."""
    return f" ({evidence})" if evidence else ""


def as_far_as_known(*, exact: bool) -> str:
    """How a sentence begins that says what something is, by whether a prover confirmed it for every step."""
    return "It is" if exact else "As far as runs show, it is"
