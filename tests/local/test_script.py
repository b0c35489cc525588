"""A script plays every kind of piece: media, code, and ends other than STOP."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.conftest import running

CODE = {"executableCode": {"language": "PYTHON", "code": "print(4)"}}
RESULT = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "4\n"}}
DOT = {"inlineData": {"mimeType": "image/gif", "data": "R0lGODlhAQABAAAAACw="}}


def script(folder: Path, *replies: object) -> Path:
    path = folder / "script.jsonl"
    path.write_text("\n".join(map(json.dumps, replies)), "utf-8")
    return path


def test_parts_and_ends_are_played(tmp_path: Path, cache: Path) -> None:
    path = script(
        tmp_path,
        {"text": "Look:", "part": [CODE, RESULT, DOT]},
        {"finish": "SAFETY"},
        {"text": "Half", "finish": "RECITATION"},
    )
    with running(cache, "--no-llm", "--script", str(path)) as engine:
        [shown], [blocked], [half] = (engine.ask("go")["candidates"] for _ in range(3))
    parts = [
        {k: v for k, v in p.items() if k != "thoughtSignature"} for p in shown["content"]["parts"]
    ]

    assert parts[:4] == [{"text": "Look:"}, CODE, RESULT, DOT]
    assert blocked["finishReason"] == "SAFETY"
    assert half["finishReason"] == "RECITATION"


@pytest.mark.parametrize("reply", [{"part": {"picture": 1}}, {"finish": 3}])
def test_a_reply_that_is_none_is_refused_with_its_line(tmp_path: Path, reply: object) -> None:
    path = script(tmp_path, {"text": "ok"}, reply)
    ran = subprocess.run(
        [sys.executable, "-m", "gemini_magic.local", "serve", "--script", str(path)],
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 2
    assert f"{path}:2: no reply" in ran.stderr
