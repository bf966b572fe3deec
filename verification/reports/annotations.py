"""Findings as GitHub's workflow commands, which it shows beside the lines of a change without any upload.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

LEVELS = {"error": "error", "note": "notice"}
"""SARIF's word → GitHub's."""

OF_A_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
OF_A_PROPERTY = {**OF_A_MESSAGE, ":": "%3A", ",": "%2C"}


def annotations(run: Mapping[str, Any]) -> list[str]:
    """A line for each finding of a run of SARIF that nobody expects, and for each verdict that is UNKNOWN."""
    return [*map(_command, unexpected(run))]


def unexpected(run: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The results of a run of SARIF that nobody expects, and after them what could not be found out."""
    (invocation,) = run["invocations"]
    yield from (each for each in run["results"] if "suppressions" not in each)
    yield from invocation["toolExecutionNotifications"]


def _command(result: Mapping[str, Any]) -> str:
    about = {**_where(result), "title": " ".join(filter(None, ("optproof", result.get("ruleId"))))}
    properties = ",".join(f"{name}={_escaped(str(value), OF_A_PROPERTY)}" for name, value in about.items())
    return f"::{LEVELS[result['level']]} {properties}::{_escaped(result['message']['text'], OF_A_MESSAGE)}"


def _where(result: Mapping[str, Any]) -> dict[str, Any]:
    for each in result.get("locations", ()):
        physical = each["physicalLocation"]
        region = physical["region"]
        end = {"endLine": region["endLine"]} if "endLine" in region else {}
        return {"file": unquote(physical["artifactLocation"]["uri"]), "line": region["startLine"], **end}
    return {}


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(each, each) for each in text)
