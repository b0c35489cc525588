"""The text of documents: text files as they are, PDFs by pypdf where it is installed."""

import io
import logging
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_TEXTS = frozenset(
    "application/json application/jsonl application/xml application/x-javascript "
    "application/javascript application/x-python application/x-ipynb+json application/yaml "
    "application/sql application/toml application/rtf".split()
)
_MOST_BYTES = 8 * 1024 * 1024
_MOST_PAGES = 1000


class Unreadable(Exception):
    """Why there is no text, as the end of a sentence about the document."""


def is_document(mime_type: str) -> bool:
    kind = mime_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXTS or kind == "application/pdf"


@lru_cache(maxsize=4)
def pages_at(path: Path, mime_type: str) -> list[str]:
    with path.open("rb") as file:
        return pages_of(file, mime_type)


def pages_in(data: bytes, mime_type: str) -> list[str]:
    return pages_of(io.BytesIO(data), mime_type)


def pages_of(file: BinaryIO, mime_type: str) -> list[str]:
    """The text page by page, or `Unreadable`; a text file is one page, cut after 8 MiB."""
    if mime_type.startswith("application/pdf"):
        return _pdf_pages(file)
    return [file.read(_MOST_BYTES).decode("utf-8-sig", "replace")]


def _pdf_pages(file: BinaryIO) -> list[str]:
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise Unreadable(
            "its text cannot be read because pypdf is not installed (pip install pypdf)"
        ) from error
    # What it finds wrong with a file is the answer's affair, not the terminal's.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(file)
        pages = [page.extract_text() for page in reader.pages[:_MOST_PAGES]]
    # Damaged files fail in more ways than pypdf's own errors name.
    except Exception as error:
        raise Unreadable(f"it is not a readable PDF ({type(error).__name__})") from error
    if not any(page.strip() for page in pages):
        raise Unreadable(f"its {len(pages)} page(s) hold no text; they may be scanned")
    return pages
