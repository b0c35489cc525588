"""Media of an answer as files of the project, for those who want an address and no base64."""

import hashlib
import secrets
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gemini_magic.local import reply
from gemini_magic.local.project.project import Project
from gemini_magic.local.project.uploads import Received

Wire = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """Which kinds of media are wanted by their addresses; `base` is where those begin."""

    project: Project
    base: str
    kinds: frozenset[str]

    def of(self, content: Wire) -> Wire:
        """The content as it is wanted: its data in a file, or as they are."""
        if content["type"] not in self.kinds:
            return content
        data = b64decode(content["data"])
        path = self.project.folder / f"delivered-{secrets.token_hex(8)}"
        path.write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        received = Received(path, len(data), digest, content["mime_type"])
        file = self.project.files.add(secrets.token_hex(6), None, received, generated=True)
        kept = {name: value for name, value in content.items() if name != "data"}
        return {**kept, "uri": address_of(self.base, file.id)}


def whole_first(chunks: Iterable[Wire]) -> Iterator[Wire]:
    """One chunk of all: what is a file has to be complete."""
    yield reply.whole(chunks)


def kinds_by_uri(asked: Wire) -> frozenset[str]:
    """The kinds of media which a request wants as addresses."""
    formats = asked.get("response_format", ())
    return frozenset(one["type"] for one in formats if one.get("delivery") == "uri")


def address_of(base: str, file_id: str) -> str:
    """Where a generated file is downloaded."""
    return f"{base}/files/{file_id}:download?alt=media"
