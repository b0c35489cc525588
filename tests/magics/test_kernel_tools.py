"""Functions in a real kernel that nobody watches, as under nbclient and papermill."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.scripted import ScriptedGemini, chunk, sse, texts

CELLS = [
    "%load_ext gemini_magic",
    """ran = []
def double(n: int) -> int:
    ran.append(n)
    return 2 * n""",
    "%%gemini --tools double --approve ask -o reply\nTwice 21?",
    "print(ran, [row['approved'] for row in reply.trace])",
]


def test_a_kernel_without_stdin_denies_calls_and_says_how_to_allow_them(
    gemini: ScriptedGemini, tmp_path: Path
) -> None:
    calls = [{"functionCall": {"name": "double", "args": {"n": n}}} for n in (21, 22)]
    gemini.will(sse([chunk(*calls, finish="STOP")]), texts("then not"))
    notebook = nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, CELLS)])

    NotebookClient(notebook, timeout=60, kernel_name="python3").execute(cwd=str(tmp_path))

    printed, shown = notebook.cells[2].outputs
    signature, line = printed["text"].splitlines()
    assert signature == "double(n: int) -> int"
    assert line == (
        "double(n=21) was not run: nobody can be asked here; --approve auto, or "
        'approve="auto" in Python, runs functions unasked'
    )
    assert "double(n=21)" in shown["data"]["text/html"]
    assert notebook.cells[3].outputs[0]["text"] == "[] [False, False]\n"
    told = [part["functionResponse"]["response"] for part in last_parts(gemini)]
    assert told == [{"error": "not run: nobody is here who could approve it"}] * 2


def last_parts(gemini: ScriptedGemini) -> list[dict[str, dict[str, object]]]:
    parts: list[dict[str, dict[str, object]]] = gemini.exchanges[-1].json["contents"][-1]["parts"]
    return parts
