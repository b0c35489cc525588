"""Other ends of an answer than its own: those that a fault asks for, and pauses to continue from.

A continuation token says how much has been shown; it is signed, and bound to the request that it
came with. The engine answers the same request alike, so it makes the answer anew and goes on.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

from gemini_magic.local.answer import About, Answer, Cut, Finish, Piece, Text
from gemini_magic.local.grounding import Grounding
from gemini_magic.local.request import Request
from gemini_magic.local.signature import Signer
from gemini_magic.local.wire.errors import InvalidArgument, Violation

_WORDS_BEFORE_CUT = 5
_MESSAGES = {
    "MALFORMED_FUNCTION_CALL": "Malformed function call: the local engine was asked for one.",
}


def ended(answer: Answer, reason: str) -> Answer:
    """The answer as it looks when it ends for this reason; only a cut one shows its beginning."""
    return replace(answer, pieces=_ended(answer, reason))


def _ended(answer: Answer, reason: str) -> Iterator[Piece]:
    if reason == "MAX_TOKENS":
        for piece in answer.pieces:
            if isinstance(piece, Text):
                yield Text("".join(re.findall(r"\s*\S+", piece.text)[:_WORDS_BEFORE_CUT]))
                break
        yield Cut()
    yield Finish(reason, _MESSAGES.get(reason, ""))


def shown_before(request: Request, signer: Signer) -> int:
    """How many characters of the answer the client has, by the token that it sends back."""
    token = request.body.get("continuationToken")
    if not token:
        return 0
    padded = token.translate(str.maketrans("-_", "+/")) + "=" * (-len(token) % 4)
    try:
        shown, _, signature = base64.b64decode(padded).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        shown = signature = ""
    known = re.fullmatch(r"[0-9]{1,9}", shown) and signer.is_of(
        signature, _signed(request, int(shown))
    )
    if not known:
        text = "continuation_token was not made for this request by this engine."
        raise InvalidArgument(text, [Violation("continuation_token", text)])
    return int(shown)


def continued(
    request: Request, answer: Answer, before: int, room: int | None, signer: Signer
) -> Answer:
    """The answer from a character on, and where `room` is less than the rest, a token for that."""
    if not before and room is None:
        return answer
    return replace(answer, pieces=_continued(request, answer, before, room, signer))


def _continued(
    request: Request, answer: Answer, before: int, room: int | None, signer: Signer
) -> Iterator[Piece]:
    at = 0
    for piece in answer.pieces:
        if not isinstance(piece, Text):
            # The bytes that citations count are those of the whole text, which is not here.
            if at >= before and not isinstance(piece, Grounding):
                yield piece
            continue
        begin = max(0, before - at)
        shown = piece.text[begin:]
        left = len(shown) if room is None else room - max(0, at - before)
        if shown:
            yield Text(shown[:left])
        if left < len(shown):
            end = max(at, before) + left
            said = f"{end}:{signer.sign(_signed(request, end))}"
            token = base64.b64encode(said.encode()).decode("ascii")
            yield About({"continuationToken": token})
            yield Finish("CONTINUATION")
            return
        at += len(piece.text)


def _signed(request: Request, shown: int) -> dict[str, object]:
    body = {name: value for name, value in request.body.items() if name != "continuationToken"}
    return {"shown": shown, "request": body}
