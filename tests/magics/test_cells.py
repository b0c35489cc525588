"""`%%gemini` through a real shell, against a scripted service."""

from __future__ import annotations

import base64
import io
import json
import threading
from typing import TYPE_CHECKING, Any

import PIL.Image
import pytest

from gemini_magic.api.audio import Audio
from gemini_magic.api.types import Blob, GeneratedImage, GeneratedVideo, Image, Part, Video
from gemini_magic.chat import Reply
from gemini_magic.magics import _MEDIA
from gemini_magic.magics.cell_error import CellError
from gemini_magic.render.alone import ALONE
from tests.scripted import ScriptedGemini, chunk, failure, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

MIME_TYPE = "application/vnd.gemini.reply+json"


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


def body_of(gemini: ScriptedGemini, index: int = -1) -> Any:
    return gemini.exchanges[index].json


def run(shell: InteractiveShell, cell: str, *, store_history: bool = True) -> Any:
    return shell.run_cell(cell, store_history=store_history)


def error_of(shell: InteractiveShell, cell: str) -> str:
    """What the cell says when it fails: one line."""
    result = run(shell, cell)
    assert isinstance(result.error_in_exec, CellError)
    [line] = result.error_in_exec._render_traceback_()
    assert "\n" not in line
    return line


def test_an_answer_is_shown_once_with_every_type(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("Hello ", "world"))

    run(shell, "%%gemini\nhi")

    [output] = shell.display_pub.outputs  # type: ignore[attr-defined]
    assert set(output["data"]) == {MIME_TYPE, "text/html", "text/markdown", "text/plain"}
    assert output["data"]["text/plain"] == "Hello world"
    assert body_of(gemini) == {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}


def test_the_reply_is_in_underscore_and_in_the_named_variable(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("42"))

    run(shell, "%%gemini -o answer\nhi")

    assert isinstance(shell.user_ns["answer"], Reply)
    assert shell.user_ns["answer"].text == "42"
    assert shell.user_ns["_"] is shell.user_ns["answer"]


