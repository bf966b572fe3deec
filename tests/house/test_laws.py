"""What import-linter cannot say: which libraries may be imported where, that no imports go in a circle, what stands loose."""

import ast
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import grimp
import pytest

from ..conftest import LIBRARIES

ROOT = Path(__file__).parents[2]

MAY_IMPORT = {
    "optproof.reference": {"sympy", "mpmath", "numpy"},
    "optproof.implementations": {"numpy"},
    "optproof.verification": {"sympy", "mpmath", "numpy", "hypothesis", "z3", "typer", "rich", "pytest", "coverage"},
}
"""Besides the standard library and our own packages, whose order import-linter keeps."""

OWN_PLACE = {
    "ml_dtypes": {"optproof.verification.symbolic.dtypes"},
    "torch": {"optproof.verification.symbolic.torch_tensor"},
    "jax": {f"optproof.verification.symbolic.jax_{name}" for name in ("functions", "expressions", "marks", "watch")},
    "keras": {"optproof.verification.subjects.shapes.keras"},
    "matplotlib": {"optproof.verification.reports.pictures.canvas"},
    "autograd": {"optproof.verification.symbolic.autograd"},
    "watchfiles": {"optproof.verification.interfaces.watching"},
    "pygls": {"optproof.verification.interfaces.language_server"},
    "lsprotocol": {"optproof.verification.interfaces.language_server"},
    "starlette": {"optproof.verification.interfaces.serve.server"},
    "uvicorn": {"optproof.verification.interfaces.commands.serve"},
    "distributed": {"optproof.verification.mutation.cluster"},
}
"""Imported in these places alone, and only where it is installed and asked for."""

LOOSE = 4
"""How many modules may stand at the top of the verification, beside its rooms."""


@pytest.fixture(scope="module")
def ours() -> grimp.ImportGraph:
    """Every import statement of the package, also those inside functions, read where all its folders stand in one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "optproof")
        patch.syspath_prepend(ROOT / "typings")
        return grimp.build_graph("optproof", include_external_packages=True, cache_dir=None)


@pytest.fixture
def benchmarks(tmp_path, monkeypatch) -> grimp.ImportGraph:
    """The same of the benchmarks, whose scripts stand in a folder and not in a package: they are read as one."""
    folder = ROOT / "benchmarks"
    own = "|".join(sorted({path.relative_to(folder).parts[0].removesuffix(".py") for path in folder.rglob("*.py")}))
    for path in folder.rglob("*.py"):
        text = re.sub(
            rf"^(\s*)from ({own})\b", r"\1from measures.\2", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        text = re.sub(rf"^(\s*)import ({own})$", r"\1from measures import \2", text, flags=re.MULTILINE)
        written(tmp_path / "measures" / path.relative_to(folder), text)
    return built(tmp_path, "measures", monkeypatch)


def written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def built(folder: Path, name: str, monkeypatch) -> grimp.ImportGraph:
    """The imports of a package in a folder."""
    (folder / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(folder)
    return grimp.build_graph(name, include_external_packages=True, cache_dir=None)


def foreign(graph: grimp.ImportGraph, package: str, may: Iterable[str]) -> set[tuple[str, str]]:
    """The imports of libraries by modules of a package that are against the law."""
    known = {*may, *sys.stdlib_module_names}
    return {
        (module, library)
        for module in graph.modules
        if module == package or module.startswith(f"{package}.")
        for library in graph.find_modules_directly_imported_by(module)
        if graph.is_module_squashed(library)
        and library.partition(".")[0] not in known
        and module not in OWN_PLACE.get(library, ())
    }


def circles(graph: grimp.ImportGraph) -> Mapping[str, set[str]]:
    """The modules that import each other in a circle, or stand between two circles, with what of it they import."""
    left = {module: {*graph.find_modules_directly_imported_by(module)} for module in graph.modules}
    while True:
        imported = {target for targets in left.values() for target in targets}
        kept = {module: targets & left.keys() for module, targets in left.items() if targets and module in imported}
        if kept == left:
            return kept
        left = kept


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_libraries(package, ours):
    """A package imports the libraries that it may import, and others in their own places alone."""
    assert foreign(ours, package, MAY_IMPORT[package]) == set()


def test_own_places(ours):
    """Each of these places does import the library that is its own."""
    for library, places in OWN_PLACE.items():
        assert ours.find_modules_that_directly_import(library) == places


def test_no_circles(ours):
    """No module imports, by way of whatever others, itself."""
    assert circles(ours) == {}


def test_no_circles_in_the_benchmarks(benchmarks):
    """Nor does one of those that measure."""
    assert benchmarks.direct_import_exists(importer="measures.run", imported="measures.scalars")
    assert circles(benchmarks) == {}


def test_few_modules_stand_loose():
    """What belongs to the verification has a room."""
    assert len([*(ROOT / "verification").glob("*.py")]) <= LOOSE


def test_what_is_against_the_law_is_seen(tmp_path, monkeypatch):
    """The reader of imports sees each way of writing one, and circles however long."""
    lines = {
        "one": "import torch.nn\nfrom . import two",
        "two": "def later():\n    from .inner.three import x",
        "inner/three": "from jax import numpy\nfrom ..one import y",
        "inner/__init__": "",
        "four": "from . import one\nimport json",
    }
    for name, text in lines.items():
        written(tmp_path / "house" / f"{name}.py", text)
    graph = built(tmp_path, "house", monkeypatch)
    assert foreign(graph, "house", {"numpy"}) == {("house.one", "torch"), ("house.inner.three", "jax")}
    assert circles(graph).keys() == {"house.one", "house.two", "house.inner.three"}


TESTS = sorted((ROOT / "tests").glob("*/test_*.py"))


@pytest.mark.parametrize("file", TESTS, ids=lambda each: each.stem)
def test_only_who_names_a_library_imports_it(file):
    """No test file imports a library to be collected, and a test that asks for one is named for it: so one worker has it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imports = [each for each in tree.body if isinstance(each, ast.Import | ast.ImportFrom)]
    roots = {
        name.partition(".")[0]
        for each in imports
        for name in ([each.module or ""] if isinstance(each, ast.ImportFrom) else [alias.name for alias in each.names])
    }
    assert roots.isdisjoint(LIBRARIES)
    for test in (each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")):
        asked = re.findall(r"^importorskip\('(\w+)", "\n".join(map(_called, test.body)), re.MULTILINE)
        named = " ".join((file.stem, test.name, *map(ast.unparse, test.decorator_list))).lower()
        assert all(any(word in named for word in LIBRARIES) for each in asked if each in LIBRARIES), test.name


def _called(statement: ast.stmt) -> str:
    return ast.unparse(statement).removeprefix("pytest.")
