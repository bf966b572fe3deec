"""Verdicts of before, for targets of which nothing has changed."""
