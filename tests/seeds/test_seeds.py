"""Every Python example of the three seeds runs on the local engine, only its imports changed."""

from __future__ import annotations

import array
import ast
import functools
import http.server
import importlib.util
import json
import math
import re
import threading
import warnings
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

from gemini_magic import Client, types
from gemini_magic.errors import PermissionDenied
from tests.conftest import REPOSITORY
from tests.local.conftest import KEY, Engine, running
from tests.seeds.stage import Played, Stage, document, picture

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

PDF = document(
    "Quarterly report of a small bakery.",
    "The bakery sold 1200 loaves of rye bread in October.",
    "X is the name of its new oven, which saves a third of the energy.",
)
FILES = {
    "image.jpg": picture(),
    "path/to/organ.jpg": picture(),
    "file.pdf": PDF,
    "path/to/file.pdf": PDF,
    "document.pdf": PDF,
    "sample.mp3": b"ID3\x04\0\0\0\0\0\0",
    "video.mp4": b"\0\0\0\x18ftypmp42",
    "requests.jsonl": b'{"key": "1", "request": {"contents": [{"parts": [{"text": "6 * 7"}]}]}}\n',
}
# The guides ask about sound and film at once: at Google these examples fail, too.
DIALS = ("--file-processing", "0", "--live-speed", "0")
PAGES = {
    "image.jpg": picture(),
    "instrument-img": picture(),
    "oven.html": b"<title>Bakery</title><p>The oven of the bakery was built in 1931.</p>",
}
"""What stands at the addresses of other machines, which lead to loopback."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *values: Any) -> None:
        """Requests of the examples are nothing to write about."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a web server on loopback that has `PAGES`."""
    folder = tmp_path_factory.mktemp("pages")
    for name, content in PAGES.items():
        (folder / name).write_bytes(content)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="pages")
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def log(cache: Path) -> Path:
    return cache / "log.jsonl"


@pytest.fixture(scope="module")
def engine(cache: Path, log: Path) -> Iterator[Engine]:
    with running(cache, "--no-llm", "--log", str(log), *DIALS) as engine:
        yield engine


