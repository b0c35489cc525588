"""A call that needs approval: the question stands in the cell that waits; values by a schema."""

from __future__ import annotations

from tests.lab.conftest import OpenNotebook
from tests.lab.notebook import Notebook
from tests.scripted import Answer, ScriptedGemini, chunk, sse, texts

DOUBLE = """ran = []
def double(n: int):
    ran.append(n)
    return 2 * n"""
ASK = "%%gemini --tools double --approve ask --no-history\nTwice 21?"


def calls(*numbers: int) -> Answer:
    parts = [{"functionCall": {"name": "double", "args": {"n": n}}} for n in numbers]
    return sse([chunk(*parts, finish="STOP")])


def answer(open_: Notebook, number: int, question: str, word: str) -> None:
    """Type into the field behind a question, below a cell that runs."""
    asked = open_.cell(number).locator(".jp-Stdin-prompt", has_text=question)
    field = asked.locator("input")
    field.fill(word)
    field.press("Enter")


def test_a_person_approves_and_denies_in_the_cell(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(calls(21, 22), texts("It is 42."))
    open_ = loaded(DOUBLE, ASK, "print(ran)")
    open_.run(1)
    open_.run(2, wait=False)

    answer(open_, 2, "run double(n=21)? [y]es / [n]o / [a]lways in this thread", "y")
    answer(open_, 2, "run double(n=22)?", "no odd ones")
    open_.wait(2)
    open_.run(3)

    assert open_.text(3).strip() == "[21]"
    cards = open_.output(2).locator("details summary").all_inner_texts()
    assert [card for card in cards if "double(n=" in card] == [
        "double(n=21) · approved",
        "double(n=22) · denied",
    ]
    assert "It is 42." in open_.text(2)
    assert "double(n: int)" in open_.text(2)  # before it was asked for the first time
    told = gemini.exchanges[-1].json["contents"][-1]["parts"][1]["functionResponse"]
    assert told["response"] == {"error": "the user denied this call: no odd ones"}


def test_an_interrupt_while_the_question_stands_runs_nothing(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(calls(21), texts("It is 42."), texts("next"))
    open_ = loaded(DOUBLE, ASK, "print(ran)", "%%gemini\nhi")
    open_.run(1)
    open_.run(2, wait=False)
    open_.cell(2).locator("input.jp-Stdin-input").wait_for()

    open_.interrupt()
    open_.wait(2)
    open_.run(3)
    open_.run(4)

    assert open_.text(3).strip() == "[]"
    assert "stopped" in open_.text(2)
    assert len(gemini.exchanges) == 2
    assert "It is 42." in open_.text(4)


def test_rows_grow_into_a_table_in_the_page(loaded: OpenNotebook, gemini: ScriptedGemini) -> None:
    rows = [f'{{"city": "C{n}", "people": {n}}}' for n in range(40)]
    pieces = [f"{'[' if n == 0 else ', '}{row}" for n, row in enumerate(rows)]
    gemini.will(texts(*pieces, "]").paced(20))
    open_ = loaded(
        "from pydantic import BaseModel\nclass City(BaseModel):\n    city: str\n    people: int",
        "%%gemini --schema list[City] -o cities\nForty",
        "print(len(cities), cities[-1])",
    )
    open_.run(1)
    open_.run(2, wait=False)
    table = open_.output(2).locator("table")
    table.locator("td", has_text="C3").first.wait_for()
    half = table.locator("tbody tr").count()
    open_.wait(2)
    open_.run(3)

    assert 0 < half < 40
    assert table.locator("tbody tr").count() == 40
    assert "40 city='C39' people=39" in open_.text(3)
