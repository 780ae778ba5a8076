"""The language server of VS Code's YAML extension, spoken to as an editor does.

In: a folder that an editor has open, with its `.vscode/settings.json`. Out: what an author would see there: the
completions and the hover at a cursor, the squiggles in a file. Knows the protocol; knows nothing of plans.

The protocol: https://microsoft.github.io/language-server-protocol/specification
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

HERE: Final = Path(__file__).parent
SERVER: Final = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


def install(npm: str) -> None:
    """Install what package-lock.json names, unless it is there already."""
    done = HERE / "node_modules" / ".package-lock.json"
    if not done.is_file() or done.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        subprocess.run([npm, "ci"], cwd=HERE, check=True, capture_output=True, timeout=300)
        done.touch()


@dataclass(frozen=True)
class Completion:
    """One of the choices that an editor offers: its name, what is written of it and what is told about it."""

    label: str
    inserted: str
    told: str


@dataclass
class Editor:
    """An editor with a folder open, talking to the server."""

    folder: Path
    settings: dict[str, Any]
    server: subprocess.Popen[bytes]
    _asked: int = 0
    _shown: int = 0

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator[Self]:
        """Open a folder with its own settings; the server ends with the block."""
        settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
        server = subprocess.Popen(
            ["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        editor = cls(folder, settings, server)
        try:
            editor._begin()
            yield editor
            editor._ask("shutdown", None)
            editor._tell("exit", None)
            server.wait(timeout=60)
        finally:
            server.kill()
            server.communicate()

    def completions(self, file: str, text: str) -> dict[str, Completion]:
        """What is offered where `|` stands in a file's text, by name."""
        with self._showing(file, text) as position:
            answer = self._ask("textDocument/completion", position)
        return {
            item["label"]: Completion(
                item["label"], item.get("textEdit", item).get("newText", ""), _plain(item.get("documentation"))
            )
            for item in answer["items"]
        }

    def hover(self, file: str, text: str) -> str:
        """What is told about the word where `|` stands in a file's text."""
        with self._showing(file, text) as position:
            answer = self._ask("textDocument/hover", position)
        return _plain(answer["contents"]) if answer else ""

    def complaints(self, file: str, text: str) -> list[str]:
        """What is underlined in a file's text."""
        with self._showing(file, f"|{text}") as position:
            return self._published(position["textDocument"]["uri"])

    # --- the protocol ---

    def _begin(self) -> None:
        uri = self.folder.as_uri()
        able = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}},
                "hover": {"contentFormat": ["markdown"]},
            },
        }
        self._ask(
            "initialize",
            {
                "processId": None,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": self.folder.name}],
                "capabilities": able,
            },
        )
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": {}})
        while self._read().get("method") != "workspace/configuration":
            pass

    @contextmanager
    def _showing(self, file: str, text: str) -> Iterator[dict[str, Any]]:
        """Show a text to the server as that of a file; where its `|` stands."""
        before, _bar, after = text.partition("|")
        uri = (self.folder / file).as_uri()
        self._shown += 1  # the server knows a text by its version
        document = {"uri": uri, "languageId": "yaml", "version": self._shown, "text": before + after}
        self._tell("textDocument/didOpen", {"textDocument": document})
        cursor = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        yield {"textDocument": {"uri": uri}, "position": cursor}
        self._tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        while self._published(uri):
            pass

    def _published(self, uri: str) -> list[str]:
        """What the server next says is wrong in a document; of one that was closed it says that nothing is."""
        while True:
            message = self._read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return [problem["message"] for problem in message["params"]["diagnostics"]]

    def _ask(self, method: str, params: Any) -> Any:
        number = self._asked = self._asked + 1
        self._write({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._write({"method": method, "params": params})

    def _read(self) -> dict[str, Any]:
        """The next message; what the server asks is answered on the way."""
        assert self.server.stdout
        length = 0
        while (line := self.server.stdout.readline()) != b"\r\n":
            assert line, "the language server stopped"
            name, _colon, value = line.decode("ascii").partition(":")
            if name.lower() == "content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self.server.stdout.read(length))
        if "method" in message and "id" in message:
            self._write({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        return [self._section(item.get("section", "")) for item in message["params"]["items"]]

    def _section(self, name: str) -> Any:
        """The settings of one section: `yaml.schemas` is `schemas` in the section `yaml`."""
        section: dict[str, Any] = {}
        for key, value in self.settings.items():
            if key.startswith(f"{name}."):
                *way, last = key.removeprefix(f"{name}.").split(".")
                inner = section
                for part in way:
                    inner = inner.setdefault(part, {})
                inner[last] = value
        return section

    def _write(self, message: dict[str, Any]) -> None:
        assert self.server.stdin
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.server.stdin.flush()


def _plain(told: Any) -> str:
    return told["value"] if isinstance(told, dict) else told or ""
