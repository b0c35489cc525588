"""`%%gemini VERB` through a real shell: image, speak, compare, eval, prompt and quiz."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic.catalog import newest
from gemini_magic.magics.cell_error import CellError
from tests.scripted import ScriptedGemini, chunk, failure, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

PNG = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}, "thoughtSignature": "c2ln"}
PCM = {"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": "AAAAAA=="}}

pytestmark = pytest.mark.filterwarnings("ignore::gemini_magic.catalog.OutdatedModel")


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


def run(shell: InteractiveShell, cell: str) -> Any:
    """What the cell leaves in `_`."""
    result = shell.run_cell(cell, store_history=True)
    assert result.success, result.error_in_exec
    return shell.user_ns["_"]


def error_of(shell: InteractiveShell, cell: str) -> str:
    result = shell.run_cell(cell, store_history=True)
    assert isinstance(result.error_in_exec, CellError)
    [line] = result.error_in_exec._render_traceback_()
    return line


def shown(shell: InteractiveShell) -> dict[str, Any]:
    """The last output."""
    data: dict[str, Any] = shell.display_pub.outputs[-1]["data"]  # type: ignore[attr-defined]
    return data


def asked(gemini: ScriptedGemini, number: int = -1) -> str:
    """The last text of a request."""
    text: str = gemini.exchanges[number].json["contents"][-1]["parts"][0]["text"]
    return text


def test_an_image_is_drawn_shown_and_saved(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(sse([chunk(PNG, finish="STOP")]))
    file = tmp_path / "fox.png"

    reply = run(shell, f"%%gemini image --aspect 16:9 --size 2k --save {file} -o fox\na red fox")

    assert f"/{newest('image')}:" in gemini.exchanges[0].path
    assert gemini.exchanges[0].json["generationConfig"] == {
        "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"}
    }
    assert file.read_bytes() == reply.images[0].image_bytes
    assert shell.user_ns["fox"] is reply
    assert "image/png" in shown(shell)["text/plain"]


def test_the_next_image_cell_is_sent_the_picture_and_other_cells_are_not(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([chunk(PNG, finish="STOP")]))
    run(shell, "%%gemini image\na red fox")
    run(shell, "%%gemini image\nmake it blue")
    run(shell, "%%gemini\nhello")

    _, drawn, change = gemini.exchanges[1].json["contents"]
    assert drawn["parts"] == [PNG]
    assert change["parts"] == [{"text": "make it blue"}]
    assert len(gemini.exchanges[2].json["contents"]) == 1


def test_several_images_are_saved_side_by_side(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(*[sse([chunk(PNG, finish="STOP")])] * 2)

    reply = run(shell, f"%%gemini image --count 2 --save {tmp_path / 'fox.png'}\na red fox")

    assert len(reply.images) == 2
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["fox-2.png", "fox.png"]


def test_a_picture_for_a_folder_that_is_not_there_fails_the_cell_in_one_line_and_is_kept(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(sse([chunk(PNG, finish="STOP")]))
    file = tmp_path / "nowhere" / "fox.png"

    line = error_of(shell, f"%%gemini image --save {file} -o fox\na red fox")

    assert line == f"FileNotFoundError: '{file}': No such file or directory"
    assert len(shell.user_ns["fox"].images) == 1


def test_an_answer_without_a_picture_is_not_saved(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(texts("I cannot draw that."))
    file = tmp_path / "fox.png"

    assert "the reply holds no image" in error_of(shell, f"%%gemini image --save {file}\nx")
    assert not file.exists()
    assert shown(shell)["text/plain"] == "I cannot draw that."


def test_a_dialogue_is_spoken_and_saved_as_wav(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(sse([chunk(PCM, finish="STOP")]))
    file = tmp_path / "talk.wav"

    run(shell, f"%%gemini speak --voices Ann=Kore,Bob=Puck --save {file}\nAnn: Hi!\nBob: Hello.")

    speech = gemini.exchanges[0].json["generationConfig"]["speechConfig"]
    speakers = speech["multiSpeakerVoiceConfig"]["speakerVoiceConfigs"]
    assert [speaker["speaker"] for speaker in speakers] == ["Ann", "Bob"]
    assert file.read_bytes().startswith(b"RIFF")


def test_a_spoken_cell_has_no_history(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(*[sse([chunk(PCM, finish="STOP")])] * 2)
    run(shell, "%%gemini speak --voice Kore\none")
    run(shell, "%%gemini speak --voice Kore\ntwo")

    assert len(gemini.exchanges[1].json["contents"]) == 1


def test_voices_that_cannot_be_read_are_refused(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    assert "is not NAME=VOICE" in error_of(shell, "%%gemini speak --voices Ann\nHi")
    assert gemini.exchanges == []


def test_a_flag_of_another_verb_is_refused(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    assert error_of(shell, "%%gemini --voice Kore\nHi") == (
        "gemini: --voice belongs to %%gemini speak or %%gemini talk, not to %%gemini ask"
    )
    assert "--bg belongs to" in error_of(shell, "%%gemini compare --bg\na\n---\nb")
    assert gemini.exchanges == []


def test_models_are_compared_in_one_output(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    comparison = run(shell, "%%gemini compare -m gemini-x,gemini-y -o both\nWhy?")

    assert [row["model"] for row in comparison.rows] == ["gemini-x", "gemini-y"]
    assert {exchange.path.split("/")[-1].split(":")[0] for exchange in gemini.exchanges} == {
        "gemini-x",
        "gemini-y",
    }
    assert shell.user_ns["both"] is comparison
    assert shown(shell)["text/html"].count("<section") == 2
    assert len(shell.display_pub.outputs) == 1  # type: ignore[attr-defined]


def test_prompts_between_rules_are_compared(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.user_ns["topic"] = "tea"
    comparison = run(shell, "%%gemini compare -t 0\nWhy {{topic}}?\n---\nHow? a --- b")

    assert [row["prompt"] for row in comparison.rows] == ["Why tea?", "How? a --- b"]
    assert all(one.json["generationConfig"] == {"temperature": 0.0} for one in gemini.exchanges)


def test_a_comparison_streams_into_one_output(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "live")
    words = [f"word{number} " for number in range(10)]
    gemini.will(texts(*words).paced(20), texts(*words).paced(20))
    run(shell, "%%gemini compare\na\n---\nb")

    first, *others = shell.display_pub.outputs  # type: ignore[attr-defined]
    assert len(others) > 2
    assert {output["transient"]["display_id"] for output in others} == {
        first["transient"]["display_id"]
    }
    assert "word9" not in first["data"]["text/html"]
    assert others[-1]["data"]["text/html"].count("word9") >= 2


def test_a_failed_column_fails_the_cell_and_keeps_the_other(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "not so"), texts("fine"))

    assert "not so" in error_of(shell, "%%gemini compare\na\n---\nb")
    assert "fine" in [row["text"] for row in shell.user_ns["_"].rows]


def test_cases_in_a_variable_are_evaluated(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(texts("Oslo"), texts("Oslo"))
    shell.user_ns["cases"] = [{"q": "a", "a": "Oslo"}, {"q": "b", "a": "Oslo"}]

    found = run(shell, "%%gemini eval cases --label a --score contains\nWhat of {{q}}?")

    assert {asked(gemini, number) for number in (0, 1)} == {"What of a?", "What of b?"}
    assert found.accuracy == 1
    assert "2 of 2 right: accuracy 100.0%" in shown(shell)["text/plain"]


def test_an_evaluation_of_an_unknown_variable_names_the_near_one(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.user_ns["cases"] = []

    assert "did you mean 'cases'?" in error_of(shell, "%%gemini eval casse\nWhy?")
    assert "needs a CASES" in error_of(shell, "%%gemini eval --label a\nWhy?")
    assert gemini.exchanges == []


def test_a_cell_becomes_a_function(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    shell.user_ns["text"] = "not this"
    shell.run_cell("%%gemini prompt summary -t 0\nIn {{n}} words: {{text}}")
    assert gemini.exchanges == []

    gemini.will(texts("short"))
    shell.run_cell("reply = summary(3, 'long text')")

    assert shell.user_ns["reply"].text == "short"
    assert asked(gemini) == "In 3 words: long text"
    assert gemini.exchanges[0].json["generationConfig"] == {"temperature": 0.0}


def test_a_function_needs_a_name(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    assert "needs a NAME" in error_of(shell, "%%gemini prompt\nhi")
    assert "not the name of a function" in error_of(shell, "%%gemini prompt for\nhi")


def test_a_quiz_is_asked_for_by_schema(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    question = {"question": "2 + 2?", "choices": ["3", "4"], "answer": 1, "explanation": ""}
    gemini.will(texts(json.dumps({"questions": [question]})))

    quiz = run(shell, "%%gemini quiz --count 1\nsums")

    assert quiz.questions[0].choices == ["3", "4"]
    assert "Write 1 multiple-choice" in json.dumps(gemini.exchanges[0].json["systemInstruction"])
    assert "<details" in shown(shell)["text/html"]


@pytest.mark.parametrize("verb", ["image", "speak", "compare", "eval cases", "quiz"])
def test_a_dry_cell_sends_nothing(
    verb: str, shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.user_ns["cases"] = [{"q": "a"}]
    shell.run_cell(f"%%gemini {verb} --dry\nfirst\n---\nsecond")

    assert gemini.exchanges == []
    assert "first" in shell.display_pub.outputs[0]["data"]["text/plain"]  # type: ignore[attr-defined]
