"""Optimizers that are handed changes of the parameters in place of gradients, as a server is by its clients.

A change is a gradient but for its sign: the server's rule is one of −Δ (Reddi et al., Adaptive Federated Optimization,
2021, Algorithm 2, https://arxiv.org/abs/2003.00295).
"""

import inspect
from dataclasses import replace

import numpy as np

from .subject import Arrays, Subject, copies, signature_of
from .words.methods import step_methods
from .words.roles import speaks_of


def adding_changes(subject: Subject, initial: Arrays, gradients: Arrays) -> Subject:
    """The subject handed −g, where it goes along with what by its name may be changes; else as it is."""
    made = subject.target.object
    steps = [getattr(made, each) for each in step_methods(made)] if inspect.isclass(made) else [made]
    called = next((name for each in steps for name in signature_of(each) if speaks_of(name, "changes")), "")
    if not called:
        return subject
    run = subject.start(subject.visible, copies(initial))
    run.step(copies(gradients), subject.rate)
    along = sum(
        float(np.sum((np.array(new, float) - old) * each))
        for old, new, each in zip(initial, run.read(), gradients, strict=True)
    )
    return replace(subject, changes=called) if along > 0 else subject
