"""The forms themselves, lowered to NumPy."""

from optproof.verification.power.lowering import lowered  # noqa: F401
