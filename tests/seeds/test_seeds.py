"""Every Python example of the three seeds runs, with only its import lines changed."""

from __future__ import annotations

import ast
import asyncio
import importlib.util
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import PIL.ImageShow
import pytest

import gemini_magic
from tests.conftest import REPOSITORY
from tests.seeds.answers import IMAGE
from tests.seeds.service import KEY, Service

HERE = Path(__file__).parent
SHARED = REPOSITORY.parent / "shared"
EXAMPLES = {f"{path.parent.name}/{path.stem}": path for path in sorted(HERE.glob("seed_*/*.py"))}

NOT_YET: dict[str, str] = {
    "seed_000/multi_turn_chat": "client.chats",
    "seed_000/function_calling": "Python functions as tools of a single request",
    "seed_000/embeddings": "models.embed_content",
    "seed_000/context_caching": "client.caches",
    "seed_000/batch": "client.batches",
    "seed_000/video_generation": "models.generate_videos",
    "seed_000/imagen": "models.generate_images",
}
"""Examples that wait for a part of the client, and which. One that runs must leave this list."""

PACKAGES = {
    "seed_000/crewai": "crewai",
    "seed_000/langgraph": "langchain_google_genai",
    "seed_000/llamaindex": "llama_index.llms.google_genai",
    "seed_000/openai_compatibility": "openai",
}
"""Examples that reach Google by another package."""

FILES = {
    "image.jpg": IMAGE,
    "path/to/organ.jpg": IMAGE,
    "file.pdf": b"%PDF-1.4\n%%EOF\n",
    "path/to/file.pdf": b"%PDF-1.4\n%%EOF\n",
    "document.pdf": b"%PDF-1.4\n%%EOF\n",
    "sample.mp3": b"ID3\x04\0\0\0\0\0\0",
    "video.mp4": b"\0\0\0\x18ftypmp42",
    "requests.jsonl": b'{"key": "1", "request": {"contents": [{"parts": [{"text": "hi"}]}]}}\n',
}
GOOGLE = "https://generativelanguage.googleapis.com"
ELSEWHERE = ("https://goo.gle/", "https://example.com/")


class _ForTests(ast.NodeTransformer):
    """Addresses of other machines lead to the service, its key fits, and pauses pass at once."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if not isinstance(node.value, str):
            return node
        if node.value == "GEMINI_API_KEY":
            return ast.copy_location(ast.Constant(KEY), node)
        address = node.value.replace(GOOGLE, self._base_url)
        for other in ELSEWHERE:
            address = address.replace(other, f"{self._base_url}/elsewhere/")
        return ast.copy_location(ast.Constant(address), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if ast.unparse(node.func) == "time.sleep":
            node.args = [ast.copy_location(ast.Constant(0), node)]
        return self.generic_visit(node)


@dataclass(frozen=True)
class Stage:
    """Where an example runs: a folder with its files, a service, and an eye on what it shows."""

    service: Service
    shown: list[Any]

    def play(self, path: Path) -> dict[str, Any]:
        """Run one example as a notebook would (`await` works everywhere); gives its names."""
        tree = _ForTests(self.service.base_url).visit(ast.parse(path.read_text("utf-8")))
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(tree, str(path), "exec", flags=flags, dont_inherit=True)
        names: dict[str, Any] = {"__name__": "__main__", "display": self.shown.append}
        outcome = eval(code, names)
        if inspect.isawaitable(outcome):
            asyncio.run(_awaited(outcome))
        return names


async def _awaited(outcome: Any) -> None:
    await outcome


class _Eye(PIL.ImageShow.Viewer):
    """Pillow's viewer of images, in place of a window."""

    def __init__(self, shown: list[Any]) -> None:
        self._shown = shown

    def show(self, image: Any, **options: Any) -> int:
        self._shown.append(image)
        return 1


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with Service() as service:
        yield service


@pytest.fixture
def stage(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.base_url)
    shown: list[Any] = []
    eye = _Eye(shown)
    PIL.ImageShow.register(eye, 0)
    yield Stage(service, shown)
    PIL.ImageShow._viewers.remove(eye)


def _is_missing(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is None
    except ModuleNotFoundError:
        return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_runs(name: str, stage: Stage) -> None:
    if name in PACKAGES and _is_missing(PACKAGES[name]):
        pytest.skip(f"{PACKAGES[name]} is not installed")
    if name not in NOT_YET:
        stage.play(EXAMPLES[name])
        return
    with pytest.raises((AttributeError, gemini_magic.errors.GeminiError)):
        stage.play(EXAMPLES[name])


def test_the_list_of_what_waits_names_examples_only() -> None:
    assert not set(NOT_YET) - set(EXAMPLES)
    assert not set(PACKAGES) - set(EXAMPLES)


def test_how_many_examples_run(record_property: Any) -> None:
    absent = [name for name, package in PACKAGES.items() if _is_missing(package)]
    running = len(EXAMPLES) - len(NOT_YET) - len(absent)
    without = f" ({len(absent)} need packages that are not installed)" if absent else ""

    record_property("seeds", f"{running} of {len(EXAMPLES)} seed examples run{without}")


def _dense(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_is_the_seed_s_but_for_its_imports_and_marked_lines(name: str) -> None:
    source = EXAMPLES[name].read_text("utf-8")
    seeds = list(SHARED.glob(f"seeds/{name[5:8]}_*.txt"))
    if not seeds:
        pytest.skip(f"no seeds at {SHARED}")
    seed = _dense(seeds[0].read_text("utf-8"))
    docstring = ast.get_docstring(ast.parse(source)) or ""
    code = source.partition("# The example:\n")[2] or source.split('"""\n', 1)[1]
    ours = ("import gemini_magic as genai", "from gemini_magic import types")
    lines = [line for line in code.splitlines() if not line.endswith("# mended")]
    foreign = [line for line in lines if line not in ours and _dense(line) not in seed]

    assert docstring.startswith(f'Seed {name[5:8]}, "')
    assert foreign == []


def test_no_python_name_of_the_seeds_is_without_an_example() -> None:
    texts = [path.read_text("utf-8") for path in SHARED.glob("seeds/*.txt")]
    if not texts:
        pytest.skip(f"no seeds at {SHARED}")
    name = re.compile(r"\b(?:client|types|session)\.[A-Za-z_.]+[A-Za-z_]")
    # JavaScript's names are in camelCase.
    python = {n for text in texts for n in name.findall(text) if not re.search(r"\.[a-z]+[A-Z]", n)}
    shown = {n for path in EXAMPLES.values() for n in name.findall(path.read_text("utf-8"))}

    assert python - shown == set()
