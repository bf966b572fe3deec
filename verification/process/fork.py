"""A copy of this process, which keeps its imports: they cost more than a check."""

import os
import warnings


def fork() -> int:
    """`os.fork()`, without the warning of who has threads."""
    with warnings.catch_warnings():
        # Threads of the parent, as those of OpenBLAS and JAX, are not needed in the child.
        warnings.simplefilter("ignore")
        return os.fork()
