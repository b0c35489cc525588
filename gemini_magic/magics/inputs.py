"""What went into a prompt besides its words: digests of variables and files, then and now.

A variable that stands in the text is called `{{df}}` here, as it is there; what `-i` names has
that name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..api.types import Part
from ..attach import Prompt, Terms
from ..attach.interpolation import fill
from ..errors import GeminiError
from .attachments import named_attachments

__all__ = ["changed_inputs", "digest_of"]


def digest_of(parts: Iterable[Part]) -> str:
    """16 hexadecimal digits of what parts hold."""
    digest = hashlib.sha256()
    for part in parts:
        blob = part.inline_data
        if blob is not None and blob.data is not None:
            digest.update((blob.mime_type or "").encode() + b"\0" + blob.data)
        else:
            wire = json.dumps(part.to_wire(), sort_keys=True, ensure_ascii=False)
            digest.update(wire.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:16]


def changed_inputs(inputs: Mapping[str, str], names: Mapping[str, Any]) -> list[str]:
    """The names of those that hold something else now.

    Nothing is uploaded: what is too large to be looked at counts as the same, and so does what is
    not there (a new kernel has no variables yet).
    """
    found = ((name, _digest(name, names)) for name in inputs)
    return [
        name.strip("{}").removesuffix("!s")
        for name, now in found
        if now not in (inputs[name], None)
    ]


def _digest(name: str, names: Mapping[str, Any]) -> str | None:
    """Of what this name stands for now; None where that cannot be told."""
    try:
        if name.startswith("{{"):
            (field,) = fill(name, names)
            assert not isinstance(field, str)
            if field.is_plain:
                return digest_of([Part(text=str(field.value))])
            return digest_of(Prompt().put(field.value, field.name))
        attached = named_attachments([name], names, Terms())
        return digest_of(part for one in attached for part in one.parts)
    except GeminiError:
        return None
