"""The defaults of a subject's hyperparameters, wherever its callers give them."""

import inspect

from .subject import COMPLEMENT, Subject, signature_of


def default_of(subject: Subject, own: str) -> float | None:
    """The default of a hyperparameter, by the subject's own name for it, wherever it is given; None where there is no number."""
    stem, bracket, index = own.removesuffix(COMPLEMENT).partition("[")
    value = next((each[stem].default for each in signatures_of(subject) if stem in each), None)
    if bracket:
        place = int(index[:-1])
        value = value[place] if isinstance(value, tuple | list) and place < len(value) else None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return 1 - float(value) if own.endswith(COMPLEMENT) else float(value)


def signatures_of(subject: Subject) -> list[dict[str, inspect.Parameter]]:
    """Those of the class or function, and of the method that makes a step."""
    method = getattr(subject.target.object, getattr(subject.shape, "method", None) or "", None)
    return [signature_of(subject.target.object), *([] if method is None else [signature_of(method)])]
