"""A stream without β is given beta, and not a question mark."""

import io
import os
import subprocess
import sys

import pytest

from optproof.reference.library import RULES
from optproof.verification.reports.ascii import SPELLED, lacks_letters, spelled
from optproof.verification.reports.explanation import explanation


def said(encoding: str, *arguments: str) -> str:
    """What `optproof` prints into a stream of an encoding."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "80"}
    command = [sys.executable, "-m", "optproof", *arguments]
    return subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode(encoding)


def test_in_ascii():
    """Every formula of a rule can be read."""
    page = said("ascii", "explain", "adam")
    assert "  theta <- theta - lr*m_hat/(sqrt v_hat + epsilon)" in page
    assert "?" not in page.replace("?)", "")


def test_what_the_stream_has_stays():
    """GBK has β and ←, and lacks ₁ and ᵗ."""
    assert "m_hat ← m/(1 - β1^t)" in said("gbk", "explain", "adam")


@pytest.mark.parametrize(("encoding", "lacks"), [("utf-8", False), ("ascii", True), ("gbk", True), ("latin-1", True)])
def test_who_lacks_letters(encoding, lacks):
    """Where formulas have to be spelled."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=SPELLED)
    assert lacks_letters(stream) == lacks


def test_every_letter_is_spelled():
    """There is none on the pages of the rules, forms and derivations for which there is no spelling."""
    for rule in RULES:
        page = "\n".join(line.plain for line in explanation(rule, rule.forms, 80))
        assert spelled(page).isascii()
        assert spelled(page).count("?") == page.count("?")
