"""Talk: one turn with a Live model, which hears and answers aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..api.body import config_from
from ..api.types import PrebuiltVoiceConfig, SpeechConfig, VoiceConfig
from ..attach import Terms, attachment_from
from ..catalog import newest
from ..chat import Approval, Approver, Reply, Request
from ..session import current
from ..tools import tools_from

__all__ = ["talk", "talk_request"]


def talk(
    *said: Any,
    model: str | None = None,
    system: str = "",
    voice: str | None = None,
    tools: Sequence[Any] = (),
    thread: str | None = None,
    approve: Approval | Approver | None = None,
    config: Any = None,
) -> Reply:
    """Say it, and hear: `talk("What is that bird?", "bird.wav").audio.save("answer.wav")`.

    `said` is text and sound: a WAV file, (rate, samples), another reply's `.audio`. The reply's
    `.text` is what the model said, `.heard` what it understood. A `thread` goes on where it was.
    """
    attachments = [attachment_from(item, Terms()) for item in said]
    request = Request(
        parts=tuple(part for one in attachments for part in one.parts),
        sent=tuple(sent for one in attachments for sent in one.sent),
        model=model or "",
        system=system,
        tools=tools_from(tools),
        approve=approve,
        config=config or {},
    )
    return current().send(talk_request(request, voice=voice), thread=thread).finish()


def talk_request(request: Request, *, voice: str | None = None) -> Request:
    """The same request for a Live session, with the newest model for it if it names none."""
    config = config_from(request.config).model_copy()
    if voice:
        prebuilt = PrebuiltVoiceConfig(voice_name=voice)
        config.speech_config = SpeechConfig(
            voice_config=VoiceConfig(prebuilt_voice_config=prebuilt)
        )
    return replace(request, via="live", model=request.model or newest("live"), config=config)
