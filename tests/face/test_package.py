"""What `optproof` itself is: the names that people call, its version, and the command."""

import subprocess
import sys
from importlib.metadata import version

import pytest

import optproof
from optproof import verification


@pytest.mark.parametrize("name", sorted({*optproof.__all__} - {"__version__"}))
def test_names(name):
    """Each is that of the verification, and is shown to whoever completes names."""
    assert getattr(optproof, name) is getattr(verification, name)
    assert name in dir(optproof)


def test_names_are_those_of_the_verification():
    """There is nothing that one of the two has, and the other has not."""
    assert {*optproof.__all__} == {*verification.__all__, "__version__"}
    with pytest.raises(AttributeError, match="module 'optproof' has no attribute 'prove'"):
        optproof.prove  # noqa: B018 - it raises


def test_version():
    """It is that of the distribution."""
    assert optproof.__version__ == version("optproof")


def test_command():
    """`python -m optproof` is the command."""
    said = subprocess.run(
        [sys.executable, "-m", "optproof", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert said == f"optproof {optproof.__version__}\n"


def test_nothing_is_imported():
    """`import optproof` imports nothing that takes time, and nothing else of ours."""
    script = (
        "import optproof, sys\n"
        "print({each for each in sys.modules if each.startswith(('numpy', 'sympy', 'z3', 'hypothesis', 'optproof'))})"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said == "{'optproof'}\n"
