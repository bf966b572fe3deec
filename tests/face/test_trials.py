"""Optimizers in somebody's test suite: `parametrize_with_checks`, `check_optimizer`, and `pytest --optproof`."""
