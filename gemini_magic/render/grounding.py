"""Where a grounded answer comes from: its sources, the searches, Google's suggestions."""

from __future__ import annotations

from typing import Any

from ..api.types import GroundingChunk, GroundingMetadata
from ..chat import Answer
from .links import destination, is_web_link
from .markup import BORDER, FAINT, attribute, text
from .pieces import GroundingSource
from .verbatim import literal

__all__ = ["html", "json", "link_html", "link_markdown", "markdown", "of", "sources"]


def html(answer: Answer) -> str:
    grounding = of(answer)
    found = sources(grounding)
    shown = []
    if found:
        items = "".join(f"<li>{link_html(source)}</li>" for source in found)
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
        lines = [f"{n}. {link_markdown(source)}" for n, source in enumerate(found, 1)]
        shown.append("\n".join(["Sources:", "", *lines]))
    if queries := _queries(grounding):
        shown.append(f"Searched for: {literal(', '.join(queries))}")
    return "\n\n".join(shown)


def json(answer: Answer) -> dict[str, Any]:
    grounding = of(answer)
    known: dict[str, Any] = {}
    if found := sources(grounding):
        known["sources"] = [_source_json(source) for source in found]
    if queries := _queries(grounding):
        known["queries"] = queries
    if suggestions := _suggestions(grounding):
        known["suggestions"] = suggestions
    return known


def sources(grounding: GroundingMetadata | None) -> list[GroundingSource]:
    """The sources in the order of the chunks: web pages, documents, places, pictures."""
    return [_source(chunk) for chunk in (grounding and grounding.grounding_chunks) or ()]


def _source(chunk: GroundingChunk) -> GroundingSource:
    source, image = chunk.source, chunk.image or {}
    uri = (source and source.uri) or str(image.get("sourceUri") or "")
    title = (source and (source.title or source.domain)) or str(image.get("title") or "")
    note = ""
    if chunk.maps is not None:
        note = "Google Maps"  # which its terms ask to be named
    elif chunk.retrieved_context is not None and chunk.retrieved_context.page_number:
        note = f"page {chunk.retrieved_context.page_number}"
    return GroundingSource(title or uri or "source", uri if is_web_link(uri) else "", note)


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


def link_html(source: GroundingSource) -> str:
    """A source as HTML, linked where it may be followed."""
    note = f" · {text(source.note)}" if source.note else ""
    if not source.uri:
        return text(source.title) + note
    return (
        f'<a href="{attribute(source.uri)}" target="_blank" rel="noopener noreferrer">'
        f"{text(source.title)}</a>{note}"
    )


def link_markdown(source: GroundingSource) -> str:
    """The same as Markdown."""
    title = literal(source.title)
    note = f" · {literal(source.note)}" if source.note else ""
    return (f"[{title}]({destination(source.uri)})" if source.uri else title) + note


def _source_json(source: GroundingSource) -> dict[str, Any]:
    known = {"title": source.title, "uri": source.uri}
    return known | {"note": source.note} if source.note else known
