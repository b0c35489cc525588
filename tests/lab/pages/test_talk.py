"""`%%gemini talk`, seen wherever notebooks are read."""

from __future__ import annotations

from tests.lab.pages.test_cell_verbs import NOTE
from tests.lab.seen import LOAD, Cell, Seen


def test_talk(seen: Seen) -> None:
    seen(
        "talk",
        LOAD,
        Cell(
            "%%gemini talk --voice Kore -o spoken\nWhat is 6 * 7?",
            says=["42", NOTE],
            players=1,
        ),
        Cell("spoken.audio.save('question.wav')\nspoken.text", says=["42"]),
        Cell(
            "%%gemini talk -c other -i question.wav\nWhat is 2 * 3?",
            says=["sent: question.wav", "heard:", NOTE],
            players=1,
        ),
    )
