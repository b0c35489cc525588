"""The setup of a session: what it was opened with, checked, and what it says about each turn."""

from dataclasses import dataclass, replace
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.live.conversation import WINDOW
from gemini_magic.local.request import Request, request_from
from gemini_magic.local.sound import voices
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, Violation, unknown_model

Wire = dict[str, Any]

_METHOD = "bidiGenerateContent"
# How the answer sounds is the session's affair; the engine is asked for text.
_OF_THE_SESSION = frozenset(
    {"responseModalities", "speechConfig", "enableAffectiveDialog", "translationConfig"}
)
_FUNCTIONS = "functionDeclarations"
_ANY_CONTENTS = [{"role": "user", "parts": [{"text": "?"}]}]


@dataclass(frozen=True)
class Setup:
    """`wire` is in camelCase; `model` is the id as the user wrote it."""

    model: str
    wire: Wire

    @property
    def speaks(self) -> bool:
        """Whether answers are sound; otherwise they are text."""
        return self._modalities[0] == "AUDIO"

    @property
    def voice(self) -> str | None:
        config = self._generation_config.get("speechConfig", {}).get("voiceConfig", {})
        name: str | None = config.get("prebuiltVoiceConfig", {}).get("voiceName")
        return name or config.get("voice")

    @property
    def language(self) -> str:
        language: str = self._generation_config.get("speechConfig", {}).get("languageCode", "")
        return language

    @property
    def detection(self) -> Wire:
        detection: Wire = self._realtime.get("automaticActivityDetection", {})
        return detection

    @property
    def is_interruptible(self) -> bool:
        """Whether the model stops speaking when the user begins to."""
        return self._realtime.get("activityHandling") != "NO_INTERRUPTION"

    @property
    def hears_silence(self) -> bool:
        """Whether a turn includes the sound around the activity."""
        return self._realtime.get("turnCoverage") == "TURN_INCLUDES_ALL_INPUT"

    @property
    def transcribes_input(self) -> bool:
        return "inputAudioTranscription" in self.wire

    @property
    def transcribes_output(self) -> bool:
        return "outputAudioTranscription" in self.wire

    @property
    def tells_activity(self) -> bool:
        told: bool = self.wire.get("explicitVadSignal", False)
        return told

    @property
    def resumption(self) -> Wire | None:
        """How the session may go on over another connection; None if it may not."""
        return self.wire.get("sessionResumption")

    @property
    def begins_with_history(self) -> bool:
        history: Wire = self.wire.get("historyConfig", {})
        return history.get("initialHistoryInClientContent", False) is True

    @property
    def window(self) -> tuple[int, int] | None:
        """Beyond how many tokens the conversation is cut, and to how many; None for never."""
        compression = self.wire.get("contextWindowCompression")
        if compression is None:
            return None
        limit = WINDOW
        trigger = compression.get("triggerTokens") or limit * 4 // 5
        return trigger, compression.get("slidingWindow", {}).get("targetTokens") or trigger // 2

    def request(self, contents: list[Wire]) -> Request:
        """What the engine is asked for the next turn of this conversation."""
        config = self._generation_config.items()
        body: Wire = {
            "contents": contents,
            "generationConfig": {k: v for k, v in config if k not in _OF_THE_SESSION},
        }
        for name in ("systemInstruction", "tools", "safetySettings", "labels"):
            if name in self.wire:
                body[name] = self.wire[name]
        return Request(self.model, body)

    def updated(self, update: Wire) -> "Setup":
        """With another system instruction or other tools."""
        wire = dict(self.wire)
        if "systemInstruction" in update:
            wire["systemInstruction"] = update["systemInstruction"]
        if "tools" in update:
            wire["tools"] = update["tools"].get("tools", [])
        return _checked(replace(self, wire=wire))

    def is_blocking(self, function: str) -> bool:
        """Whether the model waits for what a function returns."""
        behaviours = {
            declaration.get("name"): declaration.get("behavior")
            for tool in self.wire.get("tools", ())
            for declaration in tool.get(_FUNCTIONS, ())
        }
        return behaviours.get(function) != "NON_BLOCKING"

    @property
    def _generation_config(self) -> Wire:
        config: Wire = self.wire.get("generationConfig", {})
        return config

    @property
    def _modalities(self) -> list[str]:
        return self._generation_config.get("responseModalities") or ["AUDIO"]

    @property
    def _realtime(self) -> Wire:
        realtime: Wire = self.wire.get("realtimeInputConfig", {})
        return realtime


def setup_from(wire: Wire, version: str) -> Setup:
    """The setup in a message that was read, or `ApiError`."""
    name = wire.get("model", "")
    model_id = name.removeprefix("models/")
    if not name:
        raise InvalidArgument("* BidiGenerateContentRequest.setup.model: model is not specified")
    model = catalog.find(model_id) if "/" not in model_id else None
    if model is None or _METHOD not in model.methods:
        raise unknown_model(model_id, version, _METHOD)
    return _checked(Setup(model_id, wire))


def _checked(setup: Setup) -> Setup:
    modalities = setup._modalities
    if len(modalities) > 1:
        raise InvalidArgument(
            "At most one response modality can be specified in the setup request. For text beside "
            "audio use output_audio_transcription."
        )
    if modalities[0] not in ("AUDIO", "TEXT"):
        text = f"response_modalities is {modalities[0]!r}; a Live session has AUDIO or TEXT."
        raise InvalidArgument(text, [Violation("setup.generation_config", text)])
    if voices.find(setup.voice) is None:
        raise InvalidArgument(voices.unknown(str(setup.voice)))
    for name in ("prefixPaddingMs", "silenceDurationMs"):
        if setup.detection.get(name, 0) < 0:
            raise InvalidArgument(f"{name} is {setup.detection[name]}; it must not be negative.")
    if (window := setup.window) is not None and not 0 < window[1] <= window[0]:
        raise InvalidArgument(
            f"context_window_compression cuts to {window[1]} tokens beyond {window[0]}; it must "
            "cut to fewer, and more than none."
        )
    body = setup.request(_ANY_CONTENTS).body
    tools = body.get("tools", ())
    try:
        # Unlike one request, a session may have functions beside the tools that run at Google.
        for held in (_FUNCTIONS.__eq__, _FUNCTIONS.__ne__):
            kept = [{name: tool[name] for name in tool if held(name)} for tool in tools]
            request_from({**body, "tools": kept}, setup.model)
    except ApiError as error:
        raise InvalidArgument(error.message) from error
    return setup
