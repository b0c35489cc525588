"""chats: a conversation that remembers what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...errors import InvalidRequest
from ..body import config_from
from ..call import Call
from ..contents import contents_from
from ..continuation import first_candidate, turn_of
from ..flow import Flow
from ..generation import generated
from ..generation_stream import GenerationStream
from ..types import Content, GenerateContentConfig, GenerateContentResponse
from ..uploaded_file import with_uploads
from .base import Colour, Resource, hops, runs

__all__ = ["Chat", "Chats"]

Config = GenerateContentConfig | Mapping[str, Any] | None


class Chats(Resource[Colour]):
    """Conversations; nothing is sent before their first message."""

    def create(
        self,
        *,
        model: str,
        config: Config = None,
        history: Iterable[Content | Mapping[str, Any]] | None = None,
    ) -> Chat[Colour]:
        """A conversation, perhaps after what was said elsewhere; `history` may hold dicts."""
        return Chat(self._client, model, config_from(config), history or ())


class Chat(Resource[Colour]):
    """One conversation. Each message is sent with the history; so are signatures, verbatim.

    A turn enters the history once, when its answer is whole: of a stream that breaks, or is not
    read to its end, nothing is kept.
    """

    def __init__(
        self,
        client: Any,
        model: str,
        config: GenerateContentConfig,
        history: Iterable[Content | Mapping[str, Any]],
    ) -> None:
        super().__init__(client)
        self._model = model
        self._config = config
        given = list(history)
        self._all: list[Content] = contents_from(given) if given else []
        self._curated = _curated(self._all)

    @runs
    def send_message(self, message: Any, config: Config = None) -> Flow[GenerateContentResponse]:
        """The whole answer to a message: text, or what contents take except a whole `Content`.

        `config` stands in for that of the chat, this time. Functions are called as by
        `models.generate_content`, and enter the history with their results. Raises what that
        raises, and `InvalidRequest` for a whole history. Source: POST models/{m}:generateContent.
        """
        return self._sent(message, config)

    @hops
    def send_message_stream(self, message: Any, config: Config = None) -> GenerationStream:
        """The answer in chunks, each a delta. Source: POST models/{m}:streamGenerateContent."""
        options = self._config if config is None else config_from(config)
        return _ChatStream(self, message, options)

    def get_history(self, curated: bool = False) -> list[Content]:
        """All that was said; `curated` without answers that were empty, withheld or cut off."""
        return list(self._curated if curated else self._all)

    def _sent(self, message: Any, config: Config) -> Flow[GenerateContentResponse]:
        options = self._config if config is None else config_from(config)
        before = [*self._curated, *_message((yield from with_uploads(message)))]
        response = yield from generated(self._model, before, options)
        said = response.automatic_function_calling_history or before
        candidate = first_candidate(response)
        self._record(said, candidate.content if candidate else None, True)
        return response

    def _record(self, said: list[Content], answer: Content | None, is_finished: bool) -> None:
        """The turn: what is new in `said`, and the answer to it."""
        new: list[Content] = said[len(self._curated) :]
        is_whole = answer is not None and _is_valid(answer) and is_finished
        if answer is None or not answer.role:
            answer = Content(role="model", parts=(answer.parts if answer else None) or [])
        self._all += [*new, answer]
        if is_whole:
            self._curated += [*new, answer]


class _ChatStream(GenerationStream):
    """A streamed answer that enters the history of its chat when it has ended."""

    def __init__(self, chat: Chat[Any], message: Any, config: GenerateContentConfig) -> None:
        super().__init__(chat._model, message, config)
        self._chat = chat

    def first(self) -> Flow[Call[GenerateContentResponse]]:
        """The call that begins it, with the history before the message."""
        message = _message((yield from with_uploads(self.contents)))
        self.contents = [*self._chat._curated, *message]
        return (yield from super().first())

    def _answered(self) -> Flow[Call[GenerateContentResponse] | None]:
        call = yield from super()._answered()
        if call is None:
            self._chat._record(self.messages, turn_of(self.turn), self.is_finished)
        return call


def _message(message: Any) -> list[Content]:
    contents = contents_from(message)
    if len(contents) > 1:
        raise InvalidRequest("a message is one turn of the user; give its parts, not a history")
    return contents


def _curated(history: list[Content]) -> list[Content]:
    """The history without turns of the model that say nothing, and the questions before them."""
    kept: list[Content] = []
    for content in history:
        if content.role == "user" or _is_valid(content):
            kept.append(content)
        elif kept and kept[-1].role == "user":
            kept.pop()
    return kept


def _is_valid(content: Content) -> bool:
    """Whether there is something in each part; an empty text is valid where it is signed."""
    parts = content.parts or []
    return bool(parts) and all(part.text != "" or part.thought_signature for part in parts)
