"""What a caller gives as a part of a question: text is the question itself, all else is data."""

from __future__ import annotations

from typing import Any

from ..api.contents import part_from
from .attachment import Attachment, Terms
from .kinds import attached, link

__all__ = ["attachment_from"]


def attachment_from(item: Any, terms: Terms) -> Attachment:
    """Strings and dictionaries as `part_from` reads them, other values as cells attach them; of a
    film on YouTube the stretch that its fragment names.

    Raises `InvalidRequest` for what is neither.
    """
    if isinstance(item, str) and (film := link.attached(item, "", terms)) is not None:
        return film
    if not isinstance(item, (str, dict)) and (found := attached(item, "", terms)) is not None:
        return found
    return Attachment((part_from(item),), ())
