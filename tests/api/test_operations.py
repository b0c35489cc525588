"""Operations: asked by object or name, awaited, failed; recorded ones come back equal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import errors, types
from tests.api import test_file_search as stores
from tests.api import test_files as files
from tests.api.golden import captured, normal, sent
from tests.api.script import Script, client_with, document
from tests.api.test_files import STARTED, both, finished, result

STORE = "fileSearchStores/s-1"
KINDS = {
    "op_get_import": (f"{STORE}/operations/op1", types.ImportFileOperation),
    "op_get_upload": (f"{STORE}/upload/operations/op1", types.UploadToFileSearchStoreOperation),
    "op_get_video": ("models/veo/operations/o", types.GenerateVideosOperation),
}


@both
@pytest.mark.parametrize("scenario", KINDS)
@pytest.mark.parametrize("by", ["name", "operation"])
def test_asking_sends_what_googles_sdk_sends_and_keeps_the_class(
    by: str, scenario: str, colour: str, golden: dict[str, Any]
) -> None:
    name, kind = KINDS[scenario]
    operation = name if by == "name" else kind(name=name)
    script = Script(document({"name": name}))
    found = result(colour, client_with(script), lambda c: c.operations.get(operation))

    assert captured(golden, scenario) == sent(script.requests)
    assert (kind, None, False) == (type(found), found.done, found.is_over)


def test_the_response_of_each_kind_is_typed() -> None:
    document_name = {"response": {"documentName": "d", "parent": "p"}}
    upload = types.UploadToFileSearchStoreOperation.model_validate(document_name)
    video = {"video": {"uri": "https://h/v1beta/files/v:download?alt=media"}}
    inner = {"generatedSamples": [video], "raiMediaFilteredCount": 1}
    wire = {"done": True, "response": {"generateVideoResponse": inner}}
    videos = types.GenerateVideosOperation.model_validate(wire)

    assert upload.response is not None
    assert upload.response.document_name == "d"
    assert videos.response is not None
    assert videos.response.generated_videos[0].video == types.Video.model_validate(video["video"])
    assert videos.response.rai_media_filtered_count == 1
    assert videos.result is videos.response
    assert wire == videos.to_wire()


def test_a_video_is_saved_once_it_is_here(tmp_path: Path) -> None:
    video = types.Video(uri="https://h/v1beta/files/v")
    with pytest.raises(ValueError, match="download"):
        video.save(tmp_path / "v.mp4")
    video.video_bytes = b"video"
    video.save(tmp_path / "v.mp4")

    assert (tmp_path / "v.mp4").read_bytes() == b"video"


@both
def test_waiting_ends_with_the_operation(colour: str) -> None:
    name, kind = KINDS["op_get_import"]
    done = {"name": name, "done": True, "response": {"documentName": "d"}}
    script = Script(document({"name": name}), document({"name": name}), document(done))
    found = result(
        colour, client_with(script), lambda c: c.operations.wait(kind(name=name), pause=0)
    )

    assert found.response.document_name == "d"
    assert len(script.requests) == 3


@both
def test_an_operation_that_is_over_is_not_asked_again(colour: str) -> None:
    """Uploads of small documents come back with a response and without `done`."""
    script = Script(document({}))
    operation = types.UploadToFileSearchStoreOperation.model_validate(
        {"name": "x", "response": {"documentName": "d"}}
    )

    assert operation is result(colour, client_with(script), lambda c: c.operations.wait(operation))
    assert not script.requests


@both
def test_a_failed_operation_raises_its_reason(colour: str) -> None:
    name = KINDS["op_get_upload"][0]
    failed = {"name": name, "done": True, "error": {"code": 5, "message": "No such file"}}
    client = client_with(Script(document(failed)))
    with pytest.raises(errors.NotFound, match=f"{name} failed: No such file"):
        result(colour, client, lambda c: c.operations.wait(name))


@both
def test_waiting_has_an_end(colour: str) -> None:
    client = client_with(Script(document({"name": "a/operations/b"})))
    with pytest.raises(errors.TimedOut, match="is not done after 0 s"):
        result(colour, client, lambda c: c.operations.wait("a/operations/b", timeout=0))


@pytest.mark.parametrize("name", ["", "x", "a/../b", "a/operations/b?key=1", None])
def test_what_names_no_operation_is_refused(name: Any) -> None:
    client = client_with(Script(document({})))
    with pytest.raises(errors.InvalidRequest, match="is no operation's name"):
        client.operations.get(types.ImportFileOperation(name=name))


OURS = ("files_", "fss_", "op_get_", "docs_")
EQUAL = {*files.CALLS, *stores.CALLS, *KINDS, "files_upload", "fss_upload"}
DIFFERENT = {"files_upload_v1beta_iobase": "one request of 9 MiB instead of two"}


def test_no_scenario_is_forgotten(
    golden: dict[str, Any], record_property: Callable[[str, object], None]
) -> None:
    known = {name for name in golden if name.startswith(OURS)}
    record_property("files, stores, operations", f"{len(EQUAL)} of {len(known)} scenarios equal")

    assert known == EQUAL | set(DIFFERENT)


# Which type an answer has, by method and path.
ANSWERS: list[tuple[str, str, type[types.WireModel]]] = [
    ("GET", r"files", types.ListFilesResponse),
    ("GET", r"files/[^/:]+", types.File),
    ("DELETE", r"files/[^/:]+", types.DeleteFileResponse),
    ("POST", r"fileSearchStores", types.FileSearchStore),
    ("GET", r"models/[^/]+/operations/[^/]+", types.GenerateVideosOperation),
    ("POST", r"upload:fileSearchStores/.*", types.UploadToFileSearchStoreOperation),
]


def exchanges(recordings: Path) -> Iterator[dict[str, Any]]:
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        for exchange in map(json.loads, lines):
            if exchange["api"] == "gemini" and exchange["url"]:
                yield exchange


def recorded(recordings: Path) -> Iterator[tuple[type[types.WireModel], dict[str, Any]]]:
    """Every answer of our resources, with its type."""
    for exchange in exchanges(recordings):
        path = exchange["url"].partition("?")[0]
        answer = exchange["response"]
        if exchange["status"] != 200 or not answer:
            continue
        path = re.sub(r"^/(upload/)?v1\w*/", lambda f: "upload:" if f[1] else "", path)
        if path == "upload:files":
            path, answer = "files/x", answer["file"]
            exchange["method"] = "GET"
        for method, pattern, kind in ANSWERS:
            if method == exchange["method"] and re.fullmatch(pattern, path):
                yield kind, answer


def test_all_recorded_answers_come_back_equal(
    recordings: Path, record_property: Callable[[str, object], None]
) -> None:
    answers = list(recorded(recordings))
    failures = [
        (kind.__name__, answer)
        for kind, answer in answers
        if kind.model_validate_json(json.dumps(answer)).to_wire() != answer
    ]
    equal = len(answers) - len(failures)
    record_property("files, stores, operations", f"{equal} of {len(answers)} recordings equal")

    assert not failures
    assert {kind for _, _, kind in ANSWERS} - {types.DeleteFileResponse} <= {
        kind for kind, _ in answers
    }


def test_recorded_requests_are_rebuilt(recordings: Path) -> None:
    rebuilt = 0
    for exchange in exchanges(recordings):
        request, path = exchange["request"], re.sub(r"^/", "", exchange["url"].partition("?")[0])
        start = path.endswith((":uploadToFileSearchStore", "upload/v1beta/files"))
        if not request or "upload_id" in exchange["url"] or not (start or path.endswith("Stores")):
            continue
        script = Script(STARTED, finished({"file": {}})) if start else Script(document({}))
        client = client_with(script)
        if path.endswith("Stores"):
            client.file_search_stores.create(config=request)
        elif path.endswith("files"):
            file = {"mimeType": "application/pdf", **normal(request["file"])}
            client.files.upload(file=bytes(file.pop("sizeBytes", 0)), config=file)
        else:
            name = path.removeprefix("upload/v1beta/").partition(":")[0]
            client.file_search_stores.upload_to_file_search_store(
                file_search_store_name=name, file=b"Paris", config=request
            )
        ours = normal(json.loads(script.requests[0].content))
        rebuilt += 1

        assert f"/{path}" == script.requests[0].url.path
        assert normal(request).get("file", {}).items() <= ours.get("file", {}).items()
        assert (start and "file" in request) or normal(request) == ours

    assert rebuilt >= 8
