"""A notebook for each verb of `%%gemini`, seen wherever notebooks are read."""

from __future__ import annotations

from tests.lab.seen import Cell, Seen

LOAD = Cell("%load_ext gemini_magic")


def test_ask(seen: Seen) -> None:
    seen(
        "ask",
        LOAD,
        Cell(
            "%%gemini\nWhat is 6 * 7?",
            says=["42", "local engine · not Gemini", "tokens"],
            has={".gm-reply": 1},
        ),
        Cell("_.text", says=["42"]),
    )
