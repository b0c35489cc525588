"""Threads of cells: branches, re-runs, kernels that come and go; undo, retry, edit and export."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.completer import provisionalcompleter

from gemini_magic.magics.cell_error import CellError
from gemini_magic.render import render
from gemini_magic.session import current, drop
from tests.scripted import ScriptedGemini, chunk, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class Notebook:
    """A shell that is told which cell runs, as ipykernel's is; and its kernel's restarts."""

    def __init__(self, shell: InteractiveShell, gemini: ScriptedGemini) -> None:
        self.shell = shell
        self.gemini = gemini
        self._parent: dict[str, Any] = {}
        shell.get_parent = lambda: self._parent  # type: ignore[attr-defined]

    def run(self, cell: str, source: str, answer: str = "") -> None:
        """Run a cell; it must not fail."""
        if answer:
            self.gemini.will(texts(answer))
        self._parent = {"metadata": {"cellId": cell}}
        self.shell.run_cell(source).raise_error()

    def fail(self, cell: str, source: str) -> str:
        """Run a cell that must fail in one line."""
        self._parent = {"metadata": {"cellId": cell}}
        error = self.shell.run_cell(source).error_in_exec
        assert isinstance(error, CellError)
        return str(error)

    def restart(self) -> None:
        """The kernel ends, and another takes its place."""
        drop()

    @property
    def sent(self) -> list[str]:
        """What was said last to the service, a word for each message."""
        contents = self.gemini.exchanges[-1].json["contents"]
        return [content["parts"][0]["text"] for content in contents]

    def shown(self) -> str:
        """The text of the newest output."""
        outputs = self.shell.display_pub.outputs  # type: ignore[attr-defined]
        return str(outputs[-1]["data"]["text/plain"])


@pytest.fixture
def notebook(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Notebook:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "lesson.ipynb"))
    monkeypatch.delenv("GEMINI_MAGIC_LEDGER")
    monkeypatch.chdir(tmp_path)
    return Notebook(shell, gemini)


def save(*cells: str) -> None:
    """The notebook's file, with these cells."""
    document = {"cells": [{"id": cell} for cell in cells], "nbformat": 4}
    Path("lesson.ipynb").write_text(json.dumps(document))


# Branches


