"""What was sent with a prompt, in one line above the answer: small pictures, facts, tokens."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from ..attach import Sent
from .markup import quiet, text
from .verbatim import literal

__all__ = ["html", "json", "markdown", "plain"]

_LONGEST_NAME = 60


def html(sent: Sequence[Sent], *, times: bool = True) -> str:
    """The line; nothing where only the prompt was sent. With `times` it tells what expires when."""
    if not sent:
        return ""
    facts = [_picture(one) + text(_said(one, times=times)) for one in sent]
    return quiet("sent: " + " · ".join([*facts, *map(text, _tokens(sent))]))


def markdown(sent: Sequence[Sent]) -> str:
    """The same without pictures."""
    return f"*{literal(plain(sent, times=False))}*" if sent else ""


def plain(sent: Sequence[Sent], *, times: bool = True) -> str:
    """The same for a terminal."""
    facts = [*(_said(one, times=times) for one in sent), *_tokens(sent)]
    return "sent: " + " · ".join(facts) if sent else ""


def json(sent: Sequence[Sent]) -> list[dict[str, Any]]:
    """What a program may want to know."""
    return [
        {"name": one.name, "kind": one.kind, "note": one.note, "tokens": one.tokens} for one in sent
    ]


def _said(one: Sent, *, times: bool) -> str:
    name = " ".join(one.name.split())
    if len(name) > _LONGEST_NAME:
        name = "…" + name[1 - _LONGEST_NAME :]  # of a path the end says most
    note = " ".join(one.note.split())
    if times and one.until:
        note = f"{note}, {one.until}"
    return f"{name or one.kind} ({note})" if note else name or one.kind


def _tokens(sent: Sequence[Sent]) -> list[str]:
    """About how many, where that is known of anything."""
    known = [one.tokens for one in sent if one.tokens is not None]
    if not known:
        return []
    least = "≈ " if len(known) == len(sent) else "more than "
    return [f"{least}{sum(known):,} tokens".replace(",", "\u202f")]


def _picture(one: Sent) -> str:
    if not one.thumbnail:
        return ""
    data = base64.b64encode(one.thumbnail).decode()
    kind = "png" if one.thumbnail.startswith(b"\x89PNG") else "jpeg"
    # With its height set, nothing moves when it is drawn; its name stands behind it.
    return (
        f'<img src="data:image/{kind};base64,{data}" alt="" '
        'style="height:2.4em;width:auto;vertical-align:middle;margin-right:.4em">'
    )
