"""Flags that change what a cell shows, seen wherever notebooks are read."""

from __future__ import annotations

from tests.lab.seen import LOAD, NOTE, Cell, Seen

ANSWER = '{"type": "object", "properties": {"answer": {"type": "integer"}}, "required": ["answer"]}'


def test_background(seen: Seen) -> None:
    seen(
        "bg",
        LOAD,
        Cell("%%gemini --bg -o later\nWhat is 6 * 7?", says=["42", NOTE], has={".gm-reply": 1}),
        Cell("(await later).text", says=["42"]),
    )


def test_dry(seen: Seen) -> None:
    seen(
        "dry",
        LOAD,
        Cell(
            "import pandas\nfrom PIL import Image\n"
            "table = pandas.DataFrame({'bird': ['owl', 'wren'], 'grams': [500, 9]})\n"
            "picture = Image.new('RGB', (320, 200), 'teal')"
        ),
        Cell(
            "%%gemini --dry -s 'You are brief.' --search -i picture\nWhat is in {{table}}?",
            says=[
                "not sent",
                "tokens",
                "You are brief.",
                "image/png",
                "320 × 200",
                "google",
                "POST",
            ],
            has={".gm-preview": 1, "table": 1},
        ),
    )


def test_as_python_runs(seen: Seen) -> None:
    seen(
        "as",
        LOAD,
        Cell(
            "%%gemini --as python -t 0.5 -o code\nWhat is 6 * 7?",
            says=["from google import genai", "What is 6 * 7?", "temperature"],
            has={"pre": 1},
        ),
        Cell("%%gemini --as curl\nWhat is 6 * 7?", says=["curl", "generateContent"]),
        Cell("%%gemini --as ours\nWhat is 6 * 7?", says=["gemini_magic", "Client"]),
        Cell(
            "import os\nfrom gemini_magic.api.engine import local_engine\n"
            "engine = local_engine()\n"
            "os.environ |= {'GOOGLE_GEMINI_BASE_URL': engine.base_url,\n"
            "               'GOOGLE_API_KEY': engine.key.reveal()}\n"
            "exec(code)",
            says=["42"],
        ),
    )


def test_formats(seen: Seen) -> None:
    seen(
        "formats",
        LOAD,
        Cell("%%gemini -f text\nWhat is 6 * 7?", says=["6 × 7 = **42**"]),
        Cell(f"%%gemini -f json --schema '{ANSWER}'\nWhat is 6 * 7?", says=["answer"]),
        Cell(
            "%%gemini -f code --exec\nWhat is the sum of the first 5 primes?", says=["def primes"]
        ),
    )


def test_insert_and_out(seen: Seen) -> None:
    seen(
        "insert",
        LOAD,
        Cell("%%gemini -o said\nWhat is 6 * 7?", says=["42"]),
        Cell("said.text, said.usage.total_token_count > 0", says=["42", "True"]),
        Cell("%%gemini --insert --exec\nWhat is the sum of the first 5 primes?", says=["28"]),
    )
