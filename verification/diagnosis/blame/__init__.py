"""Where it is wrong: which line, and how it should read."""
