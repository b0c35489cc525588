"""A notebook with every verb is run, checked and run again: its outputs are the same, letter for
letter, and a run from kept answers asks nobody.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic.session import drop
from tests.runs.conftest import Service, Wall
from tests.runs.tools import Finished, by_papermill, checked_by_nbval, outputs_of, write
from tests.scripted import ScriptedGemini, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

LOAD = "%load_ext gemini_magic"
SETTING = """# parameters
number = 6"""
MADE = '''import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Person:
    name: str
    age: int


def get_population(city: str) -> int:
    """The number of people who live in a city."""
    time.sleep(0.2)
    return {"Oslo": 717_710, "Rome": 2_748_109}[city]


cases = [{"sum": "6 * 7", "is": "42"}, {"sum": "3 + 4", "is": "8"}]
Path("poem.txt").write_text("Roses are red\\nViolets are blue\\n" * 40)
Path("paper.pdf").write_bytes(b"%PDF-1.7\\n" + bytes(9_000_000))'''
ANSWERED = [
    "%%gemini --thoughts\nWhat is {{number}} * 7?",
    "%%gemini\nMake a table of the squares of the numbers 1 to 5.",
    "%%gemini -c other\nMake a table of the squares of the numbers 1 to {{number}}.",
    "%%gemini --exec --no-history\nPlot sin(x) and cos(x) from 0 to 10.",
    "%%gemini --search --no-history\nWhat does itertools.groupby do in Python?",
    "%%gemini --maps --no-history\nMuseums in Paris",
    "%%gemini --tools get_population --no-history\nWhat is the population of Oslo and of Rome?",
    "%%gemini --schema Person -o person\nAda is 36 years old.",
    "%%gemini -i poem.txt --no-history\nWhat is 2 * 8?",
    "%%gemini -i paper.pdf --no-history\nWhat is 2 * 9?",
    "%%gemini -f text\nWhat is 2 * 4?",
    "%%gemini --bg -c behind\nWhat is 3 * 3?",
    "_.text",
    "%%gemini image\nA red house under a yellow sun",
    "%%gemini image\nMake the house blue",
    "%%gemini image --count 2 -c trees\nA green tree",
    "%%gemini speak\nGood morning.",
    "%%gemini compare -m gemini-3-flash-preview,gemini-3.1-pro-preview\nWhat is 6 * 7?",
    "%%gemini compare\nWhat is 6 * 7?\n---\nWhat is 6 * 8?",
    "%%gemini eval cases --label is --score contains\nWhat is {{sum}}?",
    "%%gemini eval cases --label is --score judge\nWhat is {{sum}}?",
    "%%gemini eval cases --label is --score semantic\nWhat is {{sum}}?",
    "%%gemini quiz --count 2\nWater evaporates from the sea. Clouds form. Rain falls.",
    "%%gemini prompt double\nWhat is 2 * {{n}}?",
    "double(n=21)",
    'import gemini_magic as gm\n\ngm.compare(["What is 2 * 2?", "What is 2 * 3?"])',
    'gm.image("A blue boat").images[0]',
    'gm.ask("What is 7 * 8?", tools=["google_search"])',
    "%%gemini --dry\nWhat is 6 * 7?",
    "%gemini history",
    "%gemini threads",
]
FAILED = [
    "%%gemini --soft -m no-such-model\nHi",
    "%gemini usage",
    "%gemini models",
    "%gemini files",
]
"""What cannot be given again: an error, and what the service holds now."""


@pytest.fixture(scope="module")
def first(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The notebook after its first run, with its ledger beside it."""
    folder = tmp_path_factory.mktemp("first")
    notebook = write(folder / "all.ipynb", [LOAD, SETTING, MADE, *ANSWERED, *FAILED])
    return by_papermill(notebook, folder / "first.ipynb", service.environment, number=8)


def test_papermill_runs_every_verb_with_its_parameters(first: Finished) -> None:
    parameters = [cell for cell in first.cells if "injected-parameters" in cell.metadata.tags]

    assert first.code == 0, first.said
    assert "100%" in first.said
    assert [cell.source for cell in parameters] == ["# Parameters\nnumber = 8\n"]
    assert "56" in cell_of(first, ANSWERED[0]).outputs[0].data["text/plain"]
    assert [o for cell in first.cells for o in cell.get("outputs", ()) if "ename" in o] == []
    assert [s for s in ANSWERED if len(cell_of(first, s).outputs) != 1] == []


def test_nbval_finds_every_output_again(first: Finished, tmp_path: Path, service: Service) -> None:
    """With a ledger of its own: a table of what was asked so far counts both runs otherwise."""
    notebook = tmp_path / "checked.ipynb"
    notebook.write_bytes(first.notebook.read_bytes())
    checked = checked_by_nbval(notebook, service.environment)

    assert checked.code == 0, checked.said
    assert f"{len(first.cells)} passed" in checked.said


def test_a_run_from_kept_answers_asks_nobody_and_shows_the_same(
    first: Finished, wall: Wall
) -> None:
    again = by_papermill(
        first.notebook.with_name("all.ipynb"),
        first.notebook.with_name("again.ipynb"),
        wall.environment,
        number=8,
    )
    differ = [source for source in ANSWERED if shown(again, source) != shown(first, source)]

    assert again.code == 0, again.said
    assert wall.connections == 0
    assert differ == []
    for source in ("%gemini models", "%gemini files"):
        assert "cache is 'only'" in shown(again, source)
    assert "cache is 'only'" in shown(again, FAILED[0])


def test_what_is_not_kept_stops_papermill_with_one_line(first: Finished, wall: Wall) -> None:
    cells = [LOAD, "%%gemini\nWhat is 6 * 9?", "print('never')"]
    notebook = write(first.notebook.with_name("more.ipynb"), cells)
    stopped = by_papermill(notebook, notebook.with_name("stopped.ipynb"), wall.environment)
    outputs = [output for cell in stopped.cells for output in cell.get("outputs", ())]
    [[line]] = [output.traceback for output in outputs]

    assert stopped.code == 1
    assert line in stopped.said.splitlines()
    assert line.startswith("NotKept: the ledger ")
    assert line.endswith("and cache is 'only'; run it once with cache='use'")
    assert wall.connections == 0


def test_a_changed_prompt_is_asked_with_what_stands_on_it_and_nothing_else(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    monkeypatch.setenv("GEMINI_MAGIC_CACHE", "use")

    def asked(second: str) -> list[str]:
        """What is asked when a new kernel runs the notebook."""
        drop()
        gemini.reset()
        for cell in ("-c a\nfirst", f"-c b\n{second}", "-c b\nthird", "-c c\nfourth"):
            assert shell.run_cell(f"%%gemini {cell}").success
        return [one.json["contents"][-1]["parts"][0]["text"] for one in gemini.exchanges]

    assert asked("second") == ["first", "second", "third", "fourth"]
    assert asked("second") == []
    gemini.will(texts("another answer"))
    assert asked("changed") == ["changed", "third"]


def cell_of(run: Finished, source: str) -> Any:
    [cell] = [cell for cell in run.cells if cell.source == source]
    return cell


def shown(run: Finished, source: str) -> str:
    return json.dumps(outputs_of(cell_of(run, source)), ensure_ascii=False)
