"""Whatever is asked that cannot be done, one reads a sentence, and the exit status is that of what could not be carried out."""

import re
import shlex

import pytest

from .bad_inputs import FILES, INPUTS

SECONDS = re.compile(r"(?<=answered after )\d+\.\d")

PYTHONS = re.compile(r"(is not valid Python:|nbformat 4:|no text:|fails:)(?:.|\n[^\n])*")
"""What Python says of a file, which is another thing in another version."""


@pytest.mark.parametrize("line", INPUTS.strip().splitlines())
def test_a_sentence_and_no_traceback(line, tmp_path, monkeypatch, optproof, snapshot):
    """Status 2, and not 1, which is a refutation's; no file is written, and none is changed."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    (tmp_path / "folder").mkdir()
    said = optproof(*shlex.split(line))
    assert said.status == 2
    assert "Traceback" not in said.out + said.err
    text = (said.out + said.err).replace(str(tmp_path), "…")
    if text.startswith("Usage: "):  # so typer says it, in words of its own
        assert "\nError: " in text
    else:
        assert SECONDS.sub("…", PYTHONS.sub(r"\1 …", text)) == snapshot
    left = {str(each.relative_to(tmp_path)): each.read_bytes() for each in tmp_path.rglob("*.*") if each.is_file()}
    assert {name: text for name, text in left.items() if "__pycache__" not in name and "hypothesis" not in name} == {
        name: text.encode() if isinstance(text, str) else text for name, text in FILES.items()
    }


def test_there_are_three_hundred():
    """Each once."""
    lines = INPUTS.strip().splitlines()
    assert len(lines) == len({*lines})
    assert len(lines) >= 300
