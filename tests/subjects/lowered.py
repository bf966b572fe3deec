"""The forms themselves, lowered to NumPy."""

from optproof.reference.lowering import lowered  # noqa: F401
