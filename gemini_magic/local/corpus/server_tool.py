"""What a tool of the server has done, as parts of the answer, for those who ask to see it."""

import re
from collections.abc import Iterator
from typing import Any

from gemini_magic.local.answer import Part
from gemini_magic.local.request import Request
from gemini_magic.local.signature import Signer

_ID_LENGTH = 8


def invocation(
    request: Request,
    signer: Signer,
    tool_type: str,
    args: dict[str, Any] | None = None,
    response: dict[str, Any] | None = None,
) -> Iterator[Part]:
    """A `toolCall` and its `toolResponse` with one id, if the request includes invocations.

    File Search tells neither what it was asked nor what it found.
    """
    tool_config = request.body.get("toolConfig", {})
    if not tool_config.get("includeServerSideToolInvocations"):
        return
    call: dict[str, Any] = {"toolType": tool_type, **({"args": args} if args else {})}
    result = {"toolType": tool_type, **({"response": response} if response else {})}
    signed = signer.sign({"toolCall": call, "turn": len(request.contents)})
    identity = re.sub("[^a-z0-9]", "", signed.lower())[2 : 2 + _ID_LENGTH]
    yield Part({"toolCall": {**call, "id": identity}})
    yield Part({"toolResponse": {**result, "id": identity}})
