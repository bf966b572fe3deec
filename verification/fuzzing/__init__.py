"""Tapes, runs of a subject on them, and the bound that they are held to."""
