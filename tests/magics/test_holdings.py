"""`%gemini files`, `caches` and `jobs`, on the local engine."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from gemini_magic.magics.cell_error import CellError
from gemini_magic.session import current

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def said(shell: InteractiveShell, capsys: pytest.CaptureFixture[str], verb: str) -> list[str]:
    capsys.readouterr()
    assert shell.run_cell(f"%gemini {verb}").success
    return capsys.readouterr().out.splitlines()


def test_what_lies_at_the_service_is_listed_with_its_end(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    client = current().client
    client.files.upload(file=io.BytesIO(b"hello"), config={"mime_type": "text/plain"})
    client.caches.create(
        model="gemini-3-flash-preview",
        config={"contents": "word " * 5000, "ttl": "600s", "display_name": "words"},
    )
    head, file = said(shell, capsys, "files")[:2]
    _, cache = said(shell, capsys, "caches")[:2]

    assert head.split() == ["file", "type", "size", "state", "expires"]
    assert file.startswith("files/")
    assert "text/plain" in file
    assert "5 bytes" in file
    assert file.endswith(("in 47 h", "in 48 h", "in 2 days"))
    assert "words" in cache
    assert cache.endswith("in 10 min")


def test_jobs_are_listed_with_how_they_go(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
    current().client.batches.create(
        model="gemini-3-flash-preview", src=[asked], config={"display_name": "homework"}
    )
    head, *rows = said(shell, capsys, "jobs")
    [job] = [row for row in rows if "homework" in row]

    assert head.split() == ["job", "name", "model", "state", "made"]
    assert job.startswith("batches/")
    assert "gemini-3-flash-preview" in job


@pytest.mark.parametrize("verb", ["files", "caches", "jobs"])
def test_they_take_no_argument(shell: InteractiveShell, verb: str) -> None:
    error = shell.run_cell(f"%gemini {verb} now").error_in_exec

    assert isinstance(error, CellError)
