"""The voice panel: speak to a Live model from the notebook, and hear it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import traitlets

from ..api.audio import Audio
from ..api.types import FunctionCall
from ..chat import Approval, Approver, Decision, Reply, Request
from ..chat.approval import spelled
from ..chat.live.conversation import Conversation
from ..chat.live.spoken_turn import SpokenTurn
from ..render import MimeBundle, without_controls
from ..session import current
from ..tasks.talk import talk_request
from ..tools import tools_from
from .panel import Panel, source
from .transcript import transcript

__all__ = ["VoicePanel", "voice"]

THREAD = "voice"
_SECONDS_TO_APPROVE = 120.0


def voice(
    model: str | None = None,
    *,
    system: str = "",
    voice: str | None = None,
    tools: Sequence[Any] = (),
    approve: Approval | Approver = "auto",
    thread: str = THREAD,
    hands_free: bool = False,
    config: Any = None,
) -> VoicePanel:
    """A panel to speak to a Live model: `panel = gm.panel.voice(voice="Kore")`, then `panel`.

    Hold the button and speak; with `hands_free` the service hears where you begin and end. The
    conversation is in `panel.turns`, `.text`, `.audio` and `.rows`, and in `thread`.
    """
    request = Request(
        (),
        model=model or "",
        system=system,
        tools=tools_from(tools),
        approve=approve,
        config=config or {},
    )
    return VoicePanel(talk_request(request, voice=voice), thread=thread, hands_free=hands_free)


class VoicePanel(Panel):
    """Made by `voice`. What the panel shows are `turns`; `freeze` keeps them in the notebook."""

    _esm = source("panel.js", "speaker.js", "microphone.js", "turns.js", "voice.js")
    _css = source("panel.css", "voice.css")
    hands_free = traitlets.Bool(False).tag(sync=True)
    model = traitlets.Unicode("").tag(sync=True)

    def __init__(self, request: Request, *, thread: str, hands_free: bool = False) -> None:
        super().__init__(hands_free=hands_free)
        self._asked: dict[str, _Question] = {}
        session = current()
        self.conversation: Conversation = session.converse(
            request, self, thread=thread, hands_free=hands_free
        )
        self.model = f"{request.model}{' · local engine, not Gemini' if session.is_local else ''}"

    # What the conversation was.

    @property
    def turns(self) -> list[SpokenTurn]:
        """The turns that have ended."""
        return list(self.conversation.turns)

    @property
    def text(self) -> str:
        """The conversation as text."""
        return "\n\n".join(f"you: {turn.said}\nmodel: {turn.text}" for turn in self.turns)

    @property
    def audio(self) -> Audio | None:
        """All that the model said, in one; `numpy.asarray` of it are the samples."""
        sounds = [turn.audio for turn in self.turns if turn.audio is not None]
        if not sounds:
            return None
        return Audio(b"".join(sound.data for sound in sounds), sounds[0].mime_type)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The turns as rows of a table: `pandas.DataFrame(panel.rows)`."""
        return [turn.row for turn in self.turns]

    @property
    def questions(self) -> list[str]:
        """The names of calls that wait for the user's word."""
        return list(self._asked)

    # What the conversation tells.

    def stands(self, state: str, why: str = "") -> None:
        """See `View`."""
        if not self.is_frozen:
            self.stand(state, why)

    def grows(self, number: int, said: str, reply: Reply) -> None:
        """See `View`."""
        spoken = reply.heard.strip() or ("(speech)" if reply.is_finished else "")
        self.tell(f"{number}.you", without_controls(said or spoken))
        self.tell(f"{number}.model", without_controls(reply.text))
        self.tell(f"{number}.note", _note(reply))
        if reply.is_finished:
            self.send({"kind": "done"})

    def sounds(self, number: int, pcm: bytes) -> None:
        """See `View`."""
        self.send({"kind": "sound", "turn": number}, buffers=[pcm])

    def hushes(self) -> None:
        """See `View`."""
        self.send({"kind": "hush"})

    def approves(self, call: FunctionCall, *, may_last: bool) -> Decision:
        """See `View`. Nobody's answer within two minutes is no."""
        question = _Question()
        name = uuid.uuid4().hex
        self._asked[name] = question
        asked = {"kind": "ask", "name": name, "call": spelled(call), "may_last": may_last}
        self.send(asked)
        try:
            if not question.is_answered.wait(_SECONDS_TO_APPROVE):
                return Decision("denied", "nobody has answered")
        finally:
            del self._asked[name]
            self.send({"kind": "asked", "name": name})
        return question.decision

    # What the browser tells.

    def _begin(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self.send({"kind": "heard"})
        self.conversation.begin_speech()

    def _sound(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self.conversation.hear(b"".join(bytes(buffer) for buffer in buffers))

    def _finish(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self.conversation.end_speech()

    def _say(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self.send({"kind": "heard"})
        self.conversation.say(content["text"])

    def _hush(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self.send({"kind": "heard"})
        self.conversation.hush()

    def _decide(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        if (question := self._asked.get(content["name"])) is not None:
            question.answer(content["verdict"] == "approved", bool(content.get("lasts")))

    hears: ClassVar = {
        "begin": _begin,
        "sound": _sound,
        "finish": _finish,
        "say": _say,
        "hush": _hush,
        "decide": _decide,
    }

    # How it ends.

    def rest(self) -> None:
        """Nobody looks or listens: the connection is put down, the conversation stays."""
        if not self.is_frozen:
            self.conversation.rest()

    def leave(self) -> None:
        """End the session."""
        for question in list(self._asked.values()):
            question.answer(False, False)
        self.conversation.close()

    def still(self) -> MimeBundle:
        """The transcript."""
        return transcript(self.turns, self.place.media)


class _Question:
    """A call that waits for a person's word."""

    def __init__(self) -> None:
        self.is_answered = threading.Event()
        self.decision = Decision("denied")

    def answer(self, is_approved: bool, lasts: bool) -> None:
        self.decision = Decision("approved" if is_approved else "denied", lasts=lasts)
        self.is_answered.set()


def _note(reply: Reply) -> str:
    """What a listener cannot hear: calls of functions, and how it ended."""
    calls = [f"{spelled(call)}" for call in reply.function_calls]
    if reply.stopped is not None:
        calls.append("interrupted" if reply.stopped.cause == "interrupted" else "broke off")
    return without_controls(" · ".join(calls))
