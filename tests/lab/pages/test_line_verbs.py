"""A notebook for each verb of `%gemini`, seen wherever notebooks are read."""

from __future__ import annotations

from tests.lab.seen import LOAD, Cell, Seen

ASK = Cell("%%gemini\nWhat is 6 * 7?", says=["42"])
AGAIN = Cell("%%gemini\nWhat is 6 * 8?", says=["48"])


def test_models_and_use(seen: Seen) -> None:
    seen(
        "models",
        LOAD,
        Cell("%gemini use local-rules", says=["local-rules", "not Gemini"]),
        Cell("%gemini models", says=["model", "input", "output", "local-rules", "in use"]),
        ASK,
        Cell("%gemini models nonsense", says=["nonsense"], fails=True),
    )


def test_ask_on_one_line(seen: Seen) -> None:
    seen("ask-line", LOAD, Cell("%gemini ask What is 6 * 7?", says=["42"], has={".gm-reply": 1}))


def test_threads_and_history(seen: Seen) -> None:
    seen(
        "threads",
        LOAD,
        ASK,
        Cell("%%gemini -c side\nWhat is 6 * 8?", says=["48"]),
        Cell("%gemini threads", says=["main", "side"]),
        Cell("%gemini history", says=["What is 6 * 7?", "42"]),
        Cell("%gemini reset side", says=["side"]),
    )


def test_turns_are_asked_again_undone_and_exported(seen: Seen) -> None:
    seen(
        "turns",
        LOAD,
        ASK,
        Cell("%gemini retry -f text", says=["6 × 7 = **42**"]),
        Cell("%gemini export --to said.md", says=["main written to said.md"]),
        Cell("%gemini undo", says=["undone in main", "What is 6 * 7?"]),
        Cell("%gemini history"),
    )


def test_votes(seen: Seen) -> None:
    seen(
        "vote",
        LOAD,
        Cell("%%gemini compare\nWhat is 6 * 7?\n---\nWhat is 6 * 8?", says=["A · prompt 1"]),
        Cell("%gemini vote B", says=["prompt 2 has the vote"]),
        Cell("%gemini vote", says=["prompt 1", "prompt 2"], has={"table": 1, "tbody tr": 2}),
    )


def test_usage_and_budget(seen: Seen) -> None:
    seen(
        "usage",
        LOAD,
        ASK,
        Cell("%gemini usage", says=["model", "calls", "gemini-3-flash-preview"], has={"table": 1}),
        Cell("%gemini usage cell", says=["cell"]),
        Cell("%gemini budget 0.50", says=["0.50"]),
        Cell("%gemini budget --stamp", says=["Cost of"]),
    )


def test_jobs_files_and_caches(seen: Seen) -> None:
    seen(
        "holdings",
        LOAD,
        Cell("%gemini files", says=["no file lies there"]),
        Cell(
            "import gemini_magic as gm\n"
            "from gemini_magic.session import current\n"
            "client = current().client\n"
            "from pathlib import Path\n"
            "Path('owls.txt').write_text('Owls hunt at night. ' * 2000)\n"
            "file = client.files.upload(file='owls.txt')\n"
            "client.caches.create(model='gemini-3-flash-preview', config={'contents': [file]})\n"
            "client.batches.create(model='gemini-3-flash-preview', src=[\n"
            "    {'contents': [{'role': 'user', 'parts': [{'text': 'What is 6 * 7?'}]}]}])\n"
            "None"
        ),
        Cell("%gemini files", says=["files/", "text/plain", "40 kB"], has={"th": 5}),
        Cell("%gemini caches", says=["cachedContents/", "gemini-3-flash-preview"]),
        Cell("%gemini jobs", says=["batches/", "gemini-3-flash-preview"]),
    )


def test_replay(seen: Seen) -> None:
    seen(
        "replay",
        LOAD,
        ASK,
        Cell("%%gemini --no-history --cache use\nWhat is 6 * 8?", says=["48"]),
        Cell("%%gemini --no-history --cache only\nWhat is 6 * 8?", says=["48"]),
        Cell("%%gemini --cache only\nWhat is 6 * 9?", says=["NotKept"], fails=True),
        Cell("%gemini replay", says=["kept"]),
    )


def test_cite(seen: Seen) -> None:
    seen("cite", LOAD, ASK, Cell("%gemini cite", says=["not Gemini"]))


def test_fix(seen: Seen) -> None:
    seen(
        "fix",
        LOAD,
        Cell("ages = {'Ann': 7}\nages['Bob']", says=["KeyError"], fails=True),
        Cell("%gemini fix", says=["not Gemini"], has={".gm-reply": 1}),
    )


def test_scan(seen: Seen) -> None:
    seen("scan", LOAD, Cell("%gemini scan", says=["no key"]))


def test_doctor(seen: Seen) -> None:
    seen("doctor", LOAD, Cell("%gemini doctor", says=["engine"]))


def test_set(seen: Seen) -> None:
    seen(
        "set",
        LOAD,
        Cell("%gemini set system 'You are brief.'", says=["system is 'You are brief.'"]),
        Cell("%gemini set", says=["system", "You are brief."]),
        ASK,
        Cell("%gemini set system off", says=["system"]),
    )


def test_help(seen: Seen) -> None:
    seen("help", LOAD, Cell("%gemini help", says=["%%gemini image", "%gemini doctor"]))
