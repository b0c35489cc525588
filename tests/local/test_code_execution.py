"""Code execution: a program is written or taken from the prompt, run, and its results are told."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine, model, running, user

TOOLS: list[dict[str, Any]] = [{"codeExecution": {}}]
CSV = "city,country,people\nOslo,Norway,709\nBergen,Norway,291\nRome,Italy,2748\n"


@pytest.fixture(scope="module")
def hasty(cache: Path) -> Iterator[Engine]:
    with running(cache, "--no-llm", "--code-timeout", "1") as engine:
        yield engine


def parts_of(engine: Engine, prompt: Any, **body: Any) -> list[dict[str, Any]]:
    response = engine.ask(prompt, tools=TOOLS, **body)
    found: list[dict[str, Any]] = response["candidates"][0]["content"]["parts"]
    return found


def fenced(code: str) -> str:
    return f"Run this:\n```python\n{code}\n```"


def result_of(engine: Engine, prompt: Any) -> dict[str, Any]:
    """The last result of code; its outcome and output."""
    parts = parts_of(engine, prompt)
    results = [p["codeExecutionResult"] for p in parts if "codeExecutionResult" in p]
    last: dict[str, Any] = results[-1]
    return last


def test_code_its_result_and_a_sentence_come_in_order(engine: Engine) -> None:
    prompt = "What is the sum of the first 50 prime numbers? Generate and run code."
    code, result, text = parts_of(engine, prompt)

    assert code["executableCode"]["language"] == "PYTHON"
    assert result["codeExecutionResult"]["outcome"] == "OUTCOME_OK"
    assert code["executableCode"]["id"] == result["codeExecutionResult"]["id"]
    assert "5117" in result["codeExecutionResult"]["output"]
    assert "5117" in text["text"]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("How many primes are below 1,000?", "168"),
        ("Compute the 20th Fibonacci number from 0", "4181"),
        ("sum of the even Fibonacci numbers below 4 million", "4613732"),
        ("sum of all multiples of 3 or 5 below 1000", "233168"),
        ("Calculate the sum of squares from 1 to 10", "385"),
        ("What is the sum of the digits of 2**1000?", "1366"),
        ("sum of the digits of 100!", "648"),
        ("prime factors of 360360", "2 2 2 3 3 5 7 11 13"),
        ("median of 3, 9, 1, 7", "5"),
        ("sort 5, 2, 9, 1 in descending order", "9 5 2 1"),
        ("What is 2**200?", str(2**200)),
        ("solve x^2 - 5x + 6 = 0", "x = 2 or x = 3"),
        ("How many r's are in strawberry?", "3"),
        ('reverse the string "hello world"', "dlrow olleh"),
        ("How many days are between 2024-01-01 and 2026-11-22?", "1056"),
        ("what day of the week was July 20, 1969?", "Sunday"),
    ],
)
def test_programs_compute_what_is_asked(engine: Engine, prompt: str, expected: str) -> None:
    result = result_of(engine, prompt)

    assert result["outcome"] == "OUTCOME_OK"
    assert expected in result["output"].replace(",", "")


def test_without_the_tool_nothing_is_run(engine: Engine) -> None:
    parts = engine.ask(fenced("print(6 * 7)"))["candidates"][0]["content"]["parts"]

    assert not any("executableCode" in part or "codeExecutionResult" in part for part in parts)


def test_a_program_in_the_prompt_runs_as_it_stands(engine: Engine) -> None:
    code, result, text = parts_of(engine, fenced("for n in range(3):\n    print(n, n**2)"))

    assert code["executableCode"]["code"] == "for n in range(3):\n    print(n, n**2)\n"
    assert result["codeExecutionResult"]["output"] == "0 0\n1 1\n2 4\n"
    assert "2 4" in text["text"]


def test_a_question_about_something_else_is_answered_without_code(engine: Engine) -> None:
    parts = parts_of(engine, "Who are you?")

    assert [name for part in parts for name in part if name != "thoughtSignature"] == ["text"]


def test_what_no_rule_can_program_is_said(engine: Engine) -> None:
    (part,) = parts_of(engine, "Run a Python program that computes the weather of tomorrow")

    assert "none fits" in part["text"]


def test_an_error_is_told_with_the_line_that_failed(engine: Engine) -> None:
    result = result_of(engine, fenced("x = 0\nprint(1 / x)"))

    assert result["outcome"] == "OUTCOME_FAILED"
    assert 'File "program.py", line 2' in result["output"]
    assert result["output"].endswith("ZeroDivisionError: division by zero\n")


def test_a_program_that_forgot_an_import_is_corrected_once(engine: Engine) -> None:
    parts = parts_of(engine, fenced("print(math.factorial(5))"))
    outcomes = [p["codeExecutionResult"]["outcome"] for p in parts if "codeExecutionResult" in p]

    assert outcomes == ["OUTCOME_FAILED", "OUTCOME_OK"]
    assert "120" in parts[-1]["text"]


@pytest.mark.parametrize(
    "code",
    [
        "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess\nsubprocess.run(['true'])",
        "import os\nos.system('true')",
        "import os\nos.kill(os.getppid(), 9)",
        "open('/etc/passwd').read()",
        "open('../outside.txt', 'w')",
        "from pathlib import Path\nprint(list(Path('/').iterdir()))",
        "x = 'a' * 10**10",
    ],
)
def test_a_program_is_limited(engine: Engine, code: str) -> None:
    assert result_of(engine, fenced(code))["outcome"] == "OUTCOME_FAILED"


def test_a_program_has_an_empty_folder_and_no_environment_of_the_engine(engine: Engine) -> None:
    code = "import os\nprint(os.listdir('.'), 'XDG_CACHE_HOME' in os.environ)"

    assert result_of(engine, fenced(code))["output"] == "[] False\n"


def test_output_without_end_is_bounded(engine: Engine) -> None:
    result = result_of(engine, fenced("while True:\n    print('x' * 1000)"))

    assert result["outcome"] == "OUTCOME_FAILED"
    assert len(result["output"]) < 21_000


def test_a_program_without_end_is_stopped(hasty: Engine) -> None:
    result = result_of(hasty, fenced("print('begun')\nwhile True:\n    pass"))

    assert result["outcome"] == "OUTCOME_DEADLINE_EXCEEDED"
    assert result["output"].startswith("begun\n")


def picture_of(parts: list[dict[str, Any]]) -> Any:
    image = pytest.importorskip("PIL.Image")
    (media,) = [part["inlineData"] for part in parts if "inlineData" in part]
    assert media["mimeType"] == "image/png"
    return image.open(io.BytesIO(base64.b64decode(media["data"]))).convert("RGB")


def colours_across(picture: Any) -> list[bool]:
    """For each column of pixels, whether something blue was drawn there."""
    width, height = picture.size
    return [
        any(b > r + 60 for r, _, b in (picture.getpixel((x, y)) for y in range(height)))
        for x in range(width)
    ]


def test_a_function_is_plotted_over_its_whole_range(engine: Engine) -> None:
    parts = parts_of(engine, "plot sin(x) from 0 to 10")

    blue = colours_across(picture_of(parts))
    assert sum(blue) > len(blue) // 2
    assert "sin(x)" in parts[-1]["text"]


def test_bars_stand_apart_and_one_for_each_value(engine: Engine) -> None:
    blue = colours_across(picture_of(parts_of(engine, "bar chart of a: 3, b: 5, c: 4")))

    starts = sum(now and not before for before, now in pairwise(blue))
    assert starts == 3


def test_a_csv_file_is_a_file_of_the_program(engine: Engine) -> None:
    data = base64.b64encode(CSV.encode()).decode()
    blob = {"mimeType": "text/csv", "displayName": "cities.csv", "data": data}
    turn = {"role": "user", "parts": [{"inlineData": blob}, {"text": "Mean people by country"}]}
    result = result_of(engine, [turn])

    assert result["output"] == "Italy: 2748.0\nNorway: 500.0\n"


def test_csv_in_the_prompt_is_read_too(engine: Engine) -> None:
    result = result_of(engine, f"Which city has the most people?\n\n{CSV}")

    assert "Rome" in result["output"]


def test_a_later_turn_goes_on_from_the_question_before(engine: Engine) -> None:
    first = "How many primes are below 100?"
    result = result_of(engine, [user(first), model("25"), user("and below 1000?")])

    assert "168" in result["output"]


def test_parts_of_a_stream_are_those_of_the_whole(engine: Engine) -> None:
    body = {"contents": [user("sum of the first 5 primes")], "tools": TOOLS}
    chunks = engine.stream(body)
    kinds = [
        name
        for chunk in chunks
        for part in chunk["candidates"][0].get("content", {}).get("parts", ())
        for name in part
        if name in ("executableCode", "codeExecutionResult", "text")
    ]

    assert kinds[:2] == ["executableCode", "codeExecutionResult"]
    assert set(kinds[2:]) == {"text"}


def test_signed_parts_of_a_turn_are_taken_back(engine: Engine) -> None:
    question = user("sum of the first 5 primes")
    answered = engine.ask([question], tools=TOOLS)["candidates"][0]["content"]
    response = engine.ask([question, answered, user("and the first 6?")], tools=TOOLS)

    assert all("thoughtSignature" in part for part in answered["parts"])
    assert "41" in response["candidates"][0]["content"]["parts"][1]["codeExecutionResult"]["output"]


def test_a_changed_result_is_not_ours_any_more(engine: Engine) -> None:
    question = user("sum of the first 5 primes")
    answered = engine.ask([question], tools=TOOLS)["candidates"][0]["content"]
    answered["parts"][0]["executableCode"]["code"] = "print(1)"
    body = {"contents": [question, answered, user("and the first 6?")], "tools": TOOLS}
    refused = engine.client.post(f"/v1beta/models/{MODEL}:generateContent", json=body)

    assert refused.status_code == 400


def test_our_client_and_google_s_see_code_and_output(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    with Client(api_key=KEY, base_url=engine.url) as ours:
        answer = ours.models.generate_content(
            model=MODEL, contents="sum of the first 50 primes", config={"tools": TOOLS}
        )
    theirs = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    chat = theirs.chats.create(model=MODEL, config={"tools": [{"code_execution": {}}]})
    first = chat.send_message("plot the first 20 primes")
    second = chat.send_message("sum of the first 50 primes")

    assert "5117" in (answer.text or "")
    assert first.executable_code is not None
    assert "5117" in (second.code_execution_result or "")


def test_hostile_files_and_names_do_no_harm(engine: Engine) -> None:
    blob = {"mimeType": "text/csv", "displayName": "../../up.csv", "data": "YSxiCjEsMgoz"}
    code = fenced("import os\nprint(os.listdir('.'))")
    turn = {"role": "user", "parts": [{"inlineData": blob}, {"text": code}]}

    assert result_of(engine, [turn])["output"] == "['up.csv']\n"
