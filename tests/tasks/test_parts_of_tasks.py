"""`gm.image` and `gm.quiz` attach values as `gm.ask` and cells do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

import gemini_magic as gm
from gemini_magic.session import drop
from tests.scripted import ScriptedGemini, texts

QUESTION = {"question": "?", "choices": ["a", "b", "c", "d"], "answer": 0, "explanation": ""}


@pytest.fixture(autouse=True)
def _no_session() -> Iterator[None]:
    yield
    drop()


@pytest.mark.parametrize("task", [gm.image, gm.quiz], ids=["image", "quiz"])
def test_figures_and_tables_are_attached_and_said(
    task: Callable[..., Any], gemini: ScriptedGemini
) -> None:
    gemini.will(texts(json.dumps({"questions": [QUESTION]})))

    made = task("As here:", Figure(figsize=(1, 1)), pd.DataFrame({"a": [1, 2]}))

    text, figure, table = gemini.exchanges[-1].json["contents"][0]["parts"]
    assert text == {"text": "As here:"}
    assert figure["inlineData"]["mimeType"] == "image/png"
    assert "2 rows" in table["text"]
    reply = getattr(made, "reply", made)
    assert [sent.kind for sent in reply.sent] == ["image", "table"]
