"""One session: what follows from each message of the client, and from the end of each answer."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from gemini_magic.local.live.activity import Activity
from gemini_magic.local.live.calls import Calls
from gemini_magic.local.live.conversation import Conversation
from gemini_magic.local.live.ear import Ear, Said
from gemini_magic.local.live.handles import Handles
from gemini_magic.local.live.setup import Setup
from gemini_magic.local.request import Request
from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

_MOST_WAITING = 8
_ROLES = frozenset({"", "user", "model"})


@dataclass(frozen=True)
class Say:
    """Send a message."""

    message: Wire


@dataclass(frozen=True)
class Begin:
    """Answer what the user has said, or the conversation as it stands."""

    said: Said | None


@dataclass(frozen=True)
class Stop:
    """Stop the answer which is being given, and drop what of it was not sent."""


Effect: TypeAlias = Say | Begin | Stop


class Session:
    """Whoever carries out `Begin` calls `understand`, `request`, `saying` and at last `over`."""

    def __init__(self, setup: Setup, handles: Handles, new_id: Callable[[], str]) -> None:
        self.setup = setup
        self._handles = handles
        self._new_id = new_id
        handle = (setup.resumption or {}).get("handle")
        self._conversation = handles.conversation(handle) if handle else Conversation()
        self._ear = Ear(setup)
        self._calls = Calls()
        self._waiting: deque[Said] = deque(maxlen=_MOST_WAITING)
        self._takes_history = setup.begins_with_history and not handle
        self._is_answering = False
        self._said_so_far = ""
        self._consumed = 0

    def hear(self, frame: Wire) -> list[Effect]:
        """Takes a message; `InvalidArgument` ends the session."""
        self._consumed += 1
        effects: list[Effect] = []
        for name, value in frame.items():
            effects += self._HEARS[name](self, value)
        return effects + self._resumable()

    def understand(self, said: Said, heard: str | None) -> Iterator[Say]:
        """Adds what the user has said to the conversation; `heard` is the text of its sound."""
        parts = [*said.parts]
        typed = " ".join(part["text"] for part in said.parts if "text" in part)
        if heard:
            parts.append({"text": heard})
        elif said.sound is not None and not typed:
            parts.append({"text": f"[{said.sound.seconds:.1f} s of sound]"})
        if self.setup.transcribes_input and (text := heard or typed):
            yield Say({"serverContent": {"inputTranscription": {"text": text, "finished": True}}})
        self._conversation.add({"role": "user", "parts": parts})

    def request(self) -> Request:
        """What to ask the engine now."""
        if self.setup.window is not None:
            self._conversation.shorten(*self.setup.window)
        return self.setup.request([*self._conversation.contents])

    def saying(self, text: str) -> None:
        """A piece of the answer goes out now."""
        self._said_so_far += text

    def over(self, calls: list[Wire], usage: Wire) -> list[Effect]:
        """The answer has been given whole; `calls` are the function calls at its end."""
        self._is_answering = False
        calls = [{**call, "id": f"function-call-{self._new_id()}"} for call in calls]
        self._remember([{"functionCall": call} for call in calls])
        effects: list[Effect] = []
        for call in calls:
            self._calls.made(call, is_blocking=self.setup.is_blocking(call["name"]))
        if calls:
            effects.append(Say({"toolCall": {"functionCalls": calls}}))
        if self._calls.are_awaited:
            return effects
        effects.append(Say({"serverContent": {"generationComplete": True}}))
        effects.append(Say({"serverContent": {"turnComplete": True}, "usageMetadata": usage}))
        return [*effects, *self._next()]

    def _client_content(self, content: Wire) -> Iterator[Effect]:
        if self._is_busy:
            yield from self._interrupt()
        for i, turn in enumerate(content.get("turns", ())):
            field = f"client_content.turns[{i}]"
            if not turn.get("parts"):
                raise InvalidArgument(f"{field}.parts must not be empty.")
            if turn.get("role", "") not in _ROLES:
                raise InvalidArgument(f"{field}.role: please use a valid role: user, model.")
            self._conversation.add({"role": "user", **turn})
        if not content.get("turnComplete"):
            return
        if self._takes_history:
            self._takes_history = False
        elif not self._conversation.contents:
            raise InvalidArgument("client_content.turns is empty, and nothing was said before.")
        else:
            yield self._begin(None)

    def _realtime_input(self, realtime: Wire) -> Iterator[Effect]:
        for event in self._ear.hear(realtime):
            if isinstance(event, Said):
                yield from self._ask(event)
                continue
            if self.setup.tells_activity:
                yield Say(self._activity(event))
            if event is Activity.STARTED and self._is_busy and self.setup.is_interruptible:
                yield from self._interrupt()

    def _tool_response(self, response: Wire) -> Iterator[Effect]:
        was_awaited = self._calls.are_awaited
        unawaited = self._calls.answered(response.get("functionResponses", ()))
        if was_awaited and (results := self._calls.results()):
            self._conversation.add(_returned(results))
            yield self._begin(None)
        for result in unawaited:
            match result.get("scheduling"):
                case "SILENT":
                    self._conversation.add(_returned([result]))
                    continue
                case "INTERRUPT" if self._is_busy:
                    yield from self._interrupt()
            yield from self._ask(Said(_returned([result])["parts"]))

    def _context_update(self, update: Wire) -> Iterator[Effect]:
        self.setup = self.setup.updated(update)
        yield from ()

    @property
    def _is_busy(self) -> bool:
        return self._is_answering or self._calls.are_awaited

    def _ask(self, said: Said) -> Iterator[Effect]:
        if self._is_busy:
            self._waiting.append(said)
        else:
            yield self._begin(said)

    def _begin(self, said: Said | None) -> Begin:
        self._is_answering = True
        return Begin(said)

    def _next(self) -> list[Effect]:
        return [self._begin(self._waiting.popleft())] if self._waiting else self._resumable()

    def _interrupt(self) -> Iterator[Effect]:
        if self._is_answering:
            yield Stop()
            self._remember([])
        self._is_answering = False
        if ids := self._calls.cancel():
            self._conversation.take_back_calls(ids)
            yield Say({"toolCallCancellation": {"ids": ids}})
        yield Say({"serverContent": {"interrupted": True}})
        yield Say({"serverContent": {"turnComplete": True}})

    def _remember(self, calls: list[Wire]) -> None:
        text, self._said_so_far = self._said_so_far, ""
        parts = [*([{"text": text}] if text else []), *calls]
        if parts:
            self._conversation.add({"role": "model", "parts": parts})

    def _resumable(self) -> list[Effect]:
        """A handle, if one was asked for and nothing is going on that it would miss."""
        resumption = self.setup.resumption
        if resumption is None or self._is_busy or self._calls.are_open or self._waiting:
            return []
        handle = self._handles.keep(self._conversation, self._new_id)
        update: Wire = {"newHandle": handle, "resumable": True}
        if resumption.get("transparent"):
            update["lastConsumedClientMessageIndex"] = str(self._consumed)
        return [Say({"sessionResumptionUpdate": update})]

    def _activity(self, activity: Activity) -> Wire:
        offset = f"{self._ear.heard_seconds:.3f}s"
        told = {"voiceActivityType": f"ACTIVITY_{_ENDS[activity]}", "audioOffset": offset}
        return {"voiceActivity": told}

    _HEARS: ClassVar[dict[str, Callable[[Any, Wire], Iterator[Effect]]]] = {
        "clientContent": _client_content,
        "realtimeInput": _realtime_input,
        "toolResponse": _tool_response,
        "contextUpdate": _context_update,
    }


_ENDS = {Activity.STARTED: "START", Activity.ENDED: "END"}


def _returned(results: list[Wire]) -> Wire:
    return {"role": "user", "parts": [{"functionResponse": result} for result in results]}
