"""The suite's test of its own power: every mistake, made, and held to what should notice it."""
