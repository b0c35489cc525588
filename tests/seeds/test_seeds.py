"""Every Python example of the three seeds runs, with only its import lines changed."""

from __future__ import annotations

import ast
import asyncio
import base64
import importlib.util
import inspect
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import PIL.ImageShow
import pytest

from gemini_magic import Client, types
from tests.conftest import REPOSITORY
from tests.seeds.answers import IMAGE, SOUND
from tests.seeds.service import KEY, Service

HERE = Path(__file__).parent
SHARED = REPOSITORY.parent / "shared"
EXAMPLES = {f"{path.parent.name}/{path.stem}": path for path in sorted(HERE.glob("seed_*/*.py"))}

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
    service.forget()
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
    with warnings.catch_warnings():
        if name in PACKAGES:
            warnings.simplefilter("ignore")  # what others deprecate is theirs
        names = stage.play(EXAMPLES[name])
    config = names.get("config")
    if isinstance(config, types.GenerateContentConfig) and not stage.service.asked:
        # An example that only makes a config: what it is worth shows when it is sent.
        Client().models.generate_content(
            model="gemini-3-flash-preview", contents="hi", config=config
        )

        assert stage.service.asked


# What they bring about


def play(stage: Stage, name: str) -> dict[str, Any]:
    return stage.play(EXAMPLES[name])


def test_a_chat_repeats_what_was_said(stage: Stage) -> None:
    play(stage, "seed_000/multi_turn_chat")
    first, second = (body["contents"] for body in stage.service.bodies)

    assert [content["role"] for content in second] == ["user", "model", "user"]
    assert second[:1] == first


def test_a_python_function_is_called_and_its_result_sent(stage: Stage) -> None:
    names = play(stage, "seed_000/function_calling")
    answer = stage.service.bodies[1]["contents"][-1]["parts"][0]["functionResponse"]

    assert answer["response"] == {"result": {"temp": 72, "condition": "sunny"}}
    assert answer["id"] == "call-1"
    assert names["response"].text == "Now I know."


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("seed_000/function_calling_by_hand", 0),
        ("seed_003/multimodal_function_response", 0),
        ("seed_003/combining_tools", 2),
    ],
)
def test_signatures_return_as_they_came(stage: Stage, name: str, index: int) -> None:
    play(stage, name)
    turn = stage.service.bodies[1]["contents"][1]["parts"]

    assert turn[index]["thoughtSignature"] == "c2lnbmVk"
    assert turn[index]["functionCall"]["id"] == "call-1"


def test_server_side_tools_are_asked_to_show_themselves(stage: Stage) -> None:
    play(stage, "seed_003/combining_tools")
    config = stage.service.bodies[0]["toolConfig"]

    assert config == {"includeServerSideToolInvocations": True}


def test_an_image_goes_back_to_the_model_in_a_function_response(stage: Stage) -> None:
    play(stage, "seed_003/multimodal_function_response")
    response = stage.service.bodies[1]["contents"][2]["parts"][0]["functionResponse"]
    blob = response["parts"][0]["inlineData"]

    assert base64.b64decode(blob["data"]) == IMAGE
    assert response["response"] == {"image_ref": {"$ref": "instrument.jpg"}}


@pytest.mark.parametrize(
    ("name", "file", "begin"),
    [
        ("seed_000/image_generation", "output.png", IMAGE),
        ("seed_003/image_generation", "weather_tokyo.png", IMAGE),
        ("seed_000/video_generation", "output.mp4", b"a film"),
        ("seed_000/tts", "out.wav", b"RIFF"),
    ],
)
def test_what_was_made_is_in_its_file(stage: Stage, name: str, file: str, begin: bytes) -> None:
    play(stage, name)

    assert Path(file).read_bytes().startswith(begin)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("seed_000/imagen", 4),
        ("seed_003/image_generation", 1),
        ("seed_003/code_execution_with_images", 1),
    ],
)
def test_images_are_shown(stage: Stage, name: str, count: int) -> None:
    play(stage, name)

    assert [image.size for image in stage.shown] == [(2, 2)] * count


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("seed_000/video_generation", ["/models/veo-3.1-generate-preview/operations/video-1"]),
        ("seed_000/file_search", ["/fileSearchStores/my-store-1/upload/operations/u-1"]),
        ("seed_000/batch", ["/batches/b-1"]),
        ("seed_000/deep_research", ["/interactions/i-0"]),
    ],
)
def test_long_work_is_asked_after(stage: Stage, name: str, asked: list[str]) -> None:
    play(stage, name)

    assert [one.removeprefix("GET /v1beta") for one in stage.service.asked if "GET" in one][
        :1
    ] == asked


def test_interactions_say_the_same_whole_and_streamed(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    play(stage, "seed_002/multi_turn_streaming")

    assert capsys.readouterr().out == "A scripted answer.\n" + "A scripted answer."
    assert stage.service.bodies[1]["previous_interaction_id"] == "i-0"


def test_old_outputs_are_understood(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    play(stage, "seed_000/deep_research")

    assert capsys.readouterr().out == "A scripted answer.\n"


def test_a_tool_call_in_a_live_session_is_answered(stage: Stage) -> None:
    play(stage, "seed_000/live_function_calling")
    kinds = [one.partition(" ")[2] for one in stage.service.asked]

    assert kinds == ["setup", "clientContent", "toolResponse"]


def test_a_handle_to_resume_by_arrives(stage: Stage) -> None:
    assert play(stage, "seed_000/live_session_resumption")["previous_handle"] == "h-1"


def test_music_is_played(stage: Stage) -> None:
    names = play(stage, "seed_000/music")

    assert names["audio_data"] == SOUND
    assert stage.service.asked[0].startswith("BidiGenerateMusic setup")


# How many, and whether they are the seeds' own


def test_the_list_of_packages_names_examples_only() -> None:
    assert not set(PACKAGES) - set(EXAMPLES)


def test_how_many_examples_run(record_property: Any) -> None:
    absent = [name for name, package in PACKAGES.items() if _is_missing(package)]
    running = len(EXAMPLES) - len(absent)
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
