"""`%gemini ask` through a real shell: flags, then the rest of the line as it stands."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.magics.cell_error import CellError
from gemini_magic.magics.one_line import parted
from tests.scripted import ScriptedGemini

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


def test_a_question_fits_in_a_line_of_python(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.user_ns["who"] = "Ann"
    cell = 'for n in (1, 2):\n    %gemini ask -s "Be brief." -o reply What\'s {{who}}\'s "no"?'

    assert shell.run_cell(cell).success

    for exchange in gemini.exchanges:
        assert exchange.json["contents"][-1]["parts"] == [{"text": "What's Ann's \"no\"?"}]
        assert exchange.json["systemInstruction"]["parts"] == [{"text": "Be brief."}]
    first, second = gemini.exchanges
    assert len(first.json["contents"]) == 1
    assert len(second.json["contents"]) == 3
    assert shell.user_ns["reply"].text == "ok"


@pytest.mark.parametrize(
    "cell",
    [
        "%gemini ask Why?",
        "if True:\n    x = '''\n%gemini ask what?\n'''\n    %gemini ask Why?",
        "# What?\n%gemini ask Why?\n1 + 1",
    ],
)
def test_a_question_mark_at_the_end_is_part_of_the_question(
    shell: InteractiveShell, gemini: ScriptedGemini, cell: str
) -> None:
    assert shell.run_cell(cell).success

    [exchange] = gemini.exchanges
    assert exchange.json["contents"][-1]["parts"] == [{"text": "Why?"}]


def test_help_is_still_help(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%gemini?")

    assert "Settings and lists" in capsys.readouterr().out
    shell.run_cell("%%gemini?")
    assert "  %%gemini [-m MODEL]" in capsys.readouterr().out
    assert gemini.exchanges == []


def test_other_verbs_fit_in_a_line_too(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    shell.run_cell("%gemini image --aspect 16:9 A red house")

    [exchange] = gemini.exchanges
    assert exchange.json["contents"][-1]["parts"] == [{"text": "A red house"}]
    assert exchange.json["generationConfig"]["imageConfig"] == {"aspectRatio": "16:9"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ask", "there is nothing to ask: %gemini ask [FLAGS] TEXT, in that order"),
        ("ask -t 0", "there is nothing to ask: %gemini ask [FLAGS] TEXT, in that order"),
        ("eval cases Hm?", "%gemini eval is a cell of its own: %%gemini eval CASES"),
    ],
)
def test_what_is_no_question_is_refused_unsent(
    shell: InteractiveShell, gemini: ScriptedGemini, line: str, said: str
) -> None:
    error = shell.run_cell(f"%gemini {line}").error_in_exec

    assert isinstance(error, CellError)
    assert said in str(error)
    assert gemini.exchanges == []


VALUES = st.text(st.sampled_from("ab c-"), min_size=1).map(shlex.quote)
FLAGS = st.one_of(
    st.sampled_from(["--search", "--thoughts", "--raw"]),
    st.tuples(st.sampled_from(["-m", "--system", "-o"]), VALUES).map(" ".join),
    VALUES.map("--system={}".format),
)
TEXTS = st.from_regex(r"[a-z'\"][a-z '\"-]*[a-z'\"]", fullmatch=True)


@given(st.lists(FLAGS, max_size=4), TEXTS)
def test_every_line_is_its_flags_and_its_text(flags: list[str], text: str) -> None:
    assert parted(f"{' '.join(flags)} {text}") == (" ".join(flags), text)


def test_two_dashes_end_the_flags() -> None:
    assert parted("--raw -- --thoughts is a flag") == ("--raw", "--thoughts is a flag")


def test_several_questions_of_one_cell_are_turns_of_their_own(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = {"metadata": {"cellId": "a"}}  # as ipykernel's shell says it
    monkeypatch.setattr(shell, "get_parent", lambda: parent, raising=False)
    cell = "%gemini ask one\n%gemini ask two"

    shell.run_cell(cell, store_history=True)
    shell.run_cell(cell, store_history=True)

    asked = [
        [content["parts"][0]["text"] for content in exchange.json["contents"]]
        for exchange in gemini.exchanges
    ]
    assert asked == [["one"], ["one", "ok", "two"], ["one"], ["one", "ok", "two"]]
