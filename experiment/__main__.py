"""The command: `python -m experiment`."""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from .contenders import contenders
from .digits import SOURCES, DigitsError, digits
from .runs import Record, Setting, carry_out, kept, load
from .summary import rows, write

HERE = Path(__file__).parent
INTERRUPTED = 130

Job = tuple[str, int]
"""A contender's name and a seed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what is missing, and tell what came out; the exit status."""
    given = _given(arguments)
    console = Console(stderr=True)
    setting = Setting(given.data, given.mnist, given.iterations, given.batch)
    names = given.only or [*contenders()]
    jobs = [(name, seed) for seed in range(given.seed, given.seed + given.seeds) for name in names]
    try:
        digits(setting.data, setting.mnist)
        _carry_out(jobs, setting, given.out, given.jobs, console)
    except DigitsError as error:
        console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        console.print("Stopped. The same command goes on from here.")
        return INTERRUPTED
    found = {name: _records(name, jobs, setting, given.out) for name in names}
    write(found, given.out / f"{setting.data}.csv")
    Console().print(_table(rows(found)))
    if not given.no_pictures:
        from .pictures import draw

        draw(found, given.out / "pictures")
    console.print(f"Tables and pictures are in {given.out}.", highlight=False)
    return 0


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m experiment", description="What wrong optimizers look like in the loss, on handwritten digits."
    )
    say = parser.add_argument
    say("--data", choices=[*SOURCES], default="digits", help="which digits (default: digits, inside scikit-learn)")
    say("--mnist", type=Path, metavar="FOLDER", help="where MNIST's IDX files are; fetched from OpenML if left out")
    say("--iterations", type=_count, default=10_000, metavar="N", help="of each run (default: 10000)")
    say("--batch", type=_count, default=256, metavar="N", help="images in a batch (default: 256)")
    say("--seeds", type=_count, default=3, metavar="N", help="runs of each optimizer (default: 3)")
    say("--seed", type=int, default=0, metavar="N", help="the first seed (default: 0)")
    say("--only", nargs="+", choices=[*contenders()], metavar="NAME", help=f"some of: {', '.join(contenders())}")
    say("--jobs", type=_count, default=2, metavar="N", help="processes that share the work (default: 2)")
    say(
        "--out",
        type=Path,
        default=HERE / "results",
        metavar="FOLDER",
        help="where results go (default: experiment/results)",
    )
    say("--no-pictures", action="store_true", help="only the tables; matplotlib is not needed")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"it is 1 or more, and {text} is not")
    return number


def _carry_out(jobs: Sequence[Job], setting: Setting, out: Path, processes: int, console: Console) -> None:
    """Do what was not kept by an earlier call."""
    missing = [each for each in jobs if load(kept(out, each[0], setting, each[1]), setting) is None]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("runs", total=len(jobs), completed=len(jobs) - len(missing))
        if processes == 1:
            for name, seed in missing:
                carry_out(out, name, setting, seed)
                progress.advance(task)
        elif missing:
            # One thread each: the matrices are small, and the processes share the cores.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
                try:
                    for each in as_completed(
                        [pool.submit(carry_out, out, name, setting, seed) for name, seed in missing]
                    ):
                        each.result()
                        progress.advance(task)
                except BaseException:
                    pool.shutdown(cancel_futures=True)
                    raise


def _records(name: str, jobs: Sequence[Job], setting: Setting, out: Path) -> list[Record]:
    found = [load(kept(out, name, setting, seed), setting) for other, seed in jobs if other == name]
    return [each for each in found if each is not None]


def _table(found: Sequence[dict[str, str]]) -> Table:
    """The losses alone: a terminal has 80 columns, and the file has the rest."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    marks = [each for each in found[0] if each.startswith("loss_")]
    for title in ("loss after", *(each.removeprefix("loss_") for each in marks), "below"):
        table.add_column(title, justify="left" if title == "loss after" else "right", no_wrap=True)
    for each in found:
        losses = (f"{float(each[mark]):.3g}" for mark in marks)
        table.add_row(each["optimizer"], *losses, each["below_right"], style="" if each["right"] == "yes" else "red")
    return table


if __name__ == "__main__":
    sys.exit(main())
