"""The mistakes of the catalogue, put into copies of other people's libraries and held to our own check."""
