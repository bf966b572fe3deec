"""What `optproof` itself is: the names that people call, its version, and the command."""

import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

import pytest
import yaml

import optproof
from optproof import verification
from optproof.verification import english

from .conftest import ROOT


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


def filled_in(text, repository="who/what", tag="v1.2"):
    """What `.ci/package` makes of the README's links."""
    script = runpy.run_path(str(ROOT / ".ci" / "package"))
    home = f"https://github.com/{repository}"
    return script["LINK"].sub(lambda found: found[1] + script["absolute"](found[2], home, repository, tag), text)


def test_links_of_the_page():
    """A package's page has no files beside it: each path of the README is one of the repository's, and leads there."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(
        r"https://(?:github\.com/who/what/blob|raw\.githubusercontent\.com/who/what)/v1\.2/([^)#\"]+)", filled_in(page)
    )
    assert len(links) > 20
    assert [each for each in links if not (ROOT / each).exists()] == []
    assert not re.search(r"\]\((?!https?:|#)|src(?:set)?=\"(?!https?:)", filled_in(page))


def test_packages_are_the_folders():
    """What setuptools packs is what there is: a new folder is not forgotten."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    there = {
        ".".join((package, *each.parent.relative_to(ROOT / folder).parts))
        for package, folder in asked["package-dir"].items()
        for each in (ROOT / folder).rglob("__init__.py")
    }
    assert {*asked["packages"]} == there


def test_release():
    """A release tries what it publishes, signs it, and holds no password."""
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    build, publish = release["jobs"]["build"], release["jobs"]["publish"]
    assert [each["run"] for each in build["steps"] if "run" in each] == [".ci/package dist"]
    assert publish["needs"] == "build"
    assert publish["if"] == "github.ref_type == 'tag'"
    assert publish["permissions"] == {"id-token": "write"}
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("allowed", [True, False])
def test_bytecode_is_kept(tmp_path, allowed):
    """Where Python may write none beside our modules, the user's own folder has it, of ours alone; if that can be written."""
    place = tmp_path / "cache"
    if not allowed:
        place.write_text("no folder")
    script = "import json, sys, optproof.verification.english\nprint(json.dumps([sys.pycache_prefix, sys.dont_write_bytecode]))"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": str(place)}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
        )
        assert json.loads(done.stdout) == [None, True]
    kept = [each.name for each in place.rglob("*.pyc")]
    # What was compiled beside the sources is not compiled again.
    beside = Path(cache_from_source(english.__file__)).exists()
    assert any(each.startswith("english.") for each in kept) == (allowed and not beside)
    assert not any(each.startswith("json") for each in kept)
