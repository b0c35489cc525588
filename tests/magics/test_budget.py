"""`%gemini budget` and `--max-cost` through a real shell, against a scripted service."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_magic import Client, Request, Session
from gemini_magic.api.types import Part
from gemini_magic.chat.budget import Budget
from gemini_magic.errors import OverBudget
from gemini_magic.magics.cell_error import CellError
from gemini_magic.session import current
from gemini_magic.tasks.ask import ask
from tests.scripted import Answer, ScriptedGemini, chunk, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

# gemini-3-flash-preview: $0.5 for a million tokens of the prompt, $3 for a million of the answer;
# an answer of unknown length is taken for 1,000 tokens.
TYPICAL = 0.003


@pytest.fixture(autouse=True)
def _beside_the_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    monkeypatch.setenv("JPY_SESSION_NAME", "/somewhere/lesson.ipynb")
    monkeypatch.delenv("GEMINI_MAGIC_LEDGER")
    monkeypatch.chdir(tmp_path)


def error_of(shell: InteractiveShell, cell: str) -> CellError:
    error = shell.run_cell(cell).error_in_exec
    assert isinstance(error, CellError)
    return error


def costing(dollars: float) -> Answer:
    usage = {"promptTokenCount": 0, "candidatesTokenCount": round(dollars / 3 * 1_000_000)}
    return sse([chunk("dear", finish="STOP", usageMetadata=usage)])


def test_what_would_exceed_the_budget_is_refused_before_it_is_sent(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(costing(0.4), costing(0.4))
    shell.run_cell("%gemini budget 0.402")
    shell.run_cell("%%gemini --no-history\nfirst")
    error = error_of(shell, "%%gemini --no-history\nsecond")

    assert error.cause == "OverBudget"
    assert "the budget of $0.4020 leaves ($0.0020)" in str(error)
    assert len(gemini.exchanges) == 1


def test_the_budget_holds_for_a_new_kernel_and_off_takes_it_away(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    gemini.will(costing(0.4), texts("ok"))
    shell.run_cell("%%gemini\nfirst")
    shell.run_line_magic("reload_ext", "gemini_magic")
    shell.run_cell("%gemini budget $0.40")
    refused = error_of(shell, "%%gemini\nsecond")
    shell.run_cell("%gemini budget off")
    shell.run_cell("%%gemini -o last\nsecond")

    assert refused.cause == "OverBudget"
    assert shell.user_ns["last"].text == "ok"
    said = capsys.readouterr().out
    assert "$0.4000 spent on lesson.ipynb of a budget of $0.40" in said
    assert said.strip().endswith("no budget")


def test_what_another_notebook_spent_does_not_count(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini.will(costing(0.4), texts("ok"))
    shell.run_cell("%%gemini\nfirst")
    monkeypatch.setenv("JPY_SESSION_NAME", "/somewhere/other.ipynb")
    shell.run_cell("%gemini budget 0.1")

    assert shell.run_cell("%%gemini\nsecond").success


def test_a_budget_holds_for_python_as_for_cells(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("%gemini budget 0")

    with pytest.raises(OverBudget):
        ask("hi")
    assert gemini.exchanges == []


def test_a_kept_answer_costs_nothing_and_passes_any_budget(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("kept"))
    shell.run_cell("%%gemini --no-history\nhi")
    shell.run_cell("%gemini budget 0")

    assert shell.run_cell("%%gemini --no-history --cache use -o again\nhi").success
    assert shell.user_ns["again"].text == "kept"


@pytest.mark.parametrize("surface", ["generate", "interactions"])
def test_a_cell_may_have_a_limit_of_its_own(
    shell: InteractiveShell, gemini: ScriptedGemini, surface: str
) -> None:
    error = error_of(shell, f"%%gemini --max-cost 0.002 --via {surface}\nhi")

    assert "more than the limit of this cell of $0.0020" in str(error)
    assert gemini.exchanges == []


def test_each_exchange_of_a_cell_with_functions_counts(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("def double(n: int) -> int:\n    return 2 * n")
    called = {"functionCall": {"name": "double", "args": {"n": 21}}}
    gemini.will(*[sse([chunk(called, finish="STOP")])] * 3)
    error = error_of(shell, f"%%gemini --tools double --max-cost {TYPICAL * 2.5}\nhi")

    assert error.cause == "OverBudget"
    assert len(gemini.exchanges) == 2


def test_an_unknown_price_is_warned_of_once_and_nothing_breaks(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("%gemini budget 0.01")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            assert shell.run_cell("%%gemini -m a-model-of-ours\nhi").success

    [said] = [str(one.message) for one in caught if "no price" in str(one.message)]
    assert said.startswith("no price is known for 'a-model-of-ours'")


def test_the_stamp_states_what_the_notebook_cost(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell.run_cell("%gemini budget --stamp")
    gemini.will(costing(0.4), texts("ok"))
    shell.run_cell("%%gemini\nfirst")
    shell.run_cell("%%gemini -m a-model-of-ours\nsecond")
    shell.run_cell("%gemini budget --stamp")

    nothing, _, stamp = capsys.readouterr().out.partition("nothing was asked.\n")
    assert nothing.startswith("**Cost of lesson.ipynb**")
    assert "at least $0.4000; no price is known for 1 of the calls" in stamp
    assert "- a-model-of-ours: 1 call, 0 tokens, price unknown" in stamp


def test_interactions_are_written_down_too(shell: InteractiveShell) -> None:
    shell.run_cell("%%gemini --via interactions -o said\nhi")

    ledger = current().ledger
    assert ledger is not None
    [entry] = ledger.entries()
    assert (entry.response_id, entry.cost) == (shell.user_ns["said"].response_id, 0.0)
    assert entry.usage is not None
    assert entry.about.notebook == "lesson.ipynb"


def test_a_refused_call_leaves_no_row(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    error_of(shell, "%%gemini --max-cost 0\nhi")

    ledger = current().ledger
    assert ledger is not None
    assert list(ledger.entries()) == []


@pytest.mark.parametrize("amount", ["much", "-1", "nan", "inf", "--stamp --now"])
def test_what_is_no_amount_is_refused(shell: InteractiveShell, amount: str) -> None:
    assert "is no amount of US dollars" in str(error_of(shell, f"%gemini budget {amount}"))


def test_a_call_under_way_counts_by_its_estimate() -> None:
    call = Session(Client(api_key="x")).call(Request((Part(text="hi"),)))
    budget = Budget(TYPICAL * 1.5, lambda: 0.0)

    with budget(call):
        assert budget.spent > TYPICAL
        with pytest.raises(OverBudget), budget(call):
            pass
    with budget(call):
        pass
    assert budget.spent == 0.0
