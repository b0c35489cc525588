"""A turn as bytes for the ledger, and back: signatures verbatim, media apart from the text.

Of the request only what later requests repeat, and the cell as it was typed; of the reply all that
its readers are shown. A value that was read by a schema is not kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from ..api.types import Blob, Candidate, Part, UsageMetadata
from ..attach import Sent
from ..errors import LedgerError
from ..ledger import KeptTurn, Said
from .answer import Answer
from .events import Asked, Offer, Older, Stopped
from .growing import GrowingTuple
from .reply import Reply
from .request import Origin, Request
from .turns import Turn

__all__ = ["marks_of", "said", "turn_data", "turn_from"]

_MARKS = ("is_stale", "is_aside", "is_inherited")


def marks_of(turn: Turn) -> str:
    """What a thread says of a turn that stands in it, as words."""
    return " ".join(mark.removeprefix("is_") for mark in _MARKS if getattr(turn, mark))


def said(turn: Turn) -> Said:
    """What a turn says, wherever it stands."""
    media: dict[str, bytes] = {}
    body = _without_media(turn_data(turn), media)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Said(zlib.compress(text.encode("utf-8", "surrogatepass")), media)


def turn_data(turn: Turn) -> dict[str, Any]:
    """The same as JSON, parts in the API's own words and media in base64."""
    return {
        "cell": turn.cell,
        "time": turn.time,
        "request": _of_request(turn.request),
        "reply": _of_reply(turn.reply),
    }


def turn_from(kept: KeptTurn, media: Mapping[str, bytes]) -> Turn:
    """The turn that was kept. Raises `LedgerError` where it cannot be read."""
    try:
        body = _with_media(json.loads(zlib.decompress(kept.body)), media)
        request = _request(body["request"])
        return Turn(
            request,
            _reply(body["reply"], request.sent),
            body["cell"],
            id=kept.id,
            time=body["time"],
            **{mark: mark.removeprefix("is_") in kept.marks.split() for mark in _MARKS},
        )
    except (zlib.error, ValueError, KeyError, TypeError, ValidationError) as error:
        raise LedgerError(
            f"a turn that was kept cannot be read: {type(error).__name__}; `%gemini reset` "
            "forgets the threads of this notebook"
        ) from None


def _of_request(request: Request) -> dict[str, Any]:
    known: dict[str, Any] = {
        "parts": [part.to_wire() for part in request.parts],
        "model": request.model,
        "via": request.via,
        "sent": [
            {**asdict(one), "thumbnail": Blob(data=one.thumbnail, mime_type="image/jpeg").to_wire()}
            for one in request.sent
        ],
    }
    if request.origin is not None:
        known["origin"] = asdict(request.origin)
    return known


def _request(known: Any) -> Request:
    return Request(
        parts=tuple(map(Part.model_validate, known["parts"])),
        model=known["model"],
        via=known["via"],
        sent=tuple(
            Sent(**{**one, "thumbnail": Blob.model_validate(one["thumbnail"]).data or b""})
            for one in known["sent"]
        ),
        origin=Origin(**known["origin"]) if "origin" in known else None,
    )


def _of_reply(reply: Reply) -> dict[str, Any]:
    return {
        "answers": [_of_answer(answer) for answer in reply.answers],
        "usage": None if reply.usage is None else reply.usage.to_wire(),
        "spent": [usage.to_wire() for usage in reply.spent],
        "model_version": reply.model_version,
        "response_id": reply.response_id,
        "refused": reply.refused,
        "stopped": None if reply.stopped is None else [reply.stopped.cause, reply.stopped.message],
        "durations": list(reply.durations),
        "verdicts": list(reply.verdicts),
        "asked": [reply.asked.schema, [list(offer) for offer in reply.asked.offers]],
        "rejected": reply.rejected,
        "heard": reply.heard,
        "older": None if reply.older is None else [reply.older.time, list(reply.older.changed)],
        "pictures": [picture.to_wire() for picture in reply.pictures],
    }


def _reply(known: Any, sent: tuple[Sent, ...]) -> Reply:
    schema, offers = known["asked"]
    return Reply(
        answers=tuple(_answer(answer) for answer in known["answers"]),
        usage=_usage(known["usage"]) if known["usage"] is not None else None,
        spent=tuple(map(_usage, known["spent"])),
        model_version=known["model_version"],
        response_id=known["response_id"],
        refused=known["refused"],
        stopped=None if known["stopped"] is None else Stopped(*known["stopped"]),
        durations=GrowingTuple(tuple(known["durations"])),
        verdicts=tuple(known["verdicts"]),
        asked=Asked(schema, tuple(Offer(*offer) for offer in offers)),
        rejected=known["rejected"],
        heard=known["heard"],
        older=_older(known.get("older")),
        pictures=tuple(map(Blob.model_validate, known["pictures"])),
        sent=sent,
    )


_usage = UsageMetadata.model_validate


def _older(known: Any) -> Older | None:
    return None if known is None else Older(known[0], tuple(known[1]))


def _of_answer(answer: Answer) -> dict[str, Any]:
    return {
        "parts": [part.to_wire() for part in answer.parts],
        "finish": [answer.finish_reason, answer.finish_message],
        "notes": Candidate(**answer.notes).to_wire(),
    }


def _answer(known: Any) -> Answer:
    parts = [Part.model_validate(part) for part in known["parts"]]
    notes = Candidate.model_validate(known["notes"])
    reason, message = known["finish"]
    return Answer(
        closed=GrowingTuple(tuple(parts)),
        finish_reason=reason,
        finish_message=message,
        notes={name: getattr(notes, name) for name in notes.model_fields_set},
    )


def _without_media(value: Any, media: dict[str, bytes]) -> Any:
    """The same JSON with the data of media taken out, and named by what they hold."""

    def named(blob: dict[str, Any]) -> dict[str, Any]:
        text = blob.get("data")
        if not isinstance(text, str) or "mimeType" not in blob:
            return blob
        try:
            data = base64.b64decode(text, validate=True)
        except binascii.Error:
            return blob
        if base64.b64encode(data).decode() != text:
            return blob  # in another spelling, which has to return as it came
        digest = hashlib.sha256(data).hexdigest()
        media[digest] = data
        return {**blob, "data": {"media": digest}}

    return _changed(value, named)


def _with_media(value: Any, media: Mapping[str, bytes]) -> Any:
    """The JSON as it was."""

    def filled(blob: dict[str, Any]) -> dict[str, Any]:
        data = blob.get("data")
        found = media.get(str(data.get("media"))) if isinstance(data, dict) else None
        return blob if found is None else {**blob, "data": base64.b64encode(found).decode()}

    return _changed(value, filled)


def _changed(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_changed(item, change) for item in value]
    if isinstance(value, dict):
        return {name: _changed(item, change) for name, item in change(value).items()}
    return value
