"""A subject on symbols: the state machine that it is."""
