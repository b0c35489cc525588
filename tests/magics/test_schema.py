"""`--schema`: answers that are values, shown as such, and what happens where they do not fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import gemini_magic
from gemini_magic.errors import SchemaMismatch
from gemini_magic.magics.cell_error import CellError
from tests.scripted import Answer, ScriptedGemini, chunk, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

MODELS = """
import dataclasses, enum, typing_extensions
from pydantic import BaseModel
class City(BaseModel):
    name: str
    people: int
@dataclasses.dataclass
class Land:
    name: str
    cities: list[City]
class Row(typing_extensions.TypedDict):
    a: int
class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"
AGE = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
"""
OSLO = '{"name": "Oslo", "people": 7}'


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


@pytest.fixture
def models(shell: InteractiveShell) -> InteractiveShell:
    """A shell with some types to name."""
    shell.run_cell(MODELS).raise_error()
    return shell


def shown(shell: InteractiveShell, kind: str) -> str:
    data: dict[str, str] = shell.display_pub.outputs[-1]["data"]  # type: ignore[attr-defined]
    return data[kind]


def error_of(shell: InteractiveShell, cell: str) -> str:
    result = shell.run_cell(cell)
    assert isinstance(result.error_in_exec, CellError)
    [line] = result.error_in_exec._render_traceback_()
    assert "\n" not in line
    return line


def config_of(gemini: ScriptedGemini) -> Any:
    return gemini.exchanges[-1].json["generationConfig"]


@pytest.mark.parametrize(
    ("schema", "answer", "expected"),
    [
        ("City", OSLO, "City(name='Oslo', people=7)"),
        ("list[City]", f"[{OSLO}]", "[City(name='Oslo', people=7)]"),
        (
            "Land",
            f'{{"name": "Norway", "cities": [{OSLO}]}}',
            "Land(name='Norway', cities=[City(name='Oslo', people=7)])",
        ),
        ("Row", '{"a": 1}', "{'a': 1}"),
        ("Mood", '"bad"', "<Mood.BAD: 'bad'>"),
        ("list[str]", '["a"]', "['a']"),
        ("int", "7", "7"),
        ("AGE", '{"age": 3}', "{'age': 3}"),
        ("list[AGE]", '[{"age": 3}]', "[{'age': 3}]"),
        ("""'{"type": "array", "items": {"type": "integer"}}'""", "[1]", "[1]"),
    ],
)
def test_the_variable_holds_the_value_and_underscore_the_reply(
    models: InteractiveShell, gemini: ScriptedGemini, schema: str, answer: str, expected: str
) -> None:
    gemini.will(texts(answer[:3], answer[3:]) if len(answer) > 3 else texts(answer))

    models.run_cell(f"%%gemini --schema {schema} -o value\nhi").raise_error()

    assert repr(models.user_ns["value"]) == expected
    assert models.user_ns["_"].text == answer
    assert config_of(gemini)["responseMimeType"] == "application/json"
    assert set(config_of(gemini)) == {"responseMimeType", "responseJsonSchema"}


def test_a_file_may_hold_the_schema(
    models: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    path = tmp_path / "age.json"
    path.write_text(json.dumps(models.user_ns["AGE"]), "utf-8")
    gemini.will(texts('{"age": 3}'))

    models.run_cell(f"%%gemini --schema {path} -o value\nhi").raise_error()

    assert models.user_ns["value"] == {"age": 3}
    assert config_of(gemini)["responseJsonSchema"] == models.user_ns["AGE"]


def test_a_table_makes_the_rows_of_another(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    shell.run_cell(
        "import pandas as pd\nlike = pd.DataFrame({'city': ['x'], 'people': [1], 'share': [.5],"
        "'open': [True], 'since': pd.to_datetime(['2020-01-01']),"
        "'size': pd.Categorical(['s'], ['s', 'm']), 'note': [None]})"
    )
    row = {"city": "Oslo", "people": 7, "share": 1, "open": False, "since": "2024-05-17T00:00:00"}
    gemini.will(texts(json.dumps([{**row, "size": "m", "note": None}])), texts("[]"))

    shell.run_cell("%%gemini --schema like -o found\nhi").raise_error()
    shell.run_cell("%%gemini --schema like -o none\nhi").raise_error()

    [found] = shell.user_ns["found"].to_dict("records")
    assert (found["city"], found["people"], found["size"]) == ("Oslo", 7, "m")
    assert str(shell.user_ns["found"].dtypes["since"]).startswith("datetime64")
    assert list(shell.user_ns["none"].columns) == list(shell.user_ns["like"].columns)
    fields = config_of(gemini)["responseJsonSchema"]["$defs"]["Row"]["properties"]
    assert fields["size"]["enum"] == ["s", "m"]
    assert fields["people"]["type"] == "integer"


@pytest.mark.parametrize(
    ("schema", "answer", "said"),
    [
        ("list[City]", f'[{OSLO}, {{"name": "Bergen", "people": "many"}}]', "at [1].people, "),
        ("list[City]", f'[{OSLO}, {{"name": "Bergen", "people": "many"}}]', "not 'many'"),
        ("Land", '{"name": "N", "cities": [{"people": 1}]}', "at cities[0].name, field required"),
        ("Mood", '"fair"', "input should be 'good' or 'bad', not 'fair'"),
        ("City", '{"name": 1}', "(and 1 more)"),
        ("City", "Oslo has 7.", "invalid JSON"),
        ("AGE", '{"age": "old"}', "at age, 'old' is not of type 'integer'"),
        ("AGE", "old", "invalid JSON"),
        ("AGE", "[" * 99_999, "invalid JSON"),
    ],
)
def test_what_does_not_fit_fails_the_cell_and_says_where(
    models: InteractiveShell, gemini: ScriptedGemini, schema: str, answer: str, said: str
) -> None:
    gemini.will(texts(answer))

    error = error_of(models, f"%%gemini --schema {schema} -o value\nhi")

    assert error.startswith("SchemaMismatch: the answer does not fit ")
    assert said in error
    assert "--retry-schema" in error
    assert models.user_ns["value"] is None
    assert models.user_ns["_"].text == answer
    assert len(gemini.exchanges) == 1


def test_a_long_value_that_does_not_fit_is_named_by_its_beginning(
    models: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts(json.dumps({"age": "old" * 99_999})))

    error = error_of(models, "%%gemini --schema AGE\nhi")

    assert "at age, 'oldold" in error
    assert "old' is not of type 'integer'" in error
    assert len(error) < 600


def test_the_model_is_told_what_was_wrong_and_asked_once_more(
    models: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts('{"name": "Oslo", "people": "many"}'), texts(OSLO), texts("hello"))

    models.run_cell("%%gemini --schema City --retry-schema -o value\nhi").raise_error()

    assert models.user_ns["value"].people == 7
    assert models.user_ns["_"].text == OSLO
    asked, said, told = gemini.exchanges[-1].json["contents"]
    assert said["parts"] == [{"text": '{"name": "Oslo", "people": "many"}'}]
    assert "at people, input should be a valid integer" in told["parts"][0]["text"]
    assert "asked once more" in shown(models, "text/html")
    # What did not count is no part of the history.
    models.run_cell("%%gemini\nhi again").raise_error()
    texts_sent = [c["parts"][0]["text"] for c in gemini.exchanges[-1].json["contents"]]
    assert texts_sent == [asked["parts"][0]["text"], OSLO, "hi again"]


def test_a_second_answer_that_does_not_fit_fails_the_cell(
    models: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("1"), texts("2"), texts(OSLO))

    error = error_of(models, "%%gemini --schema City --retry-schema\nhi")

    assert "SchemaMismatch" in error
    assert "--retry-schema" not in error
    assert len(gemini.exchanges) == 2


def test_an_answer_that_was_cut_off_does_not_fit(
    models: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("[1, 2", finish="MAX_TOKENS"))

    error = error_of(models, "%%gemini --schema list[int]\nhi")

    assert "it ended early (MAX_TOKENS)" in error
    assert "MAX_TOKENS" in shown(models, "text/html")


def test_functions_may_be_called_before_the_value_comes(
    models: InteractiveShell, gemini: ScriptedGemini
) -> None:
    models.run_cell("def people(city: str): return 7")
    call = {"functionCall": {"name": "people", "args": {"city": "Oslo"}}}
    gemini.will(sse([chunk("let me see", call, finish="STOP")]), texts("7"), texts(OSLO))

    models.run_cell("%%gemini --tools people --schema City --retry-schema -o value\nhi")

    assert models.user_ns["value"].people == 7
    kinds = [part.kind for part in models.user_ns["_"].parts]
    assert kinds == ["text", "function_call", "function_response", "text"]


def test_rows_are_a_table_and_what_is_nested_a_tree(
    models: InteractiveShell, gemini: ScriptedGemini
) -> None:
    land = f'{{"name": "Norway", "cities": [{OSLO}]}}'
    gemini.will(texts(f"[{OSLO}]"), texts(land))

    models.run_cell("%%gemini --schema list[City]\nhi").raise_error()
    table = shown(models, "text/html")
    assert table.count("<tr>") == 2
    assert "Oslo</td>" in table
    assert "| name | people |\n|---|---|\n| Oslo | 7 |" in shown(models, "text/markdown")

    models.run_cell("%%gemini --schema Land\nhi").raise_error()
    tree = shown(models, "text/html")
    assert "<strong>name</strong>: Norway" in tree
    assert tree.count("<table>") == 1
    assert '"name": "Norway"' in shown(models, "text/markdown")


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("Citty", "schema 'Citty' does not exist; did you mean 'City'"),
        ("'{\"type\": 1}'", "is no JSON Schema"),
        ("'{no'", "is no JSON"),
        ("nowhere.json", "cannot be read"),
        ("print", "does not exist"),
        ("list[Thing]", "'Thing' does not exist"),
        ("helper", "is a function, not a schema"),
        ("Opaque", "Opaque cannot be a schema"),
        ("point", "cannot be a schema"),
    ],
)
def test_what_is_no_schema_is_refused_and_nothing_is_sent(
    models: InteractiveShell, gemini: ScriptedGemini, schema: str, said: str
) -> None:
    models.run_cell("def helper(): ...\nclass Opaque: ...")
    models.run_cell("@dataclasses.dataclass\nclass Point:\n    x: int = 0\npoint = Point()")

    assert said in error_of(models, f"%%gemini --schema {schema}\nhi")
    assert gemini.exchanges == []


def test_a_schema_file_that_is_no_text_is_refused_in_one_line(
    models: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    file = tmp_path / "latin.json"
    file.write_bytes(b"\xff{}")

    assert "is no text in UTF-8" in error_of(models, f"%%gemini --schema {file}\nhi")


@pytest.mark.usefixtures("shell")  # which ends the session
def test_python_gets_the_same_value_and_the_same_error(gemini: ScriptedGemini) -> None:
    gemini.will(texts('["a"]'), texts("{}"), texts("{}"), texts('["b"]'))

    assert gemini_magic.ask("hi", schema=list[str]).parsed == ["a"]
    with pytest.raises(SchemaMismatch) as caught:
        gemini_magic.ask("hi", schema=list[str])
    assert (caught.value.path, caught.value.value, caught.value.more) == ("", {}, 0)
    assert gemini_magic.ask("hi", schema=list[str], retry_schema=True).parsed == ["b"]


def test_a_blocked_prompt_is_no_mismatch(models: InteractiveShell, gemini: ScriptedGemini) -> None:
    blocked: Answer = sse([{"promptFeedback": {"blockReason": "SAFETY"}}])
    gemini.will(blocked)

    assert error_of(models, "%%gemini --schema City\nhi").startswith("Blocked")


def test_a_terminal_says_that_it_was_asked_once_more(
    models: InteractiveShell,
    gemini: ScriptedGemini,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "terminal")
    gemini.will(texts("{}"), texts(OSLO))

    models.run_cell("%%gemini --schema City --retry-schema\nhi").raise_error()

    first, marked, second = capsys.readouterr().out.splitlines()[:3]
    assert (first, second) == ("{}", OSLO)
    assert marked.startswith("[asked once more: the answer does not fit City: at name, field req")
