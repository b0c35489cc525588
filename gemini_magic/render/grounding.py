"""Where a grounded answer comes from: its sources, the searches, Google's suggestions."""

from __future__ import annotations

from typing import Any

from ..api.types import GroundingMetadata
from ..chat import Answer
from .links import destination
from .markup import BORDER, FAINT, attribute, text
from .pieces import GroundingSource
from .prose import is_web_link
from .verbatim import literal

__all__ = ["html", "json", "markdown", "of", "sources"]


def html(answer: Answer) -> str:
    grounding = of(answer)
    found = sources(grounding)
    shown = []
    if found:
        items = "".join(f"<li>{_link_html(source)}</li>" for source in found)
        shown.append(
            f'<div style="{FAINT};margin-top:.6em">Sources'
            f'<ol style="margin:.2em 0;padding-left:2em">{items}</ol></div>'
        )
    if queries := _queries(grounding):
        shown.append(f'<div style="{FAINT}">Searched for: {text(", ".join(queries))}</div>')
    if suggestions := _suggestions(grounding):
        # Google's terms ask for this to be shown as it is; nothing in it can act or reach out.
        source = attribute(suggestions)
        shown.append(
            f'<iframe sandbox="" title="Google Search Suggestions" srcdoc="{source}"'
            f' style="width:100%;height:64px;border:1px solid {BORDER};border-radius:4px;'
            'background:#fff;margin-top:.4em"></iframe>'
        )
    return "".join(shown)


def markdown(answer: Answer) -> str:
    grounding = of(answer)
    shown = []
    if found := sources(grounding):
        lines = [f"{n}. {_link_markdown(source)}" for n, source in enumerate(found, 1)]
        shown.append("\n".join(["Sources:", "", *lines]))
    if queries := _queries(grounding):
        shown.append(f"Searched for: {literal(', '.join(queries))}")
    return "\n\n".join(shown)


def json(answer: Answer) -> dict[str, Any]:
    grounding = of(answer)
    known: dict[str, Any] = {}
    if found := sources(grounding):
        known["sources"] = [{"title": source.title, "uri": source.uri} for source in found]
    if queries := _queries(grounding):
        known["queries"] = queries
    if suggestions := _suggestions(grounding):
        known["suggestions"] = suggestions
    return known


def sources(grounding: GroundingMetadata | None) -> list[GroundingSource]:
    """The sources in the order of the chunks; then the pages that URL context has read."""
    found = []
    for chunk in (grounding and grounding.grounding_chunks) or ():
        source, image = chunk.source, chunk.image or {}
        uri = (source and source.uri) or str(image.get("sourceUri") or "")
        title = (source and (source.title or source.domain)) or str(image.get("title") or "")
        safe = uri if is_web_link(uri) else ""
        found.append(GroundingSource(title or uri or "source", safe))
    return found


def of(answer: Answer) -> GroundingMetadata | None:
    """What an answer says of its sources, if anything."""
    return answer.notes.get("grounding_metadata")


def _queries(grounding: GroundingMetadata | None) -> list[str]:
    if grounding is None:
        return []
    return [*(grounding.web_search_queries or ()), *(grounding.image_search_queries or ())]


def _suggestions(grounding: GroundingMetadata | None) -> str:
    entry = grounding and grounding.search_entry_point
    return (entry and entry.rendered_content) or ""


def _link_html(source: GroundingSource) -> str:
    if not source.uri:
        return text(source.title)
    return (
        f'<a href="{attribute(source.uri)}" target="_blank" rel="noopener noreferrer">'
        f"{text(source.title)}</a>"
    )


def _link_markdown(source: GroundingSource) -> str:
    title = literal(source.title)
    return f"[{title}]({destination(source.uri)})" if source.uri else title
