"""The tools of an interaction as those of `generateContent`, by a table."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

_SEARCH_TYPES = {"web_search": "webSearch", "image_search": "imageSearch"}


def tools_from(tools: Iterable[Wire]) -> Iterator[Wire]:
    """All functions are one tool there; the others are one each."""
    functions: list[Wire] = []
    for tool in tools:
        kind = tool["type"]
        if kind == "function":
            same: Wire = {name: tool[name] for name in ("name", "description") if name in tool}
            schema = {"parametersJsonSchema": tool["parameters"]} if "parameters" in tool else {}
            functions.append({**same, **schema})
        elif kind in _REFUSED:
            raise InvalidArgument(_REFUSED[kind])
        elif kind in _TOOLS:
            yield _TOOLS[kind](tool)
    if functions:
        yield {"functionDeclarations": functions}


def retrieval_config(tools: Iterable[Wire]) -> Wire:
    """What the older dialect says of tools beside them: the place on the map, and who sees them."""
    config: Wire = {}
    for tool in tools:
        if tool["type"] in _SHOWN:
            config["includeServerSideToolInvocations"] = True
        if {"latitude", "longitude"} <= tool.keys():
            place = {"latitude": tool["latitude"], "longitude": tool["longitude"]}
            config["retrievalConfig"] = {"latLng": place}
    return config


def _google_search(tool: Wire) -> Wire:
    types = tool.get("search_types", ())
    chosen: Wire = {_SEARCH_TYPES[name]: {} for name in types if name in _SEARCH_TYPES}
    return {"googleSearch": {"searchTypes": chosen} if chosen else {}}


def _google_maps(tool: Wire) -> Wire:
    widget = {"enableWidget": tool["enable_widget"]} if "enable_widget" in tool else {}
    return {"googleMaps": widget}


def _file_search(tool: Wire) -> Wire:
    names = {
        "file_search_store_names": "fileSearchStoreNames",
        "top_k": "topK",
        "metadata_filter": "metadataFilter",
    }
    return {"fileSearch": {new: tool[old] for old, new in names.items() if old in tool}}


def _computer_use(tool: Wire) -> Wire:
    use: Wire = {"environment": f"ENVIRONMENT_{tool.get('environment', 'browser').upper()}"}
    if "excluded_predefined_functions" in tool:
        use["excludedPredefinedFunctions"] = tool["excluded_predefined_functions"]
    return {"computerUse": use}


_TOOLS: dict[str, Callable[[Wire], Wire]] = {
    "google_search": _google_search,
    "code_execution": lambda _: {"codeExecution": {}},
    "url_context": lambda _: {"urlContext": {}},
    "google_maps": _google_maps,
    "file_search": _file_search,
    "computer_use": _computer_use,
}
# Their calls and results are steps. A search for tools needs none: all functions are at hand.
_SHOWN = frozenset(_TOOLS) - {"computer_use"}
_REFUSED = {
    "mcp_server": "The local engine connects to no MCP servers; leave mcp_server out.",
    "retrieval": "The local engine has no Vertex stores to retrieve from; use file_search.",
}
