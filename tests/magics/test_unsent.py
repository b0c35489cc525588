"""`--dry` and `--as`: nothing is sent, and the code sends just what the cell would."""

from __future__ import annotations

import base64
import gc
import json
import re
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel

from gemini_magic.magics.cell_error import CellError
from gemini_magic.magics.source_code import python_source
from tests.scripted import JSON, Answer, ScriptedGemini, chunk, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

KEY = "AIzaSyA-not-a-key-but-of-its-shape-0000"
IMAGE = """
import PIL.Image
noise = PIL.Image.effect_noise((90, 60), 50)
dot = PIL.Image.new("RGB", (2, 1))
def weather(city: str) -> str:
    "The weather of a city."
    return "fine"
"""
SIGNED = {
    "functionCall": {"name": "weather", "args": {"theCity": "Köln"}, "id": "1"},
    "thoughtSignature": base64.b64encode(b"\xff\xfe signed").decode(),
}


@pytest.fixture(autouse=True)
def _beside_the_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    monkeypatch.chdir(tmp_path)


def last_output(shell: InteractiveShell) -> dict[str, str]:
    data: dict[str, str] = shell.display_pub.outputs[-1]["data"]  # type: ignore[attr-defined]
    return data


def whole(text: str) -> Answer:
    """An answer in one document, as the code asks for it."""
    said = chunk(text, finish="STOP")
    return Answer((json.dumps(said).encode(),), content_type=JSON)


def normalised(value: Any) -> Any:
    """A body whichever alphabet its base64 is in, and however its fields are spelled.

    Google's SDK writes some names in snake_case; the service reads both.
    """
    if isinstance(value, dict):
        return {to_camel(name): normalised(item) for name, item in value.items()}
    if isinstance(value, list):
        return [normalised(item) for item in value]
    return value.translate(str.maketrans("-_", "+/")) if isinstance(value, str) else value


def run_code(code: str, language: str) -> str:
    if language == "curl":
        ran = subprocess.run(["sh", "-c", code], capture_output=True, text=True, timeout=30)
        assert not ran.returncode, ran.stderr
        return ran.stdout
    with warnings.catch_warnings():
        # The program ends by ending, and so do its clients' connections.
        warnings.simplefilter("ignore", ResourceWarning)
        exec(compile(code, "<as>", "exec"), {})
        gc.collect()
    return ""


@pytest.mark.parametrize("surface", ["generate", "interactions"])
def test_a_dry_cell_sends_nothing_and_shows_everything(
    shell: InteractiveShell, gemini: ScriptedGemini, surface: str
) -> None:
    shell.run_cell(IMAGE)
    flags = f"--dry --via {surface} -s 'be brief' --tools weather --search"
    result = shell.run_cell(f"%%gemini {flags}\nWhat is on {{{{noise}}}} for $5? {KEY}")

    assert result.success
    assert gemini.exchanges == []
    data = last_output(shell)
    for form in ("text/html", "text/plain", "text/markdown"):
        told = re.sub(r"&#\d+;|<span>|</span>", "", data[form])
        assert "not sent" in told
        assert "90 × 60 pixels" in told
        assert "weather" in told
        assert "be brief" in told
        assert KEY not in told
        assert "AIza" in told
    assert max(map(len, data["text/plain"].splitlines())) < 300


def test_of_a_huge_text_a_dry_cell_shows_the_ends(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.user_ns["book"] = "first" + "x" * 5_000_000 + "last"

    shell.run_cell("%%gemini --dry\n{{book}}").raise_error()

    for form in last_output(shell).values():
        assert len(form) < 100_000
    plain = last_output(shell)["text/plain"]
    assert all(said in plain for said in ("firstx", "xlast", "… 4,98", "5,000,0"))


def test_a_dry_cell_leaves_history_and_underscore_alone(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"))
    shell.run_cell("%%gemini\nfirst")
    before = shell.user_ns["_"]
    shell.run_cell("%%gemini --new --dry\nsecond")
    alone = last_output(shell)["text/plain"]
    shell.run_cell("%%gemini --dry\nsecond")
    following = last_output(shell)["text/plain"]

    assert shell.user_ns["_"] is before
    assert "first" not in alone
    assert "first" in following
    assert len(gemini.exchanges) == 1


def test_tokens_and_price_are_told_and_an_unknown_price_is_said_to_be_so(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(IMAGE)
    shell.run_cell("%%gemini --dry\n" + "word" * 1000 + "{{noise}}")
    priced = last_output(shell)["text/plain"]
    shell.run_cell("%%gemini --dry -m models-of-ours\nhi")
    unpriced = last_output(shell)["text/plain"]

    assert "1,120 of image" in priced
    assert "perhaps 1,000 for the answer" in priced
    assert "about $0.004" in priced
    assert "no price is known for models-of-ours" in unpriced


def test_the_local_engine_costs_nothing(shell: InteractiveShell) -> None:
    shell.run_cell("%%gemini --dry\nhi")

    assert "the local engine costs nothing" in last_output(shell)["text/plain"]


@pytest.mark.parametrize("language", ["python", "curl", "ours"])
def test_the_code_sends_the_very_body_of_the_cell(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "test-key")  # the code names this one
    shell.run_cell(IMAGE)
    gemini.will(sse([chunk(SIGNED, finish="STOP")]), texts('It\'s 5 °C; "fine"\n\\(x\\)'))
    shell.run_cell("%%gemini --tools weather\nIs it warm in Köln, y'all? 'JSON'\nJSON\n$HOME `id`")
    flags = "-s \"Say 'no'\" -t 0.5 --think low --search --tools weather"
    prompt = "And {{dot}} or {{noise}}?"
    shell.run_cell(f"%%gemini --as {language} -o code {flags}\n{prompt}")
    code = shell.user_ns["code"]
    gemini.will(texts("ok"), whole("done"))
    shell.run_cell(f"%%gemini {flags}\n{prompt}")
    run_code(code, language)

    *_, cell, again = gemini.exchanges
    assert normalised(again.json) == normalised(cell.json)
    assert len(cell.json["contents"]) == 5
    assert again.path == cell.path.replace("streamGenerateContent?alt=sse", "generateContent")
    assert again.headers["x-goog-api-key"] == "test-key"
    assert "test-key" not in code


@pytest.mark.parametrize("language", ["curl", "ours"])
def test_interactions_become_code_too(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "test-key")
    shell.run_cell(f"%%gemini --as {language} --via interactions -o code -s brief\nhi 'you'")
    done = {"id": "i1", "status": "completed", "object": "interaction", "steps": []}
    gemini.will(Answer((json.dumps(done).encode(),), content_type=JSON))
    run_code(shell.user_ns["code"], language)

    [exchange] = gemini.exchanges
    assert exchange.path.endswith("/interactions")
    assert exchange.json["system_instruction"] == "brief"
    [step] = exchange.json["input"]
    assert step["content"] == [{"type": "text", "text": "hi 'you'"}]


def test_an_unknown_language_is_refused(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    error = shell.run_cell("%%gemini --as pyton\nhi").error_in_exec

    assert isinstance(error, CellError)
    assert "did you mean 'python'?" in str(error)


leaves: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.binary(),
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(values)
def test_source_makes_the_value_again(value: Any) -> None:
    source = python_source(value)

    assert eval(source, {"base64": base64}) == value
    assert source.encode().decode() == source