@pytest.fixture(scope="module")
def own(engine: Engine, pages: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a reader of the guides puts in place of their names."""
    with Client(api_key=KEY, base_url=engine.url) as client:
        store = client.file_search_stores.create(config={"display_name": "my-store"})
        folder = tmp_path_factory.mktemp("documents")
        (folder / "Q4 report.pdf").write_bytes(PDF)
        operation = client.file_search_stores.upload_to_file_search_store(
            file=folder / "Q4 report.pdf",
            file_search_store_name=store.name or "",
            config={"display_name": "Q4 report"},
        )
        client.operations.wait(operation)
    return {
        "https://goo.gle/": pages,
        "https://example.com/": pages,
        "fileSearchStores/my-store": store.name or "",
    }


@pytest.fixture(scope="module")
def stage(
    engine: Engine, log: Path, own: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    return Stage(engine, log, tmp_path_factory.mktemp("stage"), FILES, own)


def play(stage: Stage, name: str) -> Played:
    if name in PACKAGES and _is_missing(PACKAGES[name]):
        pytest.skip(f"{PACKAGES[name]} is not installed")
    return stage.play(EXAMPLES[name])


def _is_missing(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is None
    except ModuleNotFoundError:
        return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_runs(name: str, stage: Stage) -> None:
    with warnings.catch_warnings():
        if name in PACKAGES:
            warnings.simplefilter("ignore")  # what others deprecate is theirs
        played = play(stage, name)
    for value in list(played.names.values()):
        if isinstance(value, types.GenerateContentResponse):
            assert value.model_version is not None
            assert value.model_version.startswith("local-")
            assert value.parts
        if isinstance(value, types.Interaction) and value.status == "completed":
            assert value.output_text


# What an example that only makes a config is worth shows when it is sent


CONFIGS = {
    "seed_000/code_execution": "Run this code:\n```python\nprint(6 * 7)\n```",
    "seed_000/google_maps": "Which museums are near here?",
    "seed_000/media_resolution": "What is 6 * 7?",
    "seed_000/thinking_budget": "What is 6 * 7?",
    "seed_000/thinking_level": "What is 6 * 7?",
    "seed_000/url_context": "When was the oven built? https://example.com/oven.html",
}


def sent(stage: Stage, name: str) -> types.GenerateContentResponse:
    """The answer to a prompt that goes with the config an example makes."""
    played = play(stage, name)
    prompt = CONFIGS[name].replace("https://example.com/", stage.own["https://example.com/"])
    # Only models before 3 take a budget of thoughts.
    model = "gemini-2.5-flash" if "budget" in name else "gemini-3-flash-preview"
    with stage.lit(played.folder), Client() as client:
        return client.models.generate_content(model=model, contents=prompt, config=played["config"])


@pytest.mark.parametrize("name", [name for name in CONFIGS if "6 * 7?" in CONFIGS[name]])
def test_a_config_is_taken(stage: Stage, name: str) -> None:
    assert "42" in (sent(stage, name).text or "")


def test_code_is_executed(stage: Stage) -> None:
    assert sent(stage, "seed_000/code_execution").code_execution_result == "42\n"


def test_a_page_is_read(stage: Stage) -> None:
    assert "1931" in (sent(stage, "seed_000/url_context").text or "")


def test_places_are_cited(stage: Stage) -> None:
    candidates = sent(stage, "seed_000/google_maps").candidates or []
    grounding = candidates[0].grounding_metadata

    assert grounding is not None
    assert grounding.grounding_chunks


def test_no_config_is_forgotten(stage: Stage) -> None:
    asking = re.compile(r"\.(generate_content|create|connect)\(")
    only = {
        name
        for name, path in EXAMPLES.items()
        if "config" in (code := path.read_text("utf-8")) and not asking.search(code)
    }

    assert only == set(CONFIGS) | {"seed_000/imagen"}


# Text and tokens


def test_a_chat_repeats_what_was_said(stage: Stage) -> None:
    names = play(stage, "seed_000/multi_turn_chat")
    history = names["chat"].get_history()

    assert [content.role for content in history] == ["user", "model", "user", "model"]
    assert history[1].parts[0].text == names["response"].text
    first, second = (names[one].usage_metadata for one in ("response", "response2"))
    assert second.prompt_token_count > first.prompt_token_count + 10


def test_tokens_are_counted_alike_before_and_after(stage: Stage) -> None:
    names = play(stage, "seed_000/token_counting")

    assert names["count"].total_tokens == names["response"].usage_metadata.prompt_token_count == 2


def test_what_is_cached_is_counted(stage: Stage) -> None:
    names = play(stage, "seed_000/context_caching")

    assert int(names.out) > 10_000
    assert names["cache"].display_name == "my-cache"


def test_embeddings_are_unit_vectors_of_the_usual_size(stage: Stage) -> None:
    embeddings = play(stage, "seed_000/embeddings")["result"].embeddings

    assert [len(one.values) for one in embeddings] == [3072] * 3
    assert all(math.isclose(math.hypot(*one.values), 1, abs_tol=1e-5) for one in embeddings)
    assert embeddings[0].values != embeddings[1].values


def test_json_fits_the_schema(stage: Stage) -> None:
    names = play(stage, "seed_000/structured_output")

    assert names["Recipe"].model_validate(names["recipe"]) == names["response"].parsed


def test_json_fits_the_schema_with_tools_too(stage: Stage) -> None:
    names = play(stage, "seed_003/structured_output_with_tools")

    assert isinstance(names["result"], names["MatchResult"])


def test_openai_s_client_is_answered(stage: Stage) -> None:
    response = play(stage, "seed_000/openai_compatibility")["response"]

    assert response.choices[0].finish_reason == "stop"
    assert response.choices[0].message.content


# Functions


def test_a_python_function_is_called_and_its_result_sent(stage: Stage) -> None:
    response = play(stage, "seed_000/function_calling")["response"]
    _, asked, answered = response.automatic_function_calling_history[:3]
    (call,) = (part.function_call for part in asked.parts if part.function_call)
    result = answered.parts[0].function_response

    assert call.args == {"location": "NYC"}
    assert result.response == {"result": {"temp": 72, "condition": "sunny"}}
    assert result.id == call.id
    assert "72" in response.text
    assert "sunny" in response.text


def test_signatures_return_as_they_came(stage: Stage) -> None:
    """The engine refuses a call whose signature is missing or was another part's."""
    names = play(stage, "seed_000/function_calling_by_hand")
    call = names["contents"][1].parts[0]

    assert call.thought_signature
    assert "42" in names["response"].text


def test_a_search_comes_before_the_function_and_both_come_back(stage: Stage) -> None:
    names = play(stage, "seed_003/combining_tools")
    call, result, function = names["response"].candidates[0].content.parts

    assert call.tool_call.args == {"queries": ["northernmost city in the United States"]}
    assert result.tool_response.id == call.tool_call.id
    assert function.function_call.args == {"city": "Utqiaġvik"}
    assert all(part.thought_signature for part in (call, result, function))
    assert "22 degrees" in names["response_2"].text


def test_the_picture_of_a_function_is_looked_at(stage: Stage) -> None:
    played = play(stage, "seed_003/multimodal_function_response")

    assert played["requested_item"] == "instrument"
    assert "instrument.jpg" in played["response_2"].text
    assert "320 × 200" in played["response_2"].text
    assert "teal" in played["response_2"].text


# Media and files


@pytest.mark.parametrize(
    "name", ["seed_000/image_inline", "seed_000/media_resolution_of_a_part", "seed_002/image"]
)
def test_an_image_is_looked_at(stage: Stage, name: str) -> None:
    names = play(stage, name)
    said = names["response"].text if "response" in names.names else names["interaction"].output_text

    assert "320 × 200" in said
    assert "teal" in said


def test_an_image_comes_by_its_address(stage: Stage) -> None:
    image = play(stage, "seed_000/image_by_url")["image"]

    assert image.inline_data.data == picture()


def test_code_cuts_out_a_part_of_an_image_and_measures_it(stage: Stage) -> None:
    played = play(stage, "seed_003/code_execution_with_images")
    code, result, cut, said = played["response"].candidates[0].content.parts

    assert "image.crop(box)" in code.executable_code.code
    assert result.code_execution_result.outcome == "OUTCOME_OK"
    assert cut.inline_data.mime_type == "image/png"
    assert "cannot see" in said.text
    assert "1 region(s) stand out" in played.out
    assert "101 x 101 pixels at (40, 40)" in played.out
    assert [max(image.size) for image in played.shown] == [768]


def test_a_search_in_vain_says_what_was_searched_for(stage: Stage) -> None:
    response = play(stage, "seed_000/google_search")["response"]
    grounding = response.candidates[0].grounding_metadata

    assert grounding.web_search_queries == ["Who won Euro 2024?"]
    assert "Euro+2024" in grounding.search_entry_point.rendered_content
    assert not grounding.grounding_chunks
    assert "holds nothing" in response.text


def test_a_pdf_is_read(stage: Stage) -> None:
    assert "rye bread" in play(stage, "seed_000/pdf_inline")["response"].text


def test_a_file_is_kept_until_it_is_deleted(stage: Stage) -> None:
    names = play(stage, "seed_000/files")
    uri, *listed = names.out.split()

    assert names["myfile"].name in listed
    assert uri.endswith(names["myfile"].name)
    with pytest.raises(PermissionDenied):  # what the API says of files that are gone
        names["client"].files.get(name=names["myfile"].name)


def test_an_answer_cites_the_document_of_a_store(stage: Stage) -> None:
    names = play(stage, "seed_000/file_search")
    grounding = names["response"].candidates[0].grounding_metadata
    [chunk, *_] = grounding.grounding_chunks

    assert chunk.retrieved_context.title == "My Doc"
    assert "oven" in names["response"].text
    assert grounding.grounding_supports[0].segment.text in names["response"].text


# Long work


def test_a_batch_ends_with_a_file_of_answers(stage: Stage) -> None:
    names = play(stage, "seed_000/batch")
    job = names["batch_job"]
    lines = names["client"].files.download(file=job.dest.file_name).splitlines()
    [line] = [json.loads(line) for line in lines]

    assert job.state == "JOB_STATE_SUCCEEDED"
    assert line["key"] == "1"
    assert "42" in line["response"]["candidates"][0]["content"]["parts"][0]["text"]


def test_an_agent_reports(stage: Stage) -> None:
    played = play(stage, "seed_000/deep_research")

    assert played["interaction"].status == "completed"
    assert played.out.startswith("# Research the history of quantum computing\n")


def test_an_agent_reads_documents_and_cites_them(stage: Stage) -> None:
    played = play(stage, "seed_000/deep_research_on_own_data")
    with stage.lit(played.folder), Client() as client:
        done = client.interactions.wait(played["interaction"], timeout=20)
    content = done.to_wire()["steps"][-1]["content"][0]
    cited = [one for one in content["annotations"] if one["type"] == "file_citation"]
    place = slice(cited[0]["start_index"], cited[0]["end_index"])

    assert cited[0]["file_name"] == "Q4 report"
    assert "rye bread" in content["text"].encode()[place].decode()


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("seed_000/video_generation", "/models/veo-.*/operations/"),
        ("seed_000/file_search", "/fileSearchStores/.*/operations/"),
        ("seed_000/batch", "/batches/"),
        ("seed_000/deep_research", "/interactions/"),
    ],
)
def test_long_work_is_asked_after(stage: Stage, name: str, asked: str) -> None:
    assert any(re.match(f"GET /v1beta{asked}", one) for one in play(stage, name).asked)


