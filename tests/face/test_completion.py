"""What a shell offers after what was typed."""

import pytest

from optproof.verification.interfaces.cli import app

from .conftest import ROOT, SPECIMENS

RIGHT = f"{SPECIMENS}/momentum_right.py"


@pytest.fixture
def offered(monkeypatch, capsys):
    """What bash is told for the last of some words."""

    def offered(*words: str) -> list[str]:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("COMP_WORDS", " ".join(("optproof", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        monkeypatch.setenv("_OPTPROOF_COMPLETE", "complete_bash")
        with pytest.raises(SystemExit):
            app(prog_name="optproof")
        return capsys.readouterr().out.split()

    return offered


@pytest.mark.parametrize(
    ("words", "due"),
    [
        (("check", "--rule", "rms"), ["rmsprop"]),
        (("exercise", "yo"), ["yogi"]),
        (("check", "--rule", "adam+am"), ["adam+amsgrad"]),
        (("check", "--rule", "adam+amsgrad+amsg"), []),
        (("check", "--rule", "nothing+am"), []),
        (("check", "--rule", "rmsprop", "--form", ""), ["outside", "inside"]),
        (("explain", "rmsprop", "--form", "in"), ["inside"]),
        (("explain", "v-plus"), ["v-plus-equals"]),
        (("explain", "by-clo"), ["by-closure"]),
        (("mistakes", "v-plus"), ["v-plus-equals"]),
        (("identify", f"{SPECIMENS}/momentum_r"), [f"{RIGHT}:Momentum"]),
        (("identify", f"{RIGHT}:M"), [f"{RIGHT}:Momentum"]),
        (("identify", "a.py:A", RIGHT, ":", "M"), ["Momentum"]),
        (("check", "no/such/folder/a"), []),
    ],
)
def test_offered(words, due, offered):
    """Rules, their parts that go together, forms, what can be explained, and the optimizers of files, as bash parts them at colons."""
    assert offered(*words) == due
