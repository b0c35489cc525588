"""Cells with --bg in JupyterLab: the notebook goes on, each answer stays below its own cell."""

from __future__ import annotations

from tests.lab.conftest import OpenNotebook
from tests.scripted import ScriptedGemini, texts

WORDS = [f"word{number} " for number in range(40)]


def test_an_answer_arrives_below_its_cell_while_others_run(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(texts(*WORDS).paced(10), texts("of another thread"))
    open_ = loaded(
        "%%gemini --bg -o turn\nCount",
        "print('next')",
        "%%gemini -c other\nHello",
        "reply = await turn\nprint(len(reply.text.split()))",
    )
    open_.run(1)
    gemini.wait_for_request()
    open_.run(2)
    open_.run(3)
    assert "word39" not in open_.text(1)
    open_.run(4)

    assert open_.text(4).strip() == "40"
    open_.output(1).filter(has_text="word39").first.wait_for()
    assert (open_.text(2).strip(), "of another thread" in open_.text(3)) == ("next", True)
    assert "word" not in open_.text(2) + open_.text(3)
    [output] = open_.save()["cells"][1]["outputs"]
    assert "".join(output["data"]["text/plain"]).split() == [word.strip() for word in WORDS]


def test_a_cell_in_the_background_is_stopped(loaded: OpenNotebook, gemini: ScriptedGemini) -> None:
    gemini.will(texts(*WORDS[:3]).then_stall())
    open_ = loaded("%%gemini --bg -o turn\nCount", "turn.stop()\nprint((await turn).text)")
    open_.run(1)
    open_.output(1).filter(has_text="word1").first.wait_for()
    open_.run(2)

    assert "word1" in open_.text(2)
    assert gemini.exchanges[0].left.wait(10)


def test_a_cell_that_is_run_again_stops_what_it_began(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("first ", "try").then_stall(), texts("second try"))
    open_ = loaded("%%gemini --bg\nCount")
    open_.run(1)
    gemini.wait_for_request()
    open_.run(1)

    open_.output(1).filter(has_text="second try").first.wait_for()
    assert gemini.exchanges[0].left.wait(10)
    assert len(gemini.exchanges[1].json["contents"]) == 1


def test_run_all_keeps_the_order_of_a_thread(loaded: OpenNotebook, gemini: ScriptedGemini) -> None:
    gemini.will(texts("one ", "two").paced(5), texts("three"))
    open_ = loaded("%%gemini --bg\na", "%%gemini\nb")
    open_.run_all()

    open_.output(2).filter(has_text="three").first.wait_for()
    told = gemini.exchanges[1].json["contents"]
    assert [turn["parts"][0]["text"] for turn in told] == ["a", "one two", "b"]