# Pictures, sound and film


def test_images_are_shown(stage: Stage) -> None:
    shown = play(stage, "seed_000/imagen").shown

    assert [image.size for image in shown] == [(1024, 1024)] * 4


@pytest.mark.parametrize(
    ("name", "file", "ratio"),
    [
        ("seed_000/image_generation", "output.png", 1),
        ("seed_003/image_generation", "weather_tokyo.png", 16 / 9),
    ],
)
def test_a_picture_is_in_its_file(stage: Stage, name: str, file: str, ratio: float) -> None:
    with PIL.Image.open(play(stage, name).folder / file) as image:
        image.load()

        assert math.isclose(image.width / image.height, ratio, rel_tol=0.03)
        assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 3


def test_speech_is_in_its_file(stage: Stage) -> None:
    folder = play(stage, "seed_000/tts").folder
    with wave.open(str(folder / "out.wav")) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        samples = sound.readframes(sound.getnframes())

    assert 1 < seconds < 20
    assert loudness(samples) > 1000


def test_two_speakers_are_heard(stage: Stage) -> None:
    blob = play(stage, "seed_000/tts_of_two_speakers")["response"].parts[0].inline_data

    assert blob.mime_type == "audio/L16;codec=pcm;rate=24000"
    assert loudness(blob.data) > 1000


