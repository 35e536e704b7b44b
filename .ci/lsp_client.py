"""Drives `gradus lsp` over stdio with the client of pygls, whose lsprotocol checks the shape of every message."""

import asyncio
import pathlib
import shutil
import sys
import tempfile

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

ROOT = pathlib.Path(__file__).resolve().parent.parent
GRADUS = sys.argv[1]


class Client(LanguageClient):
    """A client that keeps what the server publishes."""

    def __init__(self):
        super().__init__("gradus-test", "1")
        self.published = {}
        self.news = asyncio.Condition()
        self.registered = []

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def publish(params: lsp.PublishDiagnosticsParams):
            async with self.news:
                self.published[params.uri] = params
                self.news.notify_all()

        @self.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def register(params: lsp.RegistrationParams):
            self.registered.extend(params.registrations)

    async def diagnostics(self, uri, version):
        async with self.news:
            known = lambda: uri in self.published and self.published[uri].version == version
            await asyncio.wait_for(self.news.wait_for(known), 30)
            return self.published[uri].diagnostics


def place(text, needle, into=0, encoding="utf-16"):
    """The position of a needle in a text, in units of the encoding."""
    at = text.index(needle) + into
    line = text.count("\n", 0, at)
    column = text[text.rfind("\n", 0, at) + 1 : at]
    units = len(column.encode("utf-16-le")) // 2 if encoding == "utf-16" else len(column.encode())
    return lsp.Position(line, units)


def quote(text, found, encoding="utf-16"):
    """The words of a one-line range."""
    line = text.split("\n")[found.start.line]
    if encoding == "utf-16":
        return line.encode("utf-16-le")[2 * found.start.character : 2 * found.end.character].decode("utf-16-le")
    return line.encode()[found.start.character : found.end.character].decode()


async def start(folder, encodings):
    client = Client()
    await client.start_io(GRADUS, "lsp", "--stdio", cwd=folder)
    watched = lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    result = await client.initialize_async(
        lsp.InitializeParams(
            process_id=None,
            capabilities=lsp.ClientCapabilities(
                general=lsp.GeneralClientCapabilities(position_encodings=encodings),
                workspace=lsp.WorkspaceClientCapabilities(did_change_watched_files=watched),
                text_document=lsp.TextDocumentClientCapabilities(
                    hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
                    publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(related_information=True),
                ),
            ),
            workspace_folders=[lsp.WorkspaceFolder(folder.as_uri(), "test")],
        )
    )
    client.initialized(lsp.InitializedParams())
    return client, result.capabilities.position_encoding


def open_text(client, path, text, language, version=1):
    uri = path.as_uri()
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, language, version, text))
    )
    return uri


async def stop(client):
    await client.shutdown_async(None)
    client.exit(None)
    await asyncio.wait_for(client._server.wait(), 10)
    assert client._server.returncode == 0, client._server.returncode


async def answers(folder, encodings, expected):
    """An interview guide: findings, evidence under the pointer, the way to the criterion."""
    client, encoding = await start(folder, encodings)
    assert encoding == expected, encoding
    path = folder / "interview-guide.md"
    text = path.read_text("utf-8")
    text = text.replace("Sample answer:", "Sample answer: \U0001f600 é", 1)
    uri = open_text(client, path, text, "markdown")
    found = await client.diagnostics(uri, 1)
    assert found and all(one.source == "gradus" and "/" in one.code for one in found)
    assert {one.severity for one in found} <= {1, 2, 3}
    for one in found:
        assert quote(text, one.range, encoding), one
    hovers = 0
    for line, content in enumerate(text.split("\n")):
        at = lsp.TextDocumentPositionParams(lsp.TextDocumentIdentifier(uri), lsp.Position(line, min(60, len(content))))
        hover = await client.text_document_hover_async(lsp.HoverParams(at.text_document, at.position))
        if hover and "found by" in hover.contents.value:
            hovers += 1
            way = await client.text_document_definition_async(lsp.DefinitionParams(at.text_document, at.position))
            assert way.uri.endswith(".yaml"), way
    assert hovers > 0, "no evidence under any pointer"
    # Nothing is left of an empty text; each version is told by its number.
    whole = lsp.TextDocumentContentChangeWholeDocument("")
    client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(2, uri), [whole])
    )
    left = await client.diagnostics(uri, 2)
    assert list(left) == [], left
    assert [one.method for one in client.registered] == ["workspace/didChangeWatchedFiles"]
    await stop(client)
    return len(found), hovers


async def rubric(folder):
    """A rubric while it is typed: a mistake and its correction, fields, sets, definitions."""
    client, encoding = await start(folder, None)
    assert encoding == "utf-16", encoding
    path = folder / "rubrics" / "backend" / "idempotent-payments.yaml"
    text = path.read_text("utf-8")
    uri = open_text(client, path, text, "yaml")
    before = await client.diagnostics(uri, 1)
    document = lsp.TextDocumentIdentifier(uri)

    def change(version, position, end, new):
        part = lsp.TextDocumentContentChangePartial(lsp.Range(position, end), new)
        client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(lsp.VersionedTextDocumentIdentifier(version, uri), [part])
        )

    start_at, end_at = place(text, "<identifier>"), place(text, "<identifier>", 12)
    change(2, start_at, end_at, "<identifer>")
    found = await client.diagnostics(uri, 2)
    assert [one.code for one in found] == ["rubric/unknown-set"], found
    assert "did you mean `<identifier>`?" in found[0].message
    change(3, start_at, lsp.Position(end_at.line, end_at.character - 1), "<identifier>")
    after = await client.diagnostics(uri, 3)
    assert [one.code for one in after] == [one.code for one in before]

    inside = place(text, "<identifier>", 3)
    proposed = await client.text_document_completion_async(lsp.CompletionParams(document, inside))
    assert {"identifier", "retry", "client", "duration"} <= {item.label for item in proposed}, proposed
    hover = await client.text_document_hover_async(lsp.HoverParams(document, inside))
    assert "uuid" in hover.contents.value, hover
    way = await client.text_document_definition_async(lsp.DefinitionParams(document, inside))
    assert way.uri == (folder / "rubrics" / "shared" / "backend.yaml").as_uri(), way
    shared = (folder / "rubrics" / "shared" / "backend.yaml").read_text("utf-8")
    assert quote(shared, way.range) == "identifier", way

    field = place(text, "    points: 3", 4)
    proposed = await client.text_document_completion_async(lsp.CompletionParams(document, field))
    labels = {item.label for item in proposed}
    assert {"points", "required", "unless"} <= labels and "title" not in labels, labels
    await stop(client)


async def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        shutil.copytree(ROOT / "rubrics", folder / "rubrics")
        shutil.copy(ROOT / "samples" / "interview-guide.md", folder)
        utf16 = await answers(folder, None, "utf-16")
        utf8 = await answers(folder, ["utf-8", "utf-16"], "utf-8")
        assert utf16 == utf8, (utf16, utf8)
        await rubric(folder)
        print(f"{utf16[0]} diagnostics, evidence on {utf16[1]} lines, in UTF-16 and UTF-8; a rubric edited: fine")


asyncio.run(main())
