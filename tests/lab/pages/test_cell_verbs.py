"""A notebook for each verb of `%%gemini`, seen wherever notebooks are read."""

from __future__ import annotations

import pytest

from gemini_magic.magics.magics import CELL_VERBS
from tests.lab.seen import LOAD, NOTE, Cell, Seen

CASES = [("6 * 7", 42), ("6 * 8", 48), ("6 * 9", 55)]
NOTEBOOKS = {
    "ask": (
        Cell(
            "%%gemini --thoughts\nWhat is 6 * 7?",
            says=["42", NOTE, "tokens", "Thought"],
            has={".gm-reply": 1, "details": 1},
        ),
        Cell("_.text", says=["42"]),
        Cell("%%gemini --no-such-flag\nHi", says=["--no-such-flag"], fails=True),
    ),
    "image": (
        Cell("%%gemini image --aspect 16:9\nA red house under a sun", says=[NOTE], pictures=1),
        Cell("_.images[0]", pictures=1),
    ),
    "speak": (
        Cell("%%gemini speak --voice Kore\nGood morning, class!", says=[NOTE], players=1),
        Cell("_.audio", players=1),
        Cell(
            "%%gemini speak --voices Ann=Kore,Bob=Puck\nAnn: Hello Bob!\nBob: Hello Ann!",
            says=[NOTE],
            players=1,
        ),
    ),
    "talk": (
        Cell("%%gemini talk -o spoken\nWhat is 6 * 7?", says=["42", NOTE], players=1),
        Cell("spoken.audio.save('question.wav')\nspoken.text", says=["42"]),
        Cell(
            "%%gemini talk -c other -i question.wav\nWhat is 2 * 3?",
            says=["sent: question.wav", "heard:", NOTE],
            players=1,
        ),
    ),
    "compare": (
        Cell(
            "%%gemini compare -m gemini-3-flash-preview,gemini-2.5-pro\nWhat is 6 * 7?",
            says=["gemini-3-flash-preview", "gemini-2.5-pro", "42", " s", "tokens", "the same"],
            has={"section": 2},
        ),
        Cell(
            "%%gemini compare\nWhat is 6 * 7?\n---\nWhat is 6 * 8?",
            says=["prompt 1", "prompt 2", "42", "48"],
            has={"section": 2, "del": 2, "ins": 2},
        ),
        Cell("import pandas\npandas.DataFrame(_.rows)[['model', 'text']]", says=["48"]),
    ),
    "eval": (
        Cell(f"import pandas\ncases = pandas.DataFrame({CASES!r}, columns=['sum', 'right'])"),
        Cell(
            "%%gemini eval cases --label right --score contains\nWhat is {{sum}}?",
            says=["6 * 8", "48", "✓ right", "✗ wrong", "66.7%", NOTE],
            has={"table": 1, "th": 4, "tbody tr": 3},
        ),
        Cell("_.accuracy", says=["0.66"]),
    ),
    "prompt": (
        Cell("%%gemini prompt times\nWhat is {{a}} * {{b}}?", says=["times(a, b)"]),
        Cell("times(6, 7)", says=["42", NOTE], has={".gm-reply": 1}),
        Cell("times", says=["times(a, b)", "What is {{a}} * {{b}}?"]),
    ),
    "quiz": (
        Cell(
            "%%gemini quiz --count 1\nOwls hunt at night. Owls eat mice. Owls live in trees.",
            says=[NOTE, "Answer"],
            has={"ol.gm-quiz > li": 1, "details": 1},
        ),
        Cell("len(_.questions)", says=["1"]),
    ),
}


def test_every_verb_has_its_notebook() -> None:
    assert list(NOTEBOOKS) == list(CELL_VERBS), "give the verb its notebook in NOTEBOOKS"


@pytest.mark.parametrize("verb", NOTEBOOKS)
def test_the_verb_is_seen_everywhere(seen: Seen, verb: str) -> None:
    seen(verb, LOAD, *NOTEBOOKS[verb])
