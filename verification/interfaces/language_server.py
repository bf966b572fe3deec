"""A language server: what a project lists is checked when it is opened or saved, and an editor underlines what is wrong.

Each check is a process of its own, as from the command line; one that a later save has overtaken is ended.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from ..reports.annotations import unexpected
from .settings import Settings, SettingsError, names_of, nearest

SEVERITIES = {"error": lsp.DiagnosticSeverity.Error, "note": lsp.DiagnosticSeverity.Information}
"""SARIF's word → the editor's."""


def language_server() -> LanguageServer:
    """It speaks the Language Server Protocol, 3.17: https://microsoft.github.io/language-server-protocol/."""
    server = LanguageServer("optproof", version("optproof"))
    running: dict[str, asyncio.Task[None]] = {}

    def leave(uri: str) -> None:
        if uri in running:
            running.pop(uri).cancel()

    async def look(params: lsp.DidOpenTextDocumentParams | lsp.DidSaveTextDocumentParams) -> None:
        leave(params.text_document.uri)
        running[params.text_document.uri] = asyncio.ensure_future(_look(server, params.text_document.uri))

    def close(params: lsp.DidCloseTextDocumentParams) -> None:
        leave(params.text_document.uri)
        _publish(server, params.text_document.uri, [])

    def mend(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.workspace.get_text_document(params.text_document.uri)
        return [action for each in params.context.diagnostics for action in _corrections(document, each)]

    server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)(look)
    server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)(look)
    server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)(close)
    server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )(mend)
    return server


async def _look(server: LanguageServer, uri: str) -> None:
    """Check what the project lists of a file, and tell what is found."""
    file = Path(to_fs_path(uri) or "")
    try:
        says = nearest(file.parent)
    except SettingsError as error:
        _say(server, str(error))
        return
    targets = _listed(says, file)
    if not targets or says.file is None:
        return
    with TemporaryDirectory(prefix="optproof-lsp-") as folder:
        sarif = Path(folder) / "found.sarif"
        command = (sys.executable, "-m", "optproof", "check", *targets, "--sarif", str(sarif))
        process = await asyncio.create_subprocess_exec(
            *command, cwd=says.file.parent, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            _, complaint = await process.communicate()
        finally:
            if process.returncode is None:
                process.terminate()
        if not sarif.is_file():
            _say(server, complaint.decode(errors="replace").strip())
            return
        (run,) = json.loads(sarif.read_text(encoding="utf-8"))["runs"]
    document = server.workspace.get_text_document(uri)
    _publish(server, uri, [*_diagnostics(run, document, file, says.file.parent)])


def _listed(says: Settings, file: Path) -> list[str]:
    names = (name for each in says.targets for name in names_of(each.target, Path()))
    return sorted({name for name in names if name.rpartition(":")[0] == str(file.resolve())})


def _publish(server: LanguageServer, uri: str, found: list[lsp.Diagnostic]) -> None:
    server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))


def _say(server: LanguageServer, message: str) -> None:
    server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, message))


# WHAT IS UNDERLINED


def _diagnostics(run: Mapping[str, Any], document: TextDocument, file: Path, root: Path) -> Iterator[lsp.Diagnostic]:
    """What stands in a run of SARIF and nobody expects, at its lines; at the first line where those are another file's."""
    links = {each["id"]: each.get("helpUri", "") for each in run["tool"]["driver"]["rules"]}
    for result in unexpected(run):
        link = links.get(result.get("ruleId"), "")
        mended = _mended(result, file, root)
        where = _range(mended["deletedRegion"] if mended else _region(result, file, root), document)
        yield lsp.Diagnostic(
            where,
            result["message"]["text"],
            severity=SEVERITIES[result["level"]] if "ruleId" in result else lsp.DiagnosticSeverity.Warning,
            source="optproof",
            code=result.get("ruleId"),
            code_description=lsp.CodeDescription(link) if link else None,
            data=_correction(mended, document, where, result) if mended else None,
        )


def _region(result: Mapping[str, Any], file: Path, root: Path) -> Mapping[str, int]:
    physical = [each["physicalLocation"] for each in result.get("locations", ())]
    return next((each["region"] for each in physical if _is(each["artifactLocation"], file, root)), {"startLine": 1})


def _mended(result: Mapping[str, Any], file: Path, root: Path) -> Mapping[str, Any] | None:
    """The replacement that SARIF has for a statement of this file."""
    changes = [change for fix in result.get("fixes", ()) for change in fix["artifactChanges"]]
    return next((each["replacements"][0] for each in changes if _is(each["artifactLocation"], file, root)), None)


def _is(artifact: Mapping[str, str], file: Path, root: Path) -> bool:
    return (root / unquote(artifact["uri"])).resolve() == file.resolve()


def _range(region: Mapping[str, int], document: TextDocument) -> lsp.Range:
    """Lines and columns count from 1 in SARIF and from 0 here, where an editor may count columns in its own units."""
    first, last = region["startLine"], region.get("endLine", region["startLine"])
    start = lsp.Position(first - 1, region.get("startColumn", 1) - 1)
    end = lsp.Position(last - 1, region["endColumn"] - 1) if "endColumn" in region else lsp.Position(last, 0)
    return document.position_codec.range_to_client_units(document.lines, lsp.Range(start, end))


# WHAT MENDS IT


def _correction(
    mended: Mapping[str, Any], document: TextDocument, where: lsp.Range, result: Mapping[str, Any]
) -> dict[str, str]:
    return {
        "was": _text(document, where),
        "instead": mended["insertedContent"]["text"],
        "title": result["fixes"][0]["description"]["text"],
    }


def _corrections(document: TextDocument, diagnostic: lsp.Diagnostic) -> Iterator[lsp.CodeAction]:
    """The proved correction, while the statement is as it was when it was checked."""
    data: Any = diagnostic.data
    if data and _text(document, diagnostic.range) == data["was"]:
        edit = lsp.TextEdit(diagnostic.range, data["instead"])
        yield lsp.CodeAction(
            data["title"],
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            edit=lsp.WorkspaceEdit(changes={document.uri: [edit]}),
            is_preferred=True,
        )


def _text(document: TextDocument, where: lsp.Range) -> str:
    start, end = document.offset_at_position(where.start), document.offset_at_position(where.end)
    return document.source[start:end]