def test_a_film_is_in_its_file(stage: Stage) -> None:
    names = play(stage, "seed_000/video_generation")
    film = (names.folder / "output.mp4").read_bytes()

    assert film[4:8] == b"ftyp"
    assert len(film) > 1000
    assert names["operation"].done


def loudness(samples: bytes) -> int:
    """The loudest sample of PCM16."""
    return max(map(abs, array.array("h", samples)))


def test_music_is_played(stage: Stage) -> None:
    sound = play(stage, "seed_000/music")["audio_data"]

    assert len(sound) > 10_000
    assert loudness(sound) > 100


# Live sessions


def test_a_tool_call_in_a_live_session_is_answered(stage: Stage) -> None:
    names = play(stage, "seed_000/live_function_calling")

    assert names["response"].server_content.turn_complete


def test_a_handle_to_resume_by_arrives(stage: Stage) -> None:
    assert play(stage, "seed_000/live_session_resumption")["previous_handle"]


def test_tokens_are_made(stage: Stage) -> None:
    for name in ("seed_000/ephemeral_tokens", "seed_000/ephemeral_token_constraints"):
        assert play(stage, name)["token"].name.startswith("auth_tokens/")


# Interactions


def test_interactions_follow_each_other_streamed_or_not(stage: Stage) -> None:
    streamed = play(stage, "seed_002/multi_turn_streaming")
    again = play(stage, "seed_002/multi_turn")["interaction2"]

    assert streamed.out.endswith(again.output_text)
    assert again.previous_interaction_id


# How many, and whether they are the seeds' own


def test_the_lists_name_examples_only() -> None:
    assert not (set(PACKAGES) | set(CONFIGS)) - set(EXAMPLES)


def test_how_many_examples_run(record_property: Any) -> None:
    absent = [name for name, package in PACKAGES.items() if _is_missing(package)]
    running = len(EXAMPLES) - len(absent)
    without = f" ({len(absent)} need packages that are not installed)" if absent else ""

    record_property("seeds", f"{running} of {len(EXAMPLES)} run on the engine{without}")


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
