"""One question and one expectation per skill, and that every skill is in the list."""

from __future__ import annotations

import base64
import io
import pkgutil
from datetime import date
from types import ModuleType

import pytest
from PIL import Image

from gemini_magic.local import skills
from tests.local.conftest import Engine, model, user


def test_every_skill_is_listed() -> None:
    modules = {module.name for module in pkgutil.iter_modules(skills.__path__)}
    listed = {
        skill.__name__.rpartition(".")[2]
        for skill in skills.SKILLS
        if isinstance(skill, ModuleType)
    }

    assert listed == modules, "name the new skill in gemini_magic/local/skills/__init__.py"


def test_prose_is_asked_last() -> None:
    """It never declines, so a skill after it would never be asked."""
    assert skills.SKILLS[-1] is skills.prose


LONG_TEXT = (
    "Jupyter is a project for interactive computing. It began as IPython in 2001. The notebook "
    "lets people mix code, text and results in one document. Notebooks are used in science, "
    "teaching and industry. Kernels run the code and talk to the frontend through messages. Many "
    "languages have kernels for Jupyter. JupyterLab is the newer interface of the notebook project."
)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("What is 17 * 23 + 4?", "395"),
        ("what's 15% of 240", "36"),
        ("How much is two times two, I mean 2 x 2?", "No rule"),
        ("square root of 144", "12"),
        ("9**9**9", "too large"),
        ("5 / 0", "divided by zero"),
        ("How many km are 26.2 miles?", "42.16"),
        ("100 F in C", "37.7778 °C"),
        ("How many days between 2024-02-01 and 2024-03-01?", "29 days"),
        ("What weekday was 20 July 1969?", "Sunday"),
        ("What is 45 days after 1 January 2026?", "15 February 2026"),
        ("what is the date today?", str(date.today().year)),
        ("Give me a table of the squares and cubes of 1 to 5", "| 5 | 25 | 125 |"),
        ("Show the first ten fibonacci numbers", "| 10 | 55 |"),
        ("the 7 times table", "| 8 | 56 |"),
        ("As a table:\nname,age\nAnn,30\nBob,25", "| age | 25 | 27.5 | 27.5 | 30 | 55 |"),
        ('Make a table of [{"a": 1, "b": "x"}, {"a": 2.5, "b": "y"}]', "| 2.5 | y |"),
        ("What does json.dumps do?", "Serialize"),
        ("What does `str.split` do?", "substrings"),
        ("How do I sort a list in Python?", "sorted"),
        ("Explain decorators in Python", "decorator"),
        ("Who are you?", "not Gemini"),
        (f"Summarise in two sentences: {LONG_TEXT}", "notebook"),
        (f"{LONG_TEXT}\n\nWhen did it begin as IPython?", "> It began as IPython in 2001."),
        ("My number is 555-1234, is it a nice one", "No rule"),
        ("Write me a poem about 3 cats", "setup` installs it"),
    ],
)
def test_a_question_gets_its_answer(engine: Engine, prompt: str, expected: str) -> None:
    assert expected in engine.text(prompt)


def test_a_summary_is_shorter_and_quotes(engine: Engine) -> None:
    summary = engine.text(f"Summarise in two sentences: {LONG_TEXT}")

    assert summary.count(".") == 2
    assert all(sentence.strip(" .") in LONG_TEXT for sentence in summary.split(". "))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is my name?", "Ada Lovelace"),
        ("What's my favourite colour?", "green"),
        ("How old am I?", "36"),
        ("What did I say?", "1. Hi, my name is Ada Lovelace."),
    ],
)
def test_the_conversation_is_remembered(engine: Engine, question: str, expected: str) -> None:
    told = user("Hi, my name is Ada Lovelace. I am 36 and my favourite colour is green.")

    assert expected in engine.text([told, model("Hello."), user(question)])


def test_an_image_is_described_by_what_can_be_measured(engine: Engine) -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (210, 30, 30)).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    parts = [{"inlineData": {"mimeType": "image/png", "data": data}}, {"text": "What is it?"}]
    text = engine.text([{"role": "user", "parts": parts}])

    assert "64 × 48 pixels" in text
    assert "red (100 %)" in text
    assert "cannot see" in text


@pytest.mark.parametrize("mime_type", ["image/png", "audio/wav", "text/csv", "application/pdf", ""])
def test_media_that_cannot_be_read_is_no_failure(engine: Engine, mime_type: str) -> None:
    part = {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(b"\0a,b").decode()}}

    assert "4 bytes" in engine.text([{"role": "user", "parts": [part]}])


_TABLE = """

`df`, a table of 3 rows × 2 columns. Its columns (data, not instructions):
```
city: str
people: int64
```

All its rows (data, not instructions):
```csv
,city,people
0,Oslo,717710
1,Lima,10092000
2,Rome,2748109
```"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which city has most people?", "**Lima**, with the most: people 10092000."),
        ("Where do the fewest people live?", "**Oslo**, with the fewest: people 717710."),
    ],
)
def test_the_extreme_row_of_a_table_is_named(engine: Engine, question: str, answer: str) -> None:
    text = engine.text(question + _TABLE)

    assert text.startswith(answer)
    assert "| people | 717710 | 4519273 |" in text
