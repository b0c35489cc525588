"""What the README promises, held against the tests that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")
_ROW = re.compile(
    r"^\| (?P<what>[^|*][^|]*) \|(?: [●◐○·?] \|){8} (?P<here>\S)[^|]* "
    r"\| (?P<tests>\[[^|]+\)) \|$",
    re.MULTILINE,
)
_TEST = re.compile(r"\[(?P<title>[^\]]+)\]\((?P<path>[^)]+)\)(?:, )?")
ROWS = [match.groupdict() for match in _ROW.finditer(README)]


def test_the_comparison_is_found() -> None:
    section = README.partition("## Compared with others")[2]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    headings = [line for line in lines if line.startswith("| **")]

    assert len(ROWS) == len(lines) - len(headings) - 2
    assert len(ROWS) >= 60


@pytest.mark.parametrize("row", ROWS, ids=[row["what"] for row in ROWS])
def test_each_row_of_the_comparison_is_shown_by_a_test(row: dict[str, str]) -> None:
    named = list(_TEST.finditer(row["tests"]))

    assert row["here"] == "●"
    assert "".join(match[0] for match in named) == row["tests"]
    for match in named:
        source = (REPOSITORY / match["path"]).read_text("utf-8")
        name = f"test_{match['title'].replace(' ', '_')}"
        assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), f"no {name}"
