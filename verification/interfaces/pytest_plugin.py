"""What pytest learns from optproof: `--optproof`, two markers, and a word on cautions.

Everything that is slow to import is imported when the first test asks for it.
"""

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from .asides import CAUTION, SECTION, Aside, heard

ASIDES = pytest.StashKey[list[Aside]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("optproof", "what an optimizer really computes")
    options = (
        ("--optproof", "TARGET", "hold file.py:Name or package.module:Name to the rule; runs its code (repeatable)"),
        ("--optproof-rule", "RULE", "the rule: one for all targets, or one for each (repeatable)"),
        ("--optproof-set", "NAME=VALUE", "fix a hyperparameter, or give another argument (repeatable)"),
    )
    for name, value, about in options:
        group.addoption(name, action="append", default=[], metavar=value, help=about)
    group.addoption(
        "--optproof-listed", action="store_true", help="hold what [[tool.optproof.targets]] lists to its rules"
    )


def _given(config: pytest.Config, option: str) -> list[str]:
    return config.getoption(f"--optproof{option}") or []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "optproof: a claim about an optimizer.")
    config.addinivalue_line("markers", "xdist_group(name): tests that one worker of pytest-xdist runs.")
    targets, rules = _given(config, ""), _given(config, "-rule")
    if (targets or rules) and not (targets and len(rules) in (1, len(targets))):
        raise pytest.UsageError(
            f"--optproof-rule: give one rule for all targets, or one for each; "
            f"there are {len(targets)} of --optproof and {len(rules)} of --optproof-rule."
        )


# Tests without a test file.


class Claim(pytest.Item):
    """One claim about a target of the command line."""

    def __init__(self, *, check: Any, **others: Any) -> None:
        super().__init__(**others)
        self.check = check
        self.add_marker("optproof")
        self.add_marker(pytest.mark.xdist_group(check.trial.name))

    def runtest(self) -> None:
        self.check(self.check.trial.target)

    def reportinfo(self) -> tuple[str, None, str]:
        return SECTION, None, self.name


class Claims(pytest.Collector):
    """All claims about the targets of the command line."""

    def collect(self) -> Iterator[Claim]:
        from ..checks.ledger import CLAIMS
        from .trials import SubjectCheck

        for trial in _trials(self.config):
            for each in CLAIMS:
                yield Claim.from_parent(self, name=f"{trial.name}-{each}", check=SubjectCheck(each, trial))


def _trials(config: pytest.Config) -> list[Any]:
    """Raises `CollectError`, where what the user wrote cannot be carried out."""
    from ...reference.library import UnknownNameError
    from ..questions.set_option import InputError, parsed
    from .settings import nearest
    from .trials import trial_of

    targets, rules = _given(config, ""), _given(config, "-rule")
    try:
        given = parsed(_given(config, "-set"))
        pairs = zip(targets, rules * (len(targets) if len(rules) == 1 else 1), strict=True)
        named = [trial_of(target, rule, hyperparameters=given) for target, rule in pairs]
        listed = nearest().targets if _given(config, "-listed") else ()
        return named + [
            trial_of(
                each.target,
                each.rule,
                form=each.form,
                shape=each.shape,
                hyperparameters={**each.set, **given},
                expected=each.expected,
                select=each.counted.select,
                ignore=each.counted.ignore,
            )
            for each in listed
        ]
    except (UnknownNameError, InputError, ValueError) as error:
        raise pytest.Collector.CollectError(str(error)) from None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the claims to whatever else was collected, before -k and -m choose."""
    if _given(config, "") or _given(config, "-listed"):
        claims = Claims.from_parent(session, name=SECTION, nodeid=SECTION)
        collected = config.hook.pytest_make_collect_report(collector=claims)
        config.hook.pytest_collectreport(report=collected)
        items += collected.result


# What the reports say.


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Hear what the claims of a test say beside their outcome."""
    with heard() as item.stash[ASIDES]:
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The verdict as a section of what failed, and the cautions as sections of what passed."""
    report = yield
    if call.when == "call":
        report.sections += item.stash.get(ASIDES, [])
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The cautions, for they leave everything green."""
    told = [
        f"{report.nodeid}: {text}"
        for report in terminalreporter.getreports("passed")
        for title, text in report.sections
        if title == CAUTION
    ]
    if told:
        terminalreporter.write_sep("=", "optproof cautions")
        for each in told:
            terminalreporter.write_line(each)
