"""A notebook for each verb of `%gemini`, seen wherever notebooks are read."""

from __future__ import annotations

import sys

import pytest

from gemini_magic.magics.verbs import VERBS
from tests.conftest import REPOSITORY
from tests.lab.seen import LOAD, NOTE, Cell, Seen

ASK = Cell("%%gemini\nWhat is 6 * 7?", says=["42"])
AGAIN = Cell("%%gemini\nWhat is 6 * 8?", says=["48"])
PRIMES = "What is the sum of the first 5 primes?"
CLIENT = "from gemini_magic.session import current\nclient = current().client\n"
UPLOAD = f"""from pathlib import Path
{CLIENT}Path('owls.txt').write_text('Owls hunt at night. ' * 2000)
file = client.files.upload(file='owls.txt')"""
JOB = {"contents": [{"role": "user", "parts": [{"text": "What is 6 * 7?"}]}]}
MCP_SERVER = REPOSITORY / "tests" / "tools" / "mcp_server.py"

NOTEBOOKS = {
    "models": (
        Cell("%gemini models", says=["model", "input", "output", "local-rules"]),
        Cell("%gemini models nonsense", says=["nonsense"], fails=True),
    ),
    "use": (
        Cell("%gemini use local-rules", says=["local-rules", "not Gemini"]),
        Cell("%gemini models local-rules", says=["← in use"]),
        ASK,
    ),
    "set": (
        Cell("%gemini set system 'You are brief.'", says=["system is 'You are brief.'"]),
        Cell("%gemini set", says=["system", "You are brief."]),
        ASK,
        Cell("%gemini set system off", says=["system"]),
    ),
    "reset": (
        ASK,
        Cell("%gemini reset main", says=["forgotten: main"]),
        Cell("%gemini reset", says=["there was nothing to forget"]),
    ),
    "threads": (
        ASK,
        Cell("%%gemini -c main/side\nWhat is 6 * 8?", says=["48"]),
        Cell("%gemini threads", says=["main", "side"]),
    ),
    "history": (
        ASK,
        AGAIN,
        Cell("%gemini history", says=["What is 6 * 7?", "What is 6 * 8?", "48"]),
    ),
    "undo": (
        ASK,
        AGAIN,
        Cell("%gemini undo", says=["undone in main: “What is 6 * 8?”"]),
        Cell("%gemini history", says=["What is 6 * 7?"], hides=["What is 6 * 8?"]),
    ),
    "retry": (ASK, Cell("%gemini retry -f text", says=["6 × 7 = **42**"])),
    "edit": (ASK, Cell("%gemini edit", inserts="%%gemini\nWhat is 6 * 7?")),
    "export": (
        ASK,
        Cell("%gemini export --to said.md", says=["main written to said.md"]),
        Cell("print(open('said.md').read())", says=["What is 6 * 7?", "42"]),
    ),
    "usage": (
        ASK,
        Cell("%gemini usage", says=["model", "calls", "gemini-3-flash-preview"], has={"table": 1}),
        Cell("%gemini usage cell", says=["cell"]),
    ),
    "budget": (
        Cell("%gemini budget 0.50", says=["0.50"]),
        ASK,
        Cell("%gemini budget", says=["0.50"]),
        Cell("%gemini budget --stamp", says=["Cost of"]),
    ),
    "replay": (
        ASK,
        Cell("%%gemini --no-history --cache use\nWhat is 6 * 8?", says=["48"]),
        Cell("%%gemini --no-history --cache only\nWhat is 6 * 8?", says=["48"]),
        Cell("%%gemini --cache only\nWhat is 6 * 9?", says=["NotKept"], fails=True),
        Cell("%gemini replay", says=["kept"]),
    ),
    "cite": (ASK, Cell("%gemini cite", says=["not Gemini", "by gemini-magic"])),
    "vote": (
        Cell("%%gemini compare\nWhat is 6 * 7?\n---\nWhat is 6 * 8?", says=["A · prompt 1"]),
        Cell("%gemini vote B", says=["prompt 2 has the vote"]),
        Cell("%gemini vote", says=["prompt 1", "prompt 2"], has={"table": 1, "tbody tr": 2}),
    ),
    "files": (
        Cell("%gemini files", says=["no file lies there"]),
        Cell(UPLOAD),
        Cell("%gemini files", says=["files/", "text/plain", "40 kB"], has={"th": 5}),
    ),
    "caches": (
        Cell(
            f"{UPLOAD}\nclient.caches.create(model='gemini-3-flash-preview',"
            "\n    config={'contents': [file], 'display_name': 'all about owls'})\nNone"
        ),
        Cell("%gemini caches", says=["cachedContents/", "gemini-3-flash-preview"]),
    ),
    "jobs": (
        Cell(
            f"{CLIENT}asked = {JOB}\n"
            "client.batches.create(model='gemini-3-flash-preview', src=[asked])\nNone"
        ),
        Cell("%gemini jobs", says=["batches/", "gemini-3-flash-preview"]),
    ),
    "panel": (
        Cell("%gemini panel voice", says=["nothing was said"], hides=["Loading widget"]),
        Cell("_.freeze()"),  # what is saved of a panel that is not ended, only ipywidgets knows
    ),
    "mcp": (
        Cell("%gemini mcp", says=["no MCP server is named yet"]),
        Cell(f"%gemini mcp sums {sys.executable} {MCP_SERVER}", says=["--tools mcp:sums"]),
        Cell("%gemini mcp sums", says=["tool", "purpose", "add("]),
        Cell("%gemini mcp", says=["sums", "running", "this notebook"]),
        Cell("%gemini mcp sums off", says=["sums has ended"]),
    ),
    "insert": (
        Cell(f"%%gemini --exec\n{PRIMES}", says=["28"]),
        Cell("%gemini insert"),
    ),
    "fix": (
        Cell("ages = {'Ann': 7}\nages['Bob']", says=["KeyError"], fails=True),
        Cell("%gemini fix", says=["not Gemini"], has={".gm-reply": 1}),
    ),
    "scan": (Cell("%gemini scan", says=["no key was found"]),),
    "doctor": (Cell("%gemini doctor", says=["engine"]),),
    "help": (Cell("%gemini help", says=["%%gemini image", "%gemini doctor"]),),
}


def test_every_verb_has_its_notebook() -> None:
    assert list(NOTEBOOKS) == [*VERBS, "help"], "give the verb its notebook in NOTEBOOKS"


@pytest.mark.parametrize("verb", NOTEBOOKS)
def test_the_verb_is_seen_everywhere(seen: Seen, verb: str) -> None:
    seen(f"line-{verb}", LOAD, *NOTEBOOKS[verb])


def test_a_question_on_one_line_is_seen_everywhere(seen: Seen) -> None:
    line = Cell("%gemini ask What is 6 * 7?", says=["42", NOTE], has={".gm-reply": 1})
    seen("line-ask", LOAD, line)
