"""The pages that URL context was to read, and what became of each."""

from __future__ import annotations

from typing import Any

from ..chat import Answer
from . import grounding
from .links import is_web_link
from .markup import FAINT
from .pieces import GroundingSource

__all__ = ["html", "json", "markdown"]

_STATUS = {
    "SUCCESS": "read",
    "ERROR": "could not be read",
    "PAYWALL": "behind a paywall",
    "UNSAFE": "not read: unsafe",
}


def html(answer: Answer) -> str:
    if not (found := _pages(answer)):
        return ""
    items = "".join(f"<li>{grounding.link_html(page)}</li>" for page in found)
    return (
        f'<div style="{FAINT};margin-top:.6em">Pages'
        f'<ul style="margin:.2em 0;padding-left:2em">{items}</ul></div>'
    )


def markdown(answer: Answer) -> str:
    if not (found := _pages(answer)):
        return ""
    return "\n".join(["Pages:", "", *(f"- {grounding.link_markdown(page)}" for page in found)])


def json(answer: Answer) -> list[dict[str, Any]]:
    return [{"uri": page.title, "status": page.note} for page in _pages(answer)]


def _pages(answer: Answer) -> list[GroundingSource]:
    metadata = answer.notes.get("url_context_metadata")
    found = []
    for page in (metadata and metadata.url_metadata) or ():
        uri = page.retrieved_url or ""
        status = (page.url_retrieval_status or "").removeprefix("URL_RETRIEVAL_STATUS_")
        said = _STATUS.get(status, status.lower().replace("_", " "))
        found.append(GroundingSource(uri or "page", uri if is_web_link(uri) else "", said))
    return found
