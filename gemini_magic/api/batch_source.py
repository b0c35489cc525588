"""Whatever a caller gives as the requests of a batch → `inputConfig`, as a flow.

A local file of JSON lines is uploaded first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import InvalidRequest
from .body import body_from, config_from
from .contents import wire_from
from .flow import Flow
from .limits import INLINE_REQUEST
from .types import BatchJobSource, File, InlinedRequest, UploadFileConfig
from .uploaded_file import uploaded_file

__all__ = ["answers_input", "input_config", "refuse_cloud"]

Written = Callable[[Any], dict[str, Any]]


def answers_input(source: Any) -> Flow[dict[str, Any]]:
    """The input of a batch of answers."""
    if isinstance(source, Mapping) and not {"contents", "request"} & source.keys():
        source = wire_from(BatchJobSource, source, "src")
    if isinstance(source, BatchJobSource):
        source = source.file_name if source.file_name is not None else source.inlined_requests
    return (yield from input_config(source, _written))


def input_config(source: Any, written: Written) -> Flow[dict[str, Any]]:
    """`inputConfig` from a file's name, a `File`, a path, or requests that `written` spells."""
    if isinstance(source, File):
        source = source.name
    if isinstance(source, str) and source.startswith("files/"):
        return {"fileName": source}
    if isinstance(source, (str, os.PathLike)):
        refuse_cloud(source)
        file = yield from uploaded_file(source, UploadFileConfig(mime_type="application/jsonl"))
        return {"fileName": file.name}
    if not isinstance(source, Iterable):
        raise InvalidRequest(f"{source!r} is no source of a batch; give requests or a file")
    requests = [written(request) for request in source]
    if (size := len(json.dumps(requests))) > INLINE_REQUEST:
        raise InvalidRequest(
            f"{len(requests)} requests of {size:,} bytes do not fit into one (at most "
            f"{INLINE_REQUEST:,}); write them to a file of JSON lines and give its path"
        )
    return {"requests": {"requests": requests}}


def refuse_cloud(place: Any) -> None:
    """Vertex AI reads and writes buckets; the Gemini API cannot."""
    if isinstance(place, str) and place.startswith(("gs://", "bq://")):
        raise InvalidRequest(
            f"{place!r} is a place of Vertex AI, which the Gemini API does not reach; "
            "give the requests, a path or an uploaded file (files/…), and no dest"
        )


def _written(request: Any) -> dict[str, Any]:
    """One request: an `InlinedRequest`, its dict, or a line of a file as the service reads it."""
    if isinstance(request, Mapping) and "request" in request:
        line = dict(request)
        if (key := line.pop("key", None)) is not None:
            line["metadata"] = {"key": key, **line.get("metadata", {})}
        return line
    inlined = wire_from(InlinedRequest, request, "src")
    if inlined.contents is None:
        raise InvalidRequest(f"a request of a batch has no contents: {request!r}")
    line = {"request": body_from(inlined.contents, config_from(inlined.config))}
    if inlined.metadata is not None:
        line["metadata"] = inlined.metadata
    return line
