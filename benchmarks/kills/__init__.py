"""The kill matrix: every mistake, made, and held to what should notice it."""
