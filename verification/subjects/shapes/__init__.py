"""The shapes in which people write optimizers, and how each is driven."""
