"""`%gemini scan` and the shapes of keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.errors.keys import found_keys, redacted
from gemini_magic.magics.cell_error import CellError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

# Of the shapes, and nobody's.
SECRETS = {
    "Google API key": "AIzaSyA-not-a-key-but-of-its-shape-0000",
    "Google API key (new)": "AQ.Ab8-not-a-key-but-of-its-shape",
    "Google OAuth token": "ya29.a0-not-a-token-but-of-its-shape",
    "Google client secret": "GOCSPX-not-a-secret-of-its-shape",
    "ephemeral token": "auth_tokens/0123456789abcdef",
    "webhook secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "OpenAI or Anthropic key": "sk-proj-not-a-key-but-of-its-shape",
    "GitHub token": "ghp_0123456789abcdefghij0123456789abcdef",
    "Hugging Face token": "hf_abcdefghijklmnopqrstuvwxyz",
    "AWS access key": "AKIA0123456789ABCDEF",
    "Slack token": "xoxb-0123456789-abcdef",
    "JSON web token": "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def write_notebook(name: str, *cells: dict[str, object]) -> None:
    Path(name).write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), "utf-8")


def scanned(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], line: str = ""
) -> list[str]:
    capsys.readouterr()
    assert shell.run_cell(f"%gemini scan {line}").success
    return capsys.readouterr().out.splitlines()


def test_keys_are_found_by_cell_in_sources_outputs_and_metadata(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    split = ["key = '", SECRETS["Google API key"][:9], SECRETS["Google API key"][9:], "'"]
    output = {"data": {"text/plain": [f"Signing secret {SECRETS['webhook secret']}"]}}
    write_notebook(
        "lesson.ipynb",
        {"source": "fine"},
        {"source": split, "outputs": [output]},
        {"source": "", "metadata": {"note": SECRETS["GitHub token"]}},
    )
    head, *rows, advice = scanned(shell, capsys)

    assert head.split() == ["file", "cell", "in", "what", "begins"]
    assert [row.split() for row in rows] == [
        ["lesson.ipynb", "2", "source", "Google", "API", "key", "AIza…"],
        ["lesson.ipynb", "2", "outputs", "webhook", "secret", "whse…"],
        ["lesson.ipynb", "3", "metadata", "GitHub", "token", "ghp_…"],
    ]
    assert "Revoke" in advice


def test_folders_are_searched_to_the_bottom_and_other_files_by_line(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a/b").mkdir(parents=True)
    write_notebook("a/b/deep.ipynb", {"source": SECRETS["AWS access key"]})
    Path("notes.txt").write_text(f"one\n{SECRETS['Slack token']}\n")
    lines = scanned(shell, capsys, "a notes.txt")

    assert "deep.ipynb" in lines[1]
    assert "line 2" in lines[2]


def test_pictures_are_not_looked_into_and_clean_notebooks_are_said_to_be_so(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    output = {"data": {"image/png": f"+{SECRETS['AWS access key']}+"}}
    write_notebook("clean.ipynb", {"source": "ask = 'bearer of news'", "outputs": [output]})

    assert scanned(shell, capsys) == ["no key was found in 1 file"]


def test_a_file_that_is_no_notebook_does_not_hide_the_others(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.ipynb").write_text("{")
    write_notebook("b.ipynb", {"source": SECRETS["Google API key"]})
    lines = scanned(shell, capsys)

    assert lines[0].startswith("a.ipynb cannot be read")
    assert "b.ipynb" in lines[2]


@pytest.mark.parametrize("line", ["", "missing.ipynb"])
def test_nothing_to_look_into_fails_the_cell(shell: InteractiveShell, line: str) -> None:
    error = shell.run_cell(f"%gemini scan {line}").error_in_exec

    assert isinstance(error, CellError)
    assert "there is no" in str(error)


@pytest.mark.parametrize("kind", SECRETS)
def test_each_shape_is_known(kind: str) -> None:
    secret = SECRETS[kind]
    [found] = found_keys(f"x = {secret!r} # mine")

    assert (found.kind, found.shown) == (kind, f"{secret[:4]}…")


@given(st.text(), st.sampled_from(sorted(SECRETS.values())), st.text())
def test_no_key_survives_redaction(before: str, secret: str, after: str) -> None:
    text = redacted(f"{before} {secret} {after}")

    assert secret not in text
    assert not [key for key in found_keys(text) if key.shown[:4] == secret[:4] and secret in text]


def test_headers_addresses_and_private_keys() -> None:
    text = (
        "Authorization: Bearer abcdefghijklmnop.qrs\n"
        "https://x.test/v1?alt=sse&key=abcdefghijklmnopqrst\n"
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE+abc/=\n-----END RSA PRIVATE KEY-----"
    )
    kinds = [key.kind for key in found_keys(text)]

    assert kinds == ["bearer token", "key in an address", "private key"]
    assert "MIIE" not in redacted(text)
    assert "qrs" not in redacted(text)


@pytest.mark.parametrize(
    "text", ["AIza", "a task-force of sk-8", "auth_tokens", "risk-assessment-of-the-day-2026"]
)
def test_words_are_no_keys(text: str) -> None:
    assert not list(found_keys(text))
