"""A process of its own for every target: limits, signals, progress, and what is kept as it was."""
