"""An editor hears what is wrong with a file that its project lists, and is handed the correction."""

import asyncio
import shutil
import sys

import pytest

pytest.importorskip("pygls")

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from .conftest import ROOT, SPECIMENS

TABLE = """[tool.optproof]
examples = 1

[[tool.optproof.targets]]
target = "mine.py:Adam"
rule = "adam"
"""
COMMAND = (sys.executable, "-m", "optproof", "lsp")


class Editor(LanguageClient):
    """What an editor does, and what it was told."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.told: asyncio.Queue = asyncio.Queue()
        self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda each: self.told.put_nowait(each.diagnostics))
        self.feature(lsp.WINDOW_SHOW_MESSAGE)(lambda each: self.told.put_nowait(each.message))

    def open(self, file):
        document = lsp.TextDocumentItem(file.as_uri(), "python", 1, file.read_text(encoding="utf-8"))
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    def change(self, file, text):
        document = lsp.VersionedTextDocumentIdentifier(2, file.as_uri())
        self.text_document_did_change(
            lsp.DidChangeTextDocumentParams(document, [lsp.TextDocumentContentChangeWholeDocument(text)])
        )

    def save(self, file, text):
        file.write_text(text, encoding="utf-8")
        self.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(file.as_uri())))

    async def actions(self, file, diagnostic):
        return await self.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(file.as_uri()), diagnostic.range, lsp.CodeActionContext([diagnostic])
            )
        )


@pytest.fixture
def project(tmp_path):
    shutil.copy(ROOT / SPECIMENS / "adam_v_plus_equals.py", tmp_path / "mine.py")
    (tmp_path / "pyproject.toml").write_text(TABLE, encoding="utf-8")
    return tmp_path


def talk(project, conversation):
    """Have a conversation with the server, which is started and ended as an editor does."""

    async def whole():
        editor = Editor()
        await editor.start_io(*COMMAND, cwd=str(project))
        try:
            await editor.initialize_async(
                lsp.InitializeParams(lsp.ClientCapabilities(), process_id=None, root_uri=project.as_uri())
            )
            editor.initialized(lsp.InitializedParams())
            await conversation(editor)
            await editor.shutdown_async(None)
        finally:
            editor.exit(None)
            await editor.stop()

    asyncio.run(whole())


def test_line_and_correction(project):
    """The wrong statement is underlined with its mistake; its correction makes it the rule; a statement that was changed has none."""
    file = project / "mine.py"
    text = file.read_text(encoding="utf-8")
    wrong = next(number for number, line in enumerate(text.splitlines()) if "# WRONG" in line)

    async def conversation(editor):
        editor.open(file)
        (found,) = (each for each in await editor.told.get() if each.severity == lsp.DiagnosticSeverity.Error)
        assert (found.code, found.source) == ("v-plus-equals", "optproof")
        assert found.range.start.line == wrong
        (action,) = await editor.actions(file, found)
        (edit,) = action.edit.changes[file.as_uri()]
        assert action.is_preferred
        lines = text.splitlines(keepends=True)
        before = "".join(lines[: edit.range.start.line]) + lines[edit.range.start.line][: edit.range.start.character]
        after = lines[edit.range.end.line][edit.range.end.character :] + "".join(lines[edit.range.end.line + 1 :])
        editor.change(file, text.replace("self.v[key] +=", "self.v[key] -="))
        assert not await editor.actions(file, found)
        editor.change(file, before + edit.new_text + after)
        editor.save(file, before + edit.new_text + after)
        assert not await editor.told.get()

    talk(project, conversation)


def test_what_is_not_listed(project):
    """Nothing is run of it; and what cannot be asked is a message."""
    other = project / "other.py"
    other.write_text("raise SystemExit\n", encoding="utf-8")

    async def conversation(editor):
        editor.open(other)
        (project / "pyproject.toml").write_text(TABLE.replace('"adam"', '"adm"'), encoding="utf-8")
        editor.open(project / "mine.py")
        assert "Did you mean 'adam'?" in await editor.told.get()
        (project / "pyproject.toml").write_text(TABLE.replace("examples", "exmples"), encoding="utf-8")
        editor.save(other, "raise SystemExit\n")
        assert "Did you mean 'examples'?" in await editor.told.get()

    talk(project, conversation)


def test_without_pygls(optproof, monkeypatch):
    """A sentence says what to install."""
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    monkeypatch.delitem(sys.modules, "optproof.verification.interfaces.language_server", raising=False)
    said = optproof("lsp")
    assert (said.status, "pip install 'optproof[lsp]'" in said.err) == (2, True)
