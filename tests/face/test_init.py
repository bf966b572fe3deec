"""`optproof init`: what a project has is listed in its pyproject.toml, and nothing of it is run for that."""

import tomllib

import pytest

SGD = """
class {name}:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
"""


@pytest.fixture
def folder(tmp_path, optproof, monkeypatch):
    """A project with two optimizers, a helper, a test, and an environment, in which the command runs from here on."""
    files = {
        "mine/sgd.py": "raise RuntimeError('it was run')\n" + SGD.format(name="SGD"),
        "mine/other.py": SGD.format(name="MyOptimizer") + "\n\ndef load(path):\n    return path\n",
        "tests/test_mine.py": SGD.format(name="Adam"),
        "env/pyvenv.cfg": "",
        "env/lib/adam.py": SGD.format(name="Adam"),
        ".hidden/adam.py": SGD.format(name="Adam"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def entries(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["optproof"]["targets"]


def test_what_is_found(folder, optproof, snapshot):
    """Whatever is called as a rule is held to it, and of anything else one is told how to find out."""
    said = optproof("init")
    assert (said.status, said.out) == (0, snapshot)
    assert entries(folder) == [{"target": "mine/sgd.py:SGD", "rule": "sgd"}]


def test_what_stands_there_stays(folder, optproof):
    """Nothing else of the file is touched, and what is listed is not listed again."""
    before = '[project]\nname = "x"  # ours\n'
    (folder / "pyproject.toml").write_text(before, encoding="utf-8")
    optproof("init")
    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    assert text.startswith(before)
    said = optproof("init", ".")
    assert "mine/sgd.py" not in said.out
    (folder / "mine" / "other.py").unlink()
    assert optproof("init").out == ".: no optimizer is found that is not listed.\n"


@pytest.mark.long
def test_identified(folder, optproof):
    """With `--identify` it is run, and its rule and form are listed; what cannot be is a comment."""
    said = optproof("init", "--identify", "--jobs", "1")
    assert said.status == 0
    assert entries(folder) == [{"target": "mine/other.py:MyOptimizer", "rule": "sgd", "form": "plain"}]
    assert "# optproof identify mine/sgd.py:SGD" in said.out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[tool.optproof\n", "cannot be read"),
        ("[tool.optproof]\ntargets = 3\n", "cannot be read"),
        ("[tool.optproof]\nseeds = 3\n", "has no 'seeds'. Did you mean 'seed'?"),
    ],
)
def test_a_file_that_is_not_understood_is_left(folder, optproof, text, sentence):
    """A sentence, and not a byte changes."""
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    said = optproof("init")
    assert said.status == 2
    assert sentence in " ".join(said.err.split())
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == text


def test_no_folder(folder, optproof):
    """It is told."""
    said = optproof("init", "nowhere")
    assert (said.status, said.err) == (2, "There is no folder nowhere.\n")
