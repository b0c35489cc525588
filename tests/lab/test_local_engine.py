"""Without a key the local engine answers, and the cell says that it is not Gemini."""

from __future__ import annotations

from tests.lab.conftest import OpenNotebook

NO_KEY = """import os
for name in ("GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL"):
    del os.environ[name]
%load_ext gemini_magic"""


def test_without_a_key_the_local_engine_answers_and_says_so(notebook: OpenNotebook) -> None:
    open_ = notebook(NO_KEY, "%%gemini\nWhat is 6 * 7?")
    open_.run(0)
    open_.run(1)

    assert "42" in open_.text(1)
    assert "local" in open_.text(1).lower()
    assert "not gemini" in open_.text(1).lower()
