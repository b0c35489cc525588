"""`-f` and `--insert` through a real shell, against a scripted service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic.magics.cell_error import CellError
from tests.scripted import ScriptedGemini, chunk, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

ANSWER = """Take this:

```python
x = {"a": 1}
```

or, in a list:

- ```PY title=more
  print(x)
  ```

```bash
ls
```
"""


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


def shown(shell: InteractiveShell, flags: str) -> dict[str, Any]:
    shell.run_cell(f"%%gemini {flags}\nhi")
    data: dict[str, Any] = shell.display_pub.outputs[-1]["data"]  # type: ignore[attr-defined]
    return data


def error_of(shell: InteractiveShell, cell: str) -> str:
    error = shell.run_cell(cell).error_in_exec
    assert isinstance(error, CellError)
    return str(error)


def test_text_is_the_answer_and_nothing_else(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("# One\n\x1b[31m<b>two</b>"))

    assert shown(shell, "-f text") == {"text/plain": "# One\n[31m<b>two</b>"}


def test_json_is_asked_for_and_shown_as_a_tree(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts('{"a": [1, ', '"<b>"]}'))
    data = shown(shell, "-f json")

    assert data["application/json"] == {"a": [1, "<b>"]}
    assert "<b>" not in data["text/html"]
    config = gemini.exchanges[0].json["generationConfig"]
    assert config == {"responseMimeType": "application/json"}


def test_json_in_a_fence_counts_and_what_is_none_is_shown_as_text(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("Here:\n```json\n[1]\n```"), texts("no such luck"))

    assert shown(shell, "-f json")["application/json"] == [1]
    assert shown(shell, "-f json") == {"text/plain": "no such luck"}


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_endless_nesting_is_shown_as_text(
    shell: InteractiveShell, gemini: ScriptedGemini, text: str
) -> None:
    gemini.will(texts(text))

    assert shown(shell, "-f json") == {"text/plain": text}


def test_json_is_what_a_notebook_can_hold(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(texts('{"a": NaN, "b": [1e999]}'))
    data = shown(shell, "-f json")

    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_code_is_shown_without_the_words_around_it(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts(ANSWER))
    data = shown(shell, "-f code")

    assert data["text/plain"] == 'x = {"a": 1}\n\nprint(x)\n\nls'
    assert "Take this" not in data["text/html"]


def test_code_that_ran_at_the_service_is_the_code_where_the_text_has_none(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    ran = {"executableCode": {"language": "PYTHON", "code": "print(6 * 7)\n"}}
    gemini.will(sse([chunk(ran), chunk("It is 42.", finish="STOP")]))

    assert shown(shell, "-f code --exec")["text/plain"] == "print(6 * 7)"


def test_an_answer_that_broke_off_is_marked_in_any_format(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([chunk('{"a": 1')]))
    data = shown(shell, "-f json")

    assert data == {"text/plain": '{"a": 1\n[truncated]'}


def test_the_whole_reply_is_kept_whatever_is_shown(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts(ANSWER))
    shown(shell, "-f code -o answer")

    assert shell.user_ns["answer"].text == ANSWER


def test_python_of_the_answer_becomes_the_next_cell(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts(ANSWER))
    shown(shell, "--insert")

    assert shell.rl_next_input == 'x = {"a": 1}\n\nprint(x)'
    shell.rl_next_input = None


def test_code_that_reads_otherwise_than_it_runs_becomes_no_cell(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("```python\nok = 'user\u202e \u2066# allowed\u2069 \u2066'\n```"))
    shown(shell, "--insert")

    assert shell.rl_next_input == "ok = 'user\ufffd \ufffd# allowed\ufffd \ufffd'"
    shell.rl_next_input = None


def test_shell_code_becomes_a_cell_of_its_own_kind(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("```sh\nls\n```"))
    shown(shell, "--insert")

    assert shell.rl_next_input == "%%sh\nls"
    shell.rl_next_input = None


def test_the_code_of_a_request_may_become_the_next_cell(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shown(shell, "--as ours --insert")

    assert "client.models.generate_content(" in (shell.rl_next_input or "")
    shell.rl_next_input = None


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("-f josn", "did you mean 'json'"),
        ("--bg -f text", "leave one of them out"),
        ("--insert", "no Python or shell code"),
    ],
)
def test_what_cannot_be_shown_so_fails_the_cell(
    shell: InteractiveShell, gemini: ScriptedGemini, flags: str, said: str
) -> None:
    assert said in error_of(shell, f"%%gemini {flags}\nhi")
