"""What was saved can be read without a kernel, and without us."""

from __future__ import annotations

from tests.lab.conftest import OpenNotebook
from tests.lab.notebook import Notebook
from tests.scripted import ScriptedGemini, chunk, sse

ANSWER = sse(
    [
        chunk({"text": "I weigh *both* sides.", "thought": True}),
        chunk("## Verdict\n\nIt is **good**.\n\n| side | weight |\n|---|---|\n| left | 1 |\n"),
        chunk({"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}}}),
        chunk("And then", finish="MAX_TOKENS"),
    ]
)


def test_an_answer_can_be_read_without_a_kernel(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(ANSWER)
    open_ = loaded("%%gemini --thoughts\nWeigh it")
    open_.run(1)
    shown = open_.text(1)
    open_.save()
    open_.close()
    open_.open_without_kernel()

    assert not open_.has_kernel
    assert open_.text(1) == shown
    for expected in ("Verdict", "get_weather", "Oslo", "MAX_TOKENS"):
        assert expected in shown
    assert open_.output(1).locator("table").count() == 1
    assert open_.output(1).locator("h2").count() == 1


def test_the_mark_of_a_stopped_answer_is_saved(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([chunk("Half an answer")]).then_stall())
    open_ = loaded("%%gemini\nGo on")
    open_.run(1, wait=False)
    open_.output(1).filter(has_text="Half an answer").first.wait_for()
    open_.interrupt()
    open_.wait(1)
    open_.save()
    open_.close()
    open_.open_without_kernel()

    assert "Half an answer" in open_.text(1)
    assert "stopped" in open_.text(1).lower()


def test_every_common_format_is_saved(loaded: OpenNotebook, gemini: ScriptedGemini) -> None:
    open_ = loaded("%%gemini\nSay ok")
    open_.run(1)
    data = saved_answer(open_)

    assert list(data["text/plain"]) == ["ok"]
    assert set(data) == {
        "application/vnd.gemini.reply+json",
        "text/html",
        "text/markdown",
        "text/plain",
    }


def saved_answer(open_: Notebook) -> dict[str, list[str]]:
    (output,) = open_.save()["cells"][1]["outputs"]
    data: dict[str, list[str]] = output["data"]
    return data
