"""Where the text of an answer has its sources, as annotations: places in bytes of UTF-8."""

from collections.abc import Callable, Iterator
from typing import Any

Wire = dict[str, Any]


def annotations_from(grounding: Wire) -> list[Wire]:
    """One annotation for each source of each supported segment, in the order of the text."""
    chunks: list[Wire] = grounding.get("groundingChunks", [])
    return [
        annotation
        for support in grounding.get("groundingSupports", ())
        for index in support.get("groundingChunkIndices", ())
        for annotation in annotation_of(chunks[index], support["segment"])
    ]


def annotation_of(chunk: Wire, segment: Wire) -> Iterator[Wire]:
    """The annotation of one source at one segment; none for a source of an unknown kind."""
    place = {
        "start_index": segment.get("startIndex", 0),
        "end_index": segment.get("endIndex", 0),
    }
    for kind, build in _CITATIONS.items():
        if kind in chunk:
            yield {**build(chunk[kind]), **place}


def _url(web: Wire) -> Wire:
    return {"type": "url_citation", "url": web.get("uri", ""), "title": web.get("title", "")}


def _file(context: Wire) -> Wire:
    found = {
        "file_name": context.get("title"),
        "document_uri": context.get("uri"),
        "source": context.get("fileSearchStore"),
        "page_number": context.get("pageNumber"),
        "media_id": context.get("mediaId"),
        "custom_metadata": _metadata(context.get("customMetadata", ())),
    }
    return {"type": "file_citation", **{name: value for name, value in found.items() if value}}


def _metadata(given: Any) -> Wire:
    """`[{key, stringValue}, …]` as an object."""
    return {
        one["key"]: next((value for name, value in one.items() if name != "key"), None)
        for one in given
        if "key" in one
    }


def _place(maps: Wire) -> Wire:
    found = {"name": maps.get("title"), "place_id": maps.get("placeId"), "url": maps.get("uri")}
    return {"type": "place_citation", **{name: value for name, value in found.items() if value}}


_CITATIONS: dict[str, Callable[[Wire], Wire]] = {
    "web": _url,
    "retrievedContext": _file,
    "maps": _place,
}
