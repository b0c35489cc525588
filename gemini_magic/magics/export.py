"""`%gemini export`: a thread as a file that people read without us."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import InvalidRequest
from ..session import DEFAULT_THREAD
from ..tasks.transcript import transcript
from .threads import thread_named

__all__ = ["export_thread"]


def export_thread(arguments: Sequence[str]) -> None:
    """Write a thread to FILE.md, .html, .ipynb or .json; media beside it or inside."""
    match list(arguments):
        case ["--to", file]:
            thread = DEFAULT_THREAD
        case [thread, "--to", file] | ["--to", file, thread]:
            pass
        case _:
            raise InvalidRequest("say where to: %gemini export THREAD --to FILE.md")
    path = Path(file).expanduser()
    written = transcript(thread, thread_named(thread).turns, path)
    try:
        for name, data in written.files.items():
            medium = path.parent / name
            medium.parent.mkdir(exist_ok=True)
            medium.write_bytes(data)
        path.write_text(written.text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InvalidRequest(f"{file!r} cannot be written: {error.strerror or error}") from None
    beside = f", {len(written.files)} media beside it" if written.files else ""
    print(f"{thread} written to {path}{beside}")
