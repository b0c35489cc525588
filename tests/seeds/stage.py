"""Where an example of the guides runs: a folder with its files, an engine, and an eye on images."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import PIL.Image
import PIL.ImageDraw
import PIL.ImageShow
import pytest

from tests.local.conftest import KEY, Engine

GOOGLE = "https://generativelanguage.googleapis.com"


def picture() -> bytes:
    """A JPEG of 320 × 200 pixels: a dark red square on teal."""
    image = PIL.Image.new("RGB", (320, 200), "teal")
    PIL.ImageDraw.Draw(image).rectangle((40, 40, 140, 140), "darkred")
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


def document(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode()
    font = b"<</Font<</F1 5 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources%s>>" % font,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


class _ForTests(ast.NodeTransformer):
    """What a reader of the guide would put in: addresses, a key, names of their own; no pauses."""

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = own

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if not isinstance(node.value, str):
            return node
        value = node.value
        for theirs, ours in self._own.items():
            value = value.replace(theirs, ours)
        return ast.copy_location(ast.Constant(value), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if ast.unparse(node.func) == "time.sleep":
            node.args = [ast.copy_location(ast.Constant(0.05), node)]
        return self.generic_visit(node)


@dataclass(frozen=True)
class Played:
    """What came of an example: its names, what it printed and showed, its folder, its requests."""

    names: dict[str, Any]
    out: str
    shown: list[Any]
    folder: Path
    asked: list[str]

    def __getitem__(self, name: str) -> Any:
        return self.names[name]


@dataclass(frozen=True)
class Stage:
    """An engine with its log, a folder for each example, and what stands for names of the guides.

    An example is played once, however many tests look at it.
    """

    engine: Engine
    log: Path
    folder: Path
    files: Mapping[str, bytes]
    own: Mapping[str, str]
    played: dict[Path, Played] = field(default_factory=dict)

    @contextlib.contextmanager
    def lit(self, folder: Path) -> Iterator[list[Any]]:
        """Where clients find the engine by themselves, and Pillow's windows are a list."""
        shown: list[Any] = []
        eye = _Eye(shown)
        PIL.ImageShow.register(eye, 0)
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("GEMINI_API_KEY", KEY)
            patched.setenv("GOOGLE_GEMINI_BASE_URL", self.engine.url)
            patched.chdir(folder)
            try:
                yield shown
            finally:
                PIL.ImageShow._viewers.remove(eye)

    def play(self, path: Path) -> Played:
        """Run an example as a notebook would: `await` works everywhere, `display` shows."""
        if path not in self.played:
            self.played[path] = self._play(path)
        return self.played[path]

    def _play(self, path: Path) -> Played:
        own = {GOOGLE: self.engine.url, "GEMINI_API_KEY": KEY, **self.own}
        tree = _ForTests(own).visit(ast.parse(path.read_text("utf-8")))
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(tree, str(path), "exec", flags=flags, dont_inherit=True)
        folder = self.folder / path.parent.name / path.stem
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        before = len(self._asked())
        out = io.StringIO()
        with self.lit(folder) as shown, contextlib.redirect_stdout(out):
            names: dict[str, Any] = {"__name__": "__main__", "display": shown.append}
            outcome = eval(code, names)
            if inspect.isawaitable(outcome):
                asyncio.run(_awaited(outcome))
        return Played(names, out.getvalue(), shown, folder, self._asked()[before:])

    def _asked(self) -> list[str]:
        """What the engine was asked so far: `GET /v1beta/models`."""
        self.engine.client.get("/v1beta/models")  # the line of every request before is written
        lines = self.log.read_text("utf-8").splitlines()
        return [f"{line['method']} {line['path']}" for line in map(json.loads, lines)]


async def _awaited(outcome: Any) -> None:
    await asyncio.wait_for(outcome, 30)


class _Eye(PIL.ImageShow.Viewer):
    """Pillow's viewer of images, in place of a window."""

    def __init__(self, shown: list[Any]) -> None:
        self._shown = shown

    def show(self, image: Any, **options: Any) -> int:
        self._shown.append(image)
        return 1