def test_a_branch_begins_as_a_copy_and_goes_on_alone(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", "%%gemini -c main/idea\nq2", "a2")
    notebook.run("3", "%%gemini\nq3", "a3")

    assert notebook.sent == ["q1", "a1", "q3"]
    notebook.run("4", "%%gemini -c main/idea\nq4", "a4")
    assert notebook.sent == ["q1", "a1", "q2", "a2", "q4"]
    notebook.run("5", "%%gemini -c main/idea/deeper\nq5", "a5")
    assert notebook.sent == ["q1", "a1", "q2", "a2", "q4", "a4", "q5"]


def test_a_branch_of_a_branch_that_never_spoke_begins_with_what_is_above_both(
    notebook: Notebook,
) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", "%%gemini -c main/x/y\nq2", "a2")

    assert notebook.sent == ["q1", "a1", "q2"]


def test_stale_turns_are_not_taken_into_a_branch(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", "%%gemini\nq2", "a2")
    notebook.run("1", "%%gemini\nq1", "new")
    notebook.run("3", "%%gemini -c main/idea\nq3", "a3")

    assert notebook.sent == ["q1", "new", "q3"]


def test_a_cell_that_stood_in_the_parent_branches_off_where_it_stands(notebook: Notebook) -> None:
    for cell in "123":
        notebook.run(cell, f"%%gemini\nq{cell}", f"a{cell}")
    notebook.run("2", "%%gemini -c main/idea\nq2", "other")

    assert notebook.sent == ["q1", "a1", "q2"]


def test_a_branch_takes_nothing_of_cells_below_it_in_the_file(notebook: Notebook) -> None:
    save("1", "branch", "2")
    for cell in "12":
        notebook.run(cell, f"%%gemini\nq{cell}", f"a{cell}")
    notebook.run("branch", "%%gemini -c main/idea\nq", "a")

    assert notebook.sent == ["q1", "a1", "q"]


def test_the_cell_that_began_a_branch_begins_it_anew(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", "%%gemini -c main/idea\nq2", "a2")
    notebook.run("3", "%%gemini -c main/idea\nq3", "a3")
    notebook.run("1", "%%gemini\nq1", "new")
    notebook.run("3", "%%gemini -c main/idea\nq3", "a3")
    assert notebook.sent == ["q1", "a1", "q2", "a2", "q3"]
    notebook.run("2", "%%gemini -c main/idea\nq2", "a2")

    assert notebook.sent == ["q1", "new", "q2"]
    assert [turn.is_stale for turn in current().chat("main/idea").turns] == [False, False, True]


def test_new_makes_a_branch_anew_from_its_parent(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", "%%gemini -c main/idea\nq2", "a2")
    notebook.run("3", "%%gemini -c main/idea --new\nq3", "a3")

    assert notebook.sent == ["q1", "a1", "q3"]


@pytest.mark.parametrize("name", ["/idea", "main/", "main//idea", "/"])
def test_a_name_with_an_empty_part_is_refused(notebook: Notebook, name: str) -> None:
    assert "is no name of a thread" in notebook.fail("1", f"%%gemini -c {name}\nhi")


def test_threads_are_a_tree_with_tokens_and_cost(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", "%%gemini -c main/idea\nq2", "a2")
    notebook.run("3", "%%gemini -c main/idea/deep\nq3", "a3")
    notebook.run("4", "%%gemini -c other\nq4", "a4")
    notebook.run("5", "%gemini threads")
    lines = notebook.shown().splitlines()

    assert [line.replace("\u00a0", "").split()[0] for line in lines[1:]] == [
        *("main", "└", "└", "other")
    ]
    assert "idea" in lines[2]
    rows = {row.thread: row for row in current().threads.rows()}
    assert (rows["main/idea/deep"].parent, rows["main/idea/deep"].turns) == ("main/idea", 3)
    assert rows["main"].asked.endswith("Z")


def test_completion_offers_the_names_of_threads(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini -c main/idea\nq", "a")
    notebook.restart()

    assert "main/idea" in completed(notebook, "%gemini history ma")
    assert "main/idea" in completed(notebook, "%%gemini -c ")


def test_completion_makes_no_ledger(notebook: Notebook) -> None:
    completed(notebook, "%gemini history ")

    assert not Path(".gemini").exists()


def completed(notebook: Notebook, line: str) -> list[str]:
    with provisionalcompleter():
        return [one.text for one in notebook.shell.Completer.completions(line, len(line))]


# Kernels that come and go


def test_a_new_kernel_goes_on_where_the_last_one_stopped_and_says_so_once(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", "%%gemini\nq2", "a2")
    notebook.restart()
    notebook.run("3", "%%gemini\nq3", "a3")
    notebook.run("4", "%%gemini\nq4", "a4")

    assert notebook.sent == ["q1", "a1", "q2", "a2", "q3", "a3", "q4"]
    assert capsys.readouterr().out == (
        "main goes on behind 2 turns of an earlier kernel; --new begins afresh\n"
    )


def test_a_dry_cell_shows_what_an_earlier_kernel_has_said_and_changes_nothing(
    notebook: Notebook,
) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    notebook.run("2", "%%gemini --dry\nq2")
    assert "a1" in notebook.shown()
    notebook.run("2", "%%gemini\nq2", "a2")

    assert notebook.sent == ["q1", "a1", "q2"]


def test_a_dry_cell_makes_no_ledger(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini --dry\nq")

    assert not Path(".gemini").exists()


def test_what_code_asks_first_in_a_new_kernel_stands_behind_what_is_kept(
    notebook: Notebook,
) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    notebook.run("2", "import gemini_magic as gm; gm.ask('by code', thread='main')", "c")
    notebook.run("3", "%%gemini\nq3", "a3")

    assert notebook.sent == ["q1", "a1", "by code", "c", "q3"]


def test_new_begins_afresh_and_says_nothing(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    notebook.run("2", "%%gemini --new\nq2", "a2")
    notebook.restart()
    notebook.run("3", "%%gemini\nq3", "a3")

    assert notebook.sent == ["q2", "a2", "q3"]
    assert capsys.readouterr().out.count("earlier kernel") == 1


def test_a_reset_in_a_new_kernel_forgets_what_the_last_one_has_said(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    notebook.run("r", "%gemini reset")
    notebook.run("2", "%%gemini\nq2", "a2")

    assert notebook.sent == ["q2"]
    assert capsys.readouterr().out == "forgotten: main\n"


def test_run_all_in_a_new_kernel_sends_what_the_first_one_sent(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = {
        "1": "%%gemini\nq1",
        "2": "%%gemini\nq2",
        "3": "%%gemini -c main/idea\nq3",
        "4": "%%gemini\nq4",
        "5": "%%gemini -c main/idea\nq5",
    }
    sent = []
    for run in range(3):
        for cell, source in cells.items():
            notebook.run(cell, source, f"a{cell} of {run}")
            sent.append([word.partition(" of ")[0] for word in notebook.sent])
            assert all(word.endswith(f"of {run}") for word in notebook.sent[1::2])
        notebook.restart()

    assert sent[5:10] == sent[:5]
    assert sent[10:] == sent[:5]
    assert capsys.readouterr().out == ""


def test_a_deleted_cell_and_a_new_one_do_not_disturb_run_all(notebook: Notebook) -> None:
    for cell in ("gone", "1", "3"):
        notebook.run(cell, f"%%gemini\nq{cell}", f"a{cell}")
    notebook.restart()
    save("1", "2", "3")
    saved_at = time.time() + 60  # after the turns
    os.utime("lesson.ipynb", (saved_at, saved_at))
    sent = []
    for cell in ("1", "2", "3"):
        notebook.run(cell, f"%%gemini\nq{cell}", f"b{cell}")
        sent.append(notebook.sent)

    assert sent == [["q1"], ["q1", "b1", "q2"], ["q1", "b1", "q2", "b2", "q3"]]


def test_a_cell_at_the_top_of_the_file_is_sent_nothing_of_those_below(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    save("top", "1")
    notebook.run("top", "%%gemini\nq", "a")

    assert notebook.sent == ["q"]


def test_a_cell_in_the_middle_goes_on_behind_what_stands_above_it(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    for cell in "123":
        notebook.run(cell, f"%%gemini\nq{cell}", f"a{cell}")
    notebook.restart()
    notebook.run("2", "%%gemini\nq2", "b2")
    assert notebook.sent == ["q1", "a1", "q2"]
    notebook.run("new", "%%gemini\nq", "a")

    assert notebook.sent == ["q1", "a1", "q2", "b2", "q"]
    assert "behind 1 turn of" in capsys.readouterr().out
    notebook.run("5", "%gemini history")
    assert "stale, not sent" in notebook.shown()


def test_signatures_media_and_notes_come_through_a_restart_verbatim(notebook: Notebook) -> None:
    signed = {"text": "", "thoughtSignature": "-_8"}
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    thought = {"text": "hm", "thought": True}
    grounding = {"webSearchQueries": ["w"], "groundingChunks": [{"web": {"uri": "https://a.org"}}]}
    answer = chunk(thought, "a", picture, signed, finish="STOP")
    answer["candidates"][0]["groundingMetadata"] = grounding
    notebook.gemini.will(sse([answer]))
    notebook.run("1", "%%gemini\nq1")
    (before,) = current().chat("main").turns
    notebook.restart()
    notebook.run("2", "%%gemini\nq2", "a2")
    kept = current().chat("main").turns[0]

    assert notebook.gemini.exchanges[-1].json["contents"][1]["parts"] == [
        *(thought, {"text": "a"}, picture, signed)
    ]
    assert [source.uri for source in kept.reply.sources] == ["https://a.org"]
    assert render(kept.reply) == render(before.reply)
    assert render(kept.reply).data == render(before.reply).data
    assert kept.request.parts == before.request.parts


def test_a_picture_is_kept_once_however_many_turns_hold_it(
    notebook: Notebook, tmp_path: Path
) -> None:
    (tmp_path / "dot.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 4000)
    for cell in "123":
        notebook.run(cell, "%%gemini -i dot.png\nq", "a")
    notebook.run("4", "%%gemini -c main/idea\nq", "a")
    with closing(sqlite3.connect(".gemini/ledger.sqlite")) as found:
        [(media,)] = found.execute("SELECT count(*) FROM media WHERE length(data) = 4008")
        [(said,)] = found.execute("SELECT count(*) FROM said")
        notebook.run("5", "%gemini reset")
        [(left,)] = found.execute("SELECT (SELECT count(*) FROM media) + count(*) FROM said")

    assert (media, said, left) == (1, 4, 0)


def test_where_no_cell_or_no_notebook_is_known_nothing_outlives_the_kernel(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook.run("", "%%gemini\nq1", "a1")
    notebook.restart()
    notebook.run("", "%%gemini\nq2", "a2")
    assert notebook.sent == ["q2"]
    notebook.restart()
    monkeypatch.delenv("JPY_SESSION_NAME")
    for cell in "12":
        notebook.run(cell, f"%%gemini\nq{cell}", "a")
        assert notebook.sent == [f"q{cell}"]
        notebook.restart()


def test_where_the_ledger_is_off_threads_end_with_the_kernel(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", "off")
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    notebook.run("2", "%%gemini\nq2", "a2")

    assert notebook.sent == ["q2"]
    assert not Path(".gemini").exists()


def test_notebooks_in_one_folder_have_threads_of_their_own(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    monkeypatch.setenv("JPY_SESSION_NAME", "/elsewhere/other.ipynb")
    notebook.run("2", "%%gemini\nq2", "a2")

    assert notebook.sent == ["q2"]


def test_a_damaged_turn_fails_the_cell_with_what_to_do(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.restart()
    with closing(sqlite3.connect(".gemini/ledger.sqlite")) as found, found:
        found.execute("UPDATE said SET body = x'00'")
    assert "`%gemini reset` forgets" in notebook.fail("2", "%%gemini\nq2")
    notebook.run("3", "%gemini reset")
    notebook.run("4", "%%gemini\nq4", "a4")

    assert notebook.sent == ["q4"]


# undo, retry, edit


def test_undo_takes_the_last_turn_away_for_good(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    for cell in "12":
        notebook.run(cell, f"%%gemini\nq{cell}", f"a{cell}")
    notebook.run("u", "%gemini undo")
    notebook.restart()
    notebook.run("3", "%%gemini\nq3", "a3")

    assert "undone in main: “q2”" in capsys.readouterr().out
    assert notebook.sent == ["q1", "a1", "q3"]
    assert "did you mean 'main'" in notebook.fail("u", "%gemini undo mian")


def test_retry_asks_the_last_turn_anew_in_its_place_with_other_flags(notebook: Notebook) -> None:
    notebook.run("0", "word = 'red'")
    notebook.run("1", "%%gemini\nq1", "a1")
    notebook.run("2", '%%gemini -s "be brief"\nIs it {{word}}?', "a2")
    notebook.run("0", "word = 'blue'")
    notebook.run("r", "%gemini retry -m other -t 1.5", "better")
    asked = notebook.gemini.exchanges[-1]

    assert notebook.sent == ["q1", "a1", "Is it blue?"]
    assert "/models/other:" in asked.path
    assert asked.json["systemInstruction"]["parts"] == [{"text": "be brief"}]
    assert asked.json["generationConfig"] == {"temperature": 1.5}
    turns = current().chat("main").turns
    assert [(turn.cell, turn.reply.text) for turn in turns] == [("1", "a1"), ("2", "better")]


def test_retry_in_a_branch_asks_there_what_the_parent_was_asked(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini --new\nq1", "a1")
    notebook.run("2", "%%gemini -c main/idea\nq2", "a2")
    notebook.run("u", "%gemini undo main/idea")
    notebook.run("3", "%%gemini -c main/idea\nq3", "a3")
    notebook.run("r", "%gemini retry main/idea", "b3")

    assert notebook.sent == ["q1", "a1", "q3"]
    assert [turn.reply.text for turn in current().chat("main").turns] == ["a1"]


def test_retry_works_where_no_cell_is_known(notebook: Notebook) -> None:
    notebook.run("", "%%gemini\nq1", "a1")
    notebook.run("", "%gemini retry", "b1")

    assert notebook.sent == ["q1"]
    assert [turn.reply.text for turn in current().chat("main").turns] == ["b1"]


def test_what_code_has_asked_is_left_to_code(notebook: Notebook) -> None:
    notebook.run("1", "import gemini_magic as gm; gm.ask('q', thread='main')", "a")

    assert "was asked by code" in notebook.fail("r", "%gemini retry")


def test_edit_puts_the_cell_of_a_turn_below(notebook: Notebook) -> None:
    notebook.run("0", "word = 'red'")
    notebook.run("1", "%%gemini -t 0\nIs it {{word}}?\nReally?", "a1")
    notebook.run("2", "%%gemini\nq2", "a2")
    notebook.run("e", "%gemini edit 1")
    first = notebook.shell.rl_next_input
    notebook.restart()
    notebook.run("e", "%gemini edit main")

    assert first == "%%gemini -t 0\nIs it {{word}}?\nReally?"
    assert notebook.shell.rl_next_input == "%%gemini\nq2"
    assert "has 2 turns" in notebook.fail("e", "%gemini edit 3")


# What has changed since


def test_history_marks_answers_whose_variable_file_or_model_has_changed(
    notebook: Notebook, tmp_path: Path
) -> None:
    (tmp_path / "data.csv").write_text("a,b\n1,2\n")
    notebook.run("0", "n, m = 1, 2")
    notebook.run("1", "%%gemini -i data.csv\n{{n}} and {{m}}", "a1")
    notebook.run("2", "%%gemini -m named\nq2", "a2")
    notebook.run("h", "%gemini history")
    assert "changed since" not in notebook.shown()
    notebook.run("0", "n = 3")
    notebook.run("h", "%gemini history")
    assert "changed since: n\n" in notebook.shown()
    (tmp_path / "data.csv").write_text("a,b\n1,3\n")
    notebook.run("u", "%gemini use another-model")
    notebook.run("h", "%gemini history")
    _, first, second = notebook.shown().splitlines()

    assert "changed since: data.csv, n, model" in first
    assert "changed since" not in second


def test_history_marks_answers_whose_cell_was_edited_and_saved_since(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini -t 0\nq1", "a1")
    notebook.run("2", "%%gemini\nq2", "a2")
    sources = {"1": "%%gemini\nq1 ", "2": "%%gemini\nanother", "3": "print()"}
    cells = [{"id": cell, "source": source} for cell, source in sources.items()]
    Path("lesson.ipynb").write_text(json.dumps({"cells": cells}))
    saved_at = time.time() + 60
    os.utime("lesson.ipynb", (saved_at, saved_at))
    notebook.run("h", "%gemini history")
    _, first, second = notebook.shown().splitlines()

    assert "changed since" not in first  # its flags are no prompt
    assert "changed since: prompt" in second


def test_a_new_kernel_without_variables_yet_finds_nothing_changed(notebook: Notebook) -> None:
    notebook.run("0", "n = 1")
    notebook.run("1", "%%gemini\n{{n}}", "a1")
    notebook.restart()
    notebook.run("d", "del n")
    notebook.run("h", "%gemini history")
    assert "changed since" not in notebook.shown()
    notebook.run("0", "n = 2")
    notebook.run("h", "%gemini history")

    assert "changed since: n" in notebook.shown()


def test_replay_lists_what_is_kept_with_what_has_changed(notebook: Notebook) -> None:
    notebook.run("0", "n = 1")
    for cell, source in {"1": "%%gemini\n{{n}}", "2": "%%gemini -m named\nq2"}.items():
        answer = chunk("a", finish="STOP", responseId=f"r{cell}")
        notebook.gemini.will(sse([answer]))
        notebook.run(cell, source)
    notebook.run("0", "n = 2")
    notebook.run("r", "%gemini replay")
    head, first, second = notebook.shown().splitlines()

    assert head.split() == ["thread", "you", "answered", "(UTC)", "marks"]
    assert first.endswith("changed since: n")
    assert second.startswith("main    q2")


def test_only_gives_the_older_answer_of_a_cell_whose_data_has_changed_and_marks_it(
    notebook: Notebook,
) -> None:
    notebook.run("0", "n, m = 1, 2")
    notebook.run("1", "%%gemini\n{{n}} and {{m}}", "a1")
    notebook.run("2", "%%gemini\nq2", "a2")
    notebook.restart()
    notebook.run("0", "n, m = 3, 2")
    notebook.run("u", "%gemini use another-model")
    for _ in range(2):
        notebook.run("1", "%%gemini --cache only\n{{n}} and {{m}}")
        assert notebook.shown().splitlines() == ["a1", "[older answer]"]
    older = notebook.shell.user_ns["_"].older
    page = notebook.shell.display_pub.outputs[-1]["data"]["text/html"]  # type: ignore[attr-defined]
    notebook.run("2", "%%gemini --cache only -m gemini-3-flash-preview\nq2")

    assert older.changed == ("n", "model")
    assert "n, model have changed since, and nothing was asked" in page
    assert notebook.shown() == "a2\n[older answer]"
    assert notebook.shell.user_ns["_"].older.changed == ()
    assert len(notebook.gemini.exchanges) == 2


def test_only_gives_no_answer_to_another_prompt(notebook: Notebook) -> None:
    notebook.run("1", "%%gemini\nq1", "a1")

    assert "holds no answer to this request" in notebook.fail("1", "%%gemini --cache only\nq2")


def test_use_asks_anew_where_data_has_changed(notebook: Notebook) -> None:
    notebook.run("0", "n = 1")
    notebook.run("1", "%%gemini --cache use\n{{n}}", "a1")
    notebook.run("0", "n = 2")
    notebook.run("1", "%%gemini --cache use\n{{n}}", "a2")

    assert notebook.shown() == "a2"


def test_an_older_answer_with_calls_runs_no_function_and_reads_by_its_schema(
    notebook: Notebook,
) -> None:
    notebook.run(
        "0", "n = 1; ran = []\ndef double(n: int) -> int:\n    ran.append(n); return 2 * n"
    )
    called = {"functionCall": {"name": "double", "args": {"n": 21}}}
    notebook.gemini.will(sse([chunk(called, finish="STOP")]), texts("[42]"))
    flags = """--tools double --schema '{"type": "array"}' -o value"""
    notebook.run("1", f"%%gemini {flags}\n{{{{n}}}}")
    notebook.run("0", "n = 2; value = None")
    notebook.run("1", f"%%gemini {flags} --cache only\n{{{{n}}}}")

    assert (notebook.shell.user_ns["ran"], notebook.shell.user_ns["value"]) == ([21], [42])
    assert [run.response for run in notebook.shell.user_ns["_"].calls] == [{"result": 42}]
    assert len(notebook.gemini.exchanges) == 2


def test_half_an_answer_is_not_followed_by_an_older_one(notebook: Notebook) -> None:
    notebook.run("0", "given = 42\ndef f() -> int:\n    return given")
    called = {"functionCall": {"name": "f", "args": {}}}
    notebook.gemini.will(sse([chunk(called, finish="STOP")]), texts("It is 42"))
    notebook.run("1", "%%gemini --tools f\nq")
    notebook.run("0", "given = 43")

    assert "holds no answer" in notebook.fail("1", "%%gemini --tools f --cache only\nq")


# Export


@pytest.fixture
def told(notebook: Notebook) -> Notebook:
    """A thread with a picture, a hostile answer and a question asked by code."""
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    evil = "<img src=x onerror=alert(1)> <script>alert(2)</script> **bold**"
    notebook.gemini.will(sse([chunk("Here: ", picture, finish="STOP")]), texts(evil))
    notebook.run("1", "%%gemini -t 0\nDraw <b>a dot</b>")
    notebook.run("2", "import gemini_magic as gm; gm.ask('by <i>code</i>', thread='main')")
    return notebook


def test_a_thread_is_exported_as_markdown_with_media_beside_it(
    told: Notebook, tmp_path: Path
) -> None:
    told.run("e", f"%gemini export main --to {tmp_path / 'talk.md'}")
    text = (tmp_path / "talk.md").read_text()
    (medium,) = (tmp_path / "talk_media").iterdir()

    assert f"(talk_media/{medium.name})" in text
    assert medium.read_bytes() == b"\x89PNG\r\n\x1a\n"
    assert text.index("Draw") < text.index("Here:") < text.index("by") < text.index("**bold**")
    assert "<script" not in text
    assert "<img src=x" not in text


def test_a_thread_is_exported_as_a_page_that_runs_nothing_of_the_models(
    told: Notebook, tmp_path: Path
) -> None:
    told.run("e", f"%gemini export --to {tmp_path / 'talk.html'}")
    page = (tmp_path / "talk.html").read_text()

    assert page.startswith("<!DOCTYPE html>")
    assert "data:image/png;base64,iVBORw0KGgo=" in page
    assert "<script>alert" not in page
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert", "")
    assert "<strong>bold</strong>" in page


def test_the_title_of_an_exported_page_is_the_name_letter_for_letter(
    notebook: Notebook, tmp_path: Path
) -> None:
    notebook.run("1", "%%gemini -c 'a$<b>'\nhi")
    notebook.run("e", f"%gemini export 'a$<b>' --to {tmp_path / 'talk.html'}")

    assert "<title>a$&lt;b&gt;</title>" in (tmp_path / "talk.html").read_text()


def test_a_thread_is_exported_as_a_notebook_that_asks_the_same_again(
    told: Notebook, tmp_path: Path
) -> None:
    import nbformat

    told.run("e", f"%gemini export main --to {tmp_path / 'talk.ipynb'}")
    notebook = nbformat.read(tmp_path / "talk.ipynb", as_version=4)
    nbformat.validate(notebook)
    asked, by_code = notebook.cells

    assert asked.source == "%%gemini -t 0\nDraw <b>a dot</b>"
    assert asked.outputs[0].data["text/plain"].startswith("Here:")
    assert (by_code.cell_type, "**bold**" in by_code.source) == ("markdown", True)


def test_a_thread_is_exported_as_data(told: Notebook, tmp_path: Path) -> None:
    told.run("e", f"%gemini export main --to {tmp_path / 'talk.json'}")
    data = json.loads((tmp_path / "talk.json").read_text())

    assert data["thread"] == "main"
    assert data["turns"][0]["request"]["origin"]["line"] == "-t 0"
    assert (
        data["turns"][0]["reply"]["answers"][0]["parts"][1]["inlineData"]["data"] == "iVBORw0KGgo="
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("export main", "say where to"),
        ("export main --to talk.pdf", "format of a transcript '.pdf'"),
        ("export mian --to talk.md", "did you mean 'main'"),
        ("export main --to nowhere/talk.md", "cannot be written"),
        ("undo a b", "say one thread or none"),
        ("edit main other", "say a thread, a turn"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(told: Notebook, line: str, said: str) -> None:
    assert said in told.fail("e", f"%gemini {line}")


def test_threads_are_rows_for_code(told: Notebook) -> None:
    import gemini_magic as gm

    (row,) = gm.threads()

    assert (row.thread, row.parent, row.turns) == ("main", "", 2)
    assert row._fields[:4] == ("thread", "parent", "turns", "stale")


def test_a_thread_goes_on_with_another_service_that_did_not_sign_its_turns(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("def weather(city: str):\n    'The weather of a city.'\n    return 'rain'")
    call = {"functionCall": {"name": "weather", "args": {"city": "Bern"}}}
    gemini.will(
        sse([chunk({**call, "thoughtSignature": "AAAA"}, finish="STOP")]),
        sse([chunk({"text": "Rain.", "thoughtSignature": "BBBB"}, finish="STOP")]),
        texts("So it is."),
    )
    shell.run_cell("%%gemini --tools weather\nThe weather in Bern?").raise_error()

    shell.run_cell("%gemini use local").raise_error()
    shell.run_cell("%%gemini --tools weather\nThe weather in Oslo?").raise_error()
    local = shell.user_ns["_"]
    shell.run_cell("%gemini use gemini").raise_error()
    shell.run_cell("%%gemini\nSo it rains?").raise_error()

    assert [run.args for run in local.calls] == [{"city": "Oslo"}]
    parts = [p for c in gemini.exchanges[-1].json["contents"] for p in c["parts"]]
    signed = [part for part in parts if "thoughtSignature" in part]
    skipped = base64.b64encode(b"skip_thought_signature_validator").decode()
    assert [part.get("thoughtSignature") for part in signed] == ["AAAA", "BBBB", skipped]
    assert signed[2]["functionCall"]["args"] == {"city": "Oslo"}
