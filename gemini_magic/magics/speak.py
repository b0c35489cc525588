"""`%%gemini speak`: the cell's text as sound."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from ..chat import Reply
from ..errors import InvalidRequest
from ..tasks.speech import speech_request
from .cell_error import cell_errors
from .run import requested, send

__all__ = ["run_cell", "save_sound"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Speak. The reply, with its `audio`, is in `_`."""
    with cell_errors():
        request = speech_request(
            requested(shell, arguments, cell),
            voice=arguments.voice,
            voices=_voices(arguments.voices),
        )
        arguments.no_history = True  # these models know no conversation
        send(shell, arguments, request, lambda reply: save_sound(reply, arguments.save))


def _voices(text: str | None) -> dict[str, str]:
    """{"Ann": "Kore", "Bob": "Puck"} from "Ann=Kore,Bob=Puck"."""
    voices = {}
    for pair in (text or "").split(",") if text else ():
        speaker, equals, voice = pair.partition("=")
        if not (equals and speaker.strip() and voice.strip()):
            raise InvalidRequest(f"--voices {text!r} is not NAME=VOICE,NAME=VOICE")
        voices[speaker.strip()] = voice.strip()
    return voices


def save_sound(reply: Reply, path: str | None) -> None:
    """Write what `--save` asks for."""
    if not path:
        return
    if reply.audio is None:
        raise InvalidRequest(f"{path} was not written: the reply holds no sound")
    reply.audio.save(Path(path).expanduser())
