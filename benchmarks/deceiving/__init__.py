"""Optimizers that are wrong behind a condition, and their twins that are right."""