@pytest.mark.filterwarnings("ignore::gemini_magic.catalog.OutdatedModel")
def test_flags_become_the_config(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(texts("ok"))

    run(shell, '%%gemini -m gemini-x -s "be brief" -t 0.5 --think low --thoughts\nhi')

    body = body_of(gemini)
    assert gemini.exchanges[-1].path.endswith("/models/gemini-x:streamGenerateContent?alt=sse")
    assert body["systemInstruction"]["parts"] == [{"text": "be brief"}]
    assert body["generationConfig"] == {
        "temperature": 0.5,
        "thinkingConfig": {"thinkingLevel": "LOW", "includeThoughts": True},
    }


def test_flags_let_the_model_use_tools(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(texts("ok"))

    run(shell, "%%gemini --search --url --maps --exec --files notes,fileSearchStores/b\nhi")

    assert body_of(gemini)["tools"] == [
        {"googleSearch": {}},
        {"urlContext": {}},
        {"googleMaps": {}},
        {"codeExecution": {}},
        {"fileSearch": {"fileSearchStoreNames": ["fileSearchStores/notes", "fileSearchStores/b"]}},
    ]


def test_functions_named_in_a_cell_are_called_here(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell('def double(n: int) -> int:\n    """Twice a number."""\n    return 2 * n')
    called = {"functionCall": {"name": "double", "args": {"n": 21}}}
    gemini.will(sse([chunk(called, finish="STOP")]), texts("42"))

    run(shell, "%%gemini --tools double\nTwice 21?")

    [declared] = body_of(gemini, 0)["tools"]
    assert [d["name"] for d in declared["functionDeclarations"]] == ["double"]
    [answered] = body_of(gemini)["contents"][-1]["parts"]
    assert answered["functionResponse"]["response"] == {"result": 42}
    assert shell.user_ns["_"].text == "42"


def test_a_misspelled_function_names_the_right_one(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("def double(n): return 2 * n")

    error = error_of(shell, "%%gemini --tools doubel\nhi")

    assert "function 'doubel' does not exist; did you mean 'double'?" in error
    assert gemini.exchanges == []


def test_a_thinking_budget_is_a_number(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(texts("ok"))

    run(shell, "%%gemini --think 0\nhi")

    assert body_of(gemini)["generationConfig"] == {"thinkingConfig": {"thinkingBudget": 0}}


def test_cells_of_a_thread_share_a_history_and_others_do_not(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"), texts("two"), texts("three"), texts("four"), texts("five"))

    run(shell, "%%gemini -c a\nfirst")
    run(shell, "%%gemini -c a\nsecond")
    run(shell, "%%gemini -c b\nother")
    run(shell, "%%gemini -c a --no-history\naside")
    run(shell, "%%gemini -c a --new\nafresh")

    sent = [[c["parts"][0]["text"] for c in body_of(gemini, i)["contents"]] for i in range(5)]
    assert sent == [["first"], ["first", "one", "second"], ["other"], ["aside"], ["afresh"]]


def test_signatures_return_where_they_came_from(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    signed = {"text": "", "thoughtSignature": "c2lnbmF0dXJl"}
    gemini.will(
        sse([chunk("a"), chunk("b"), chunk(signed, finish="STOP")]),
        texts("ok"),
    )

    run(shell, "%%gemini\nfirst")
    run(shell, "%%gemini\nsecond")

    assert body_of(gemini)["contents"][1]["parts"] == [{"text": "ab"}, signed]


def test_variables_are_filled_in_and_raw_leaves_them(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("ok"), texts("ok"))
    shell.user_ns["city"] = "Oslo"

    run(shell, "%%gemini --no-history\nweather in {{city}}")
    run(shell, "%%gemini --no-history --raw\nweather in {{city}}")

    assert [body_of(gemini, i)["contents"][0]["parts"] for i in (0, 1)] == [
        [{"text": "weather in Oslo"}],
        [{"text": "weather in {{city}}"}],
    ]


def test_an_image_variable_is_sent_as_an_image(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("red"))
    shell.user_ns["photo"] = PIL.Image.new("RGB", (2, 2), "red")

    run(shell, "%%gemini\nwhat is {{photo}} here?")

    parts = body_of(gemini)["contents"][0]["parts"]
    assert [list(part) for part in parts] == [["text"], ["inlineData"], ["text"]]
    assert parts[1]["inlineData"]["mimeType"] == "image/png"


def test_an_error_of_the_service_is_one_line_and_fails_the_cell(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "temperature\nis too high"))

    line = error_of(shell, "%%gemini\nhi")

    assert line == "BadRequest: 400 INVALID_ARGUMENT: temperature is too high"


def test_an_error_gives_no_orders_to_a_terminal(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no\x1b]0;owned\x07 \x1b[2J\u202eway"))

    line = error_of(shell, "%%gemini\nhi")

    assert line == "BadRequest: 400 INVALID_ARGUMENT: no]0;owned [2Jway"


def test_a_prompt_that_is_blocked_fails_the_cell(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([{"promptFeedback": {"blockReason": "SAFETY"}}]))

    line = error_of(shell, "%%gemini -o r\nhi")

    assert line == "Blocked: the prompt was blocked by the service: SAFETY"
    assert shell.user_ns["r"].refused == "SAFETY"


def test_what_arrived_before_an_error_is_kept_and_marked(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([chunk("half an "), chunk("answer")]).cut_after(10_000))

    line = error_of(shell, "%%gemini -o r\nhi")

    assert line.startswith("ConnectionFailed: the connection to 127.0.0.1")
    assert shell.user_ns["r"].text == "half an answer"
    assert shell.user_ns["r"].is_partial
    plain = shell.display_pub.outputs[0]["data"]["text/plain"]  # type: ignore[attr-defined]
    assert plain.startswith("half an answer\n")


@pytest.mark.filterwarnings("ignore::gemini_magic.catalog.OutdatedModel")
def test_a_model_that_is_gone_is_answered_with_its_successors(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(404, "NOT_FOUND", "models/gemini-1-flash is not found"))

    line = error_of(shell, "%%gemini -m gemini-1-flash\nhi")

    assert line.startswith("ModelNotFound: 404 NOT_FOUND: model 'gemini-1-flash' is not available")
    assert "Try " in line


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%%gemini\n   \n", "the cell is empty"),
        ("%%gemini -o 1x\nhi", "'1x' is not a variable name"),
        ("%%gemini -o class\nhi", "'class' is not a variable name"),
        ("%%gemini -t nan\nhi", "cannot be written as JSON"),
        ("%%gemini\nhalf a character: \ud83d", "cannot be written as JSON"),
        ("%gemini use ''", "'' is not a model id"),
        ("%gemini use 'no such'", "'no such' is not a model id"),
        ("%gemini reset one two", "say one thread or none"),
        ("%%gemini --think hi-there\nhi", "neither a level"),
        ("%%gemini -t warm\nhi", "invalid float value: 'warm'"),
        ("%%gemini --modle x\nhi", "--modle"),
        ('%%gemini -s "open\nhi', "No closing quotation"),
        ("%%gemini -m a/../b\nhi", "not a model id"),
        ("%%gemini\n{{missing_name}}", "variable 'missing_name' does not exist; --raw leaves"),
        ("%%gemini aks\nhi", "%%gemini has no verb 'aks'; did you mean 'ask'?"),
        ("%%gemini What is it?\nhi", "no verb 'What'; the prompt goes into the lines below"),
        ("%%gemini -f svg\nhi", "choose 'markdown' or 'text' or 'json' or 'code'"),
        ("%gemini usee local", "did you mean 'use' or 'usage'?"),
        ("%gemini aks What is it?", "did you mean 'ask'?"),
        ("%gemini What is it, then", "%gemini ask TEXT asks, %gemini help lists the verbs"),
        ("%gemini use", "say what to use"),
        ("%%gemini --above -4\nhi", "--above -4 is no number of cells"),
        ("%%gemini image --count 0\nhi", "count=0 pictures cannot be drawn"),
        ("%%gemini quiz --count 0\nhi", "count=0 questions cannot be asked for"),
        ("%gemini panel", "say which panel: %gemini panel voice"),
    ],
)
def test_mistakes_are_explained_in_one_line(
    shell: InteractiveShell, gemini: ScriptedGemini, cell: str, message: str
) -> None:
    assert message in error_of(shell, cell)
    assert gemini.exchanges == []


def test_an_error_before_any_answer_is_said_once(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no"))

    error_of(shell, "%%gemini\nhi")

    assert shell.display_pub.outputs == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("texts_", "shown"), [(("half",), ["half\n[truncated]"]), ((), ["[truncated]"])]
)
def test_an_answer_that_just_ends_is_kept_and_fails_the_cell(
    shell: InteractiveShell, gemini: ScriptedGemini, texts_: tuple[str, ...], shown: list[str]
) -> None:
    gemini.will(sse([chunk(text) for text in texts_]))

    line = error_of(shell, "%%gemini\nhi")

    assert line == "truncated: the connection ended before the answer did; what arrived is kept"
    outputs = shell.display_pub.outputs  # type: ignore[attr-defined]
    assert [output["data"]["text/plain"] for output in outputs] == shown


def test_a_property_that_raises_is_one_line(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    class Frame:
        @property
        def size(self) -> int:
            raise RuntimeError("not\nopen")

    shell.user_ns["frame"] = Frame()

    line = error_of(shell, "%%gemini\n{{frame.size}}")

    assert line == "InvalidRequest: frame.size cannot be read: RuntimeError: not open"


def test_a_request_that_cannot_be_sent_leaves_no_thread(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "live")
    before = threading.active_count()

    error_of(shell, "%%gemini --think hi-there\nhi")

    assert threading.active_count() == before


def test_a_console_that_ignores_updates_is_told_what_to_do(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "live")
    gemini.will(texts("a", "b", "c").paced(5))

    run(shell, "%%gemini\nhi")

    first, *_, last = shell.display_pub.outputs  # type: ignore[attr-defined]
    assert "GEMINI_MAGIC_RENDER=terminal" in first["data"]["text/plain"]
    assert last["update"]
    assert last["data"]["text/plain"] == "abc"


def test_a_filter_that_fits_no_model_says_so(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    assert "no model has 'zzz' in its name" in error_of(shell, "%gemini models zzz")


def test_no_key_reaches_what_a_failing_cell_leaves_behind(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no"))

    run(shell, "%xmode Verbose")
    run(shell, "%%gemini -m m\nhi")

    shown = capsys.readouterr()
    outputs = json.dumps(shell.display_pub.outputs)  # type: ignore[attr-defined]
    assert "test-key" not in shown.out + shown.err + outputs


def test_a_reply_shown_again_is_the_same_bundle(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("*hello*"))

    run(shell, "%%gemini -o r\nhi")
    data, _ = shell.display_formatter.format(shell.user_ns["r"])  # type: ignore[union-attr]

    assert data == shell.display_pub.outputs[0]["data"]  # type: ignore[attr-defined]


def test_the_terminal_prints_as_it_streams(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "auto")
    thought = {"text": "let me see", "thought": True}
    gemini.will(sse([chunk(thought), chunk("Hel"), chunk("lo", finish="STOP")]))

    run(shell, "%%gemini\nhi")

    assert capsys.readouterr().out == "Hello\n— scripted-1\n"


def test_a_reply_in_a_terminal_says_who_answered(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini.will(texts("hello"))
    run(shell, "%%gemini -o r\nhi")
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "auto")

    data, _ = shell.display_formatter.format(shell.user_ns["r"])  # type: ignore[union-attr]

    assert data["text/plain"] == "hello\n— scripted-1"


def test_models_are_listed_with_the_one_in_use(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, "%gemini models")
    first = capsys.readouterr().out.splitlines()[1].split()[0]

    run(shell, f"%gemini use {first}\n%gemini models")

    assert f"{first} on Gemini" in (out := capsys.readouterr().out)
    assert "← in use" in out


def test_help_names_every_flag_and_verb(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, "%gemini help")

    out = capsys.readouterr().out
    for word in ("--model", "--thoughts", "--no-history", "--out", "--raw", "use MODEL", "reset"):
        assert word in out
    assert "%%gemini [-m MODEL]" in out
    assert "``" not in out
    assert "::" not in out


def test_threads_and_their_turns_are_listed(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, "%gemini threads\n%gemini history")
    assert capsys.readouterr().out == "no thread has a history yet\nnothing was said yet\n"
    gemini.will(texts("An answer\nin two lines"), sse([chunk("half")]))
    run(shell, "%%gemini -c physics\nA question " + "that is long " * 9)
    error_of(shell, "%%gemini -c physics\nAnother")
    capsys.readouterr()
    run(shell, "%gemini threads\n%gemini history physics")

    outputs = shell.display_pub.outputs[-2:]  # type: ignore[attr-defined]
    lines = [line for out in outputs for line in out["data"]["text/plain"].splitlines()]
    assert lines[1].split()[:5] == ["physics", "2", "0", "0", "?"]
    assert "long that i…  An answer in two lines" in lines[3]
    assert lines[4].split() == ["2", "Another", "half", "[truncated]", "partial"]
    assert "<table" in outputs[0]["data"]["text/html"]
    assert "did you mean 'physics'?" in error_of(shell, "%gemini history phisics")


def test_a_name_that_is_taken_is_announced_and_given_back(
    shell: InteractiveShell,
) -> None:
    shell.run_line_magic("unload_ext", "gemini_magic")
    shell.register_magic_function(lambda line, cell: "theirs", "cell", "gemini")  # type: ignore[arg-type]

    with pytest.warns(UserWarning, match="already registered by"):
        shell.run_line_magic("load_ext", "gemini_magic")
    shell.run_line_magic("unload_ext", "gemini_magic")

    assert shell.run_cell_magic("gemini", "", "hi") == "theirs"


def test_images_in_an_answer_are_shown(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (1, 1), "blue").save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    blob = {"inlineData": {"mimeType": "image/png", "data": data}}
    gemini.will(sse([chunk("here: "), chunk(blob, finish="STOP")]))

    run(shell, "%%gemini\ndraw")

    html = shell.display_pub.outputs[0]["data"]["text/html"]  # type: ignore[attr-defined]
    assert f"data:image/png;base64,{data}" in html


_PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("value", "html", "plain"),
    [
        (Image(image_bytes=_PNG, mime_type="image/png"), "<img src=", "[image/png, 8 bytes]"),
        (
            GeneratedImage(image=Image(image_bytes=_PNG, mime_type="image/png")),
            "<img src=",
            "[image/png, 8 bytes]",
        ),
        (GeneratedImage(rai_filtered_reason="no"), "", "[nothing]"),
        (Video(video_bytes=b"film"), "<video controls", "[video/mp4, 4 bytes]"),
        (Video(uri="https://a.org/v"), 'href="https://a.org/v"', "[https://a.org/v, video/mp4]"),
        (GeneratedVideo(video=Video(video_bytes=b"film")), "<video controls", "[video/mp4, "),
        (Audio(bytes(4), "audio/L16;rate=24000"), "<audio controls", "[audio/L16;rate=24000"),
        (Blob(data=_PNG, mime_type="image/png"), "<img src=", "[image/png, 8 bytes]"),
        (Part(text="a <b> **c**"), "a &lt;b&gt; <strong>c</strong>", "a <b> **c**"),
    ],
)
def test_media_at_the_end_of_a_cell_show_themselves(
    shell: InteractiveShell, value: Any, html: str, plain: str
) -> None:
    data, _ = shell.display_formatter.format(value)  # type: ignore[union-attr]

    assert html in data["text/html"]
    assert data["text/plain"].startswith(plain)


def test_media_show_themselves_no_more_once_the_extension_is_unloaded(
    shell: InteractiveShell,
) -> None:
    image = Image(image_bytes=_PNG, mime_type="image/png")
    shell.display_formatter.format(image)  # type: ignore[union-attr]
    shell.run_line_magic("unload_ext", "gemini_magic")

    assert "text/html" not in shell.display_formatter.format(image)[0]  # type: ignore[union-attr]


def test_every_kind_of_media_that_can_stand_alone_is_registered(shell: InteractiveShell) -> None:
    assert sorted(name for _, name in _MEDIA) == sorted(ALONE)
