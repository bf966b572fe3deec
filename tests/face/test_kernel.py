"""In a real kernel of Jupyter: verdicts, identities and differences show themselves, and `%%optproof` checks a cell."""

import nbformat
import pytest
from nbclient import NotebookClient

ADAGRAD = """
import numpy as np

class AdaGrad:
    def __init__(self, lr=0.01):
        self.lr, self.h = lr, None

    def update(self, params, grads):
        if self.h is None:
            self.h = {key: np.zeros_like(val) for key, val in params.items()}
        for key in params:
            self.h[key] += self.lr * grads[key] ** 2
            params[key] -= self.lr * grads[key] / (np.sqrt(self.h[key]) + 1e-7)
"""

CELLS = {
    "load": "%load_ext optproof",
    "check": f"%%optproof --rule adagrad\n{ADAGRAD}",
    "exercise": f"%%optproof --rule adagrad --exercise --hint\n{ADAGRAD}",
    "exercise without a rule": f"%%optproof --exercise\n{ADAGRAD}",
    "bad option": "%%optproof --rul adagrad\n1",
    "nothing": "%%optproof --rule adagrad\nrate = 0.1",
    "no rule": "%%optproof AdaGrad --rule adagrat\npass",
    "identify": "from optproof import check, diff, identify\nidentify(AdaGrad)",
    "diff": "diff(AdaGrad, AdaGrad)",
    "print": "print(check(AdaGrad, rule='adagrad'))",
}


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """What each cell shows: its text, and its HTML beside it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS.values()])
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    found: dict[str, str] = {}
    for name, cell in zip(CELLS, notebook.cells, strict=True):
        parts = [each.get("text") or each.get("data", {}) or each.get("evalue", "") for each in cell.outputs]
        found[name] = "\n".join(part if isinstance(part, str) else "\n".join(part.values()) for part in parts)
    return found


SHOWN = {
    "check": (
        "lr in the accumulator",
        "self.h[key] += grads[key] ** 2",
        "<article",
        "Cell In[2]:11 (proved)",
        "AdaGrad, rule=",
    ),
    "exercise": ("Not yet.", "θ ← θ − lr·g/(√v + ", "lr in the accumulator", "!optproof exercise adagrad --solution"),
    "exercise without a rule": ("%%optproof: --exercise needs --rule RULE.",),
    "bad option": ("%%optproof: unrecognized arguments: --rul", "usage: %%optproof"),
    "nothing": ("this cell defines no class and no function that could be an optimizer",),
    "no rule": ("There is no rule 'adagrat'. Did you mean 'adagrad'?",),
    "identify": ("UNKNOWN", "<pre", "h ← h + lr·g²"),
    "diff": ("SAME", "<pre"),
    "print": ("REFUTED  adagrad  AdaGrad", "instead  self.h[key] += grads[key] ** 2"),
}


@pytest.mark.parametrize("cell", SHOWN)
def test_cells(cell, shown):
    """Each shows what it should, and none a traceback."""
    assert not [each for each in SHOWN[cell] if each not in shown[cell]], shown[cell]
    assert "Traceback" not in shown[cell]
    assert "from __main__" not in shown[cell]  # which no test can import
