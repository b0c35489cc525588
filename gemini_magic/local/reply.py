"""From a skill's pieces to `GenerateContentResponse` chunks, and from chunks to one response.

Here, and nowhere else, output limits, stop sequences, thought budgets, usage and signatures are
applied, so every skill obeys them without knowing of them.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import Any, assert_never

from gemini_magic.local import catalog, tokens
from gemini_magic.local.answer import About, Answer, Cut, Finish, FunctionCall, Part, Text, Thought
from gemini_magic.local.grounding import Grounding
from gemini_magic.local.request import Request
from gemini_magic.local.signature import Signer
from gemini_magic.local.sound import raw
from gemini_magic.local.stops import StopScanner
from gemini_magic.local.usage import Usage

_WORDS_PER_CHUNK = 4
# A script without spaces is cut after a few signs.
_WORD = re.compile(rf"\s*(?:[{tokens.CJK}]{{1,3}}|[^\s{tokens.CJK}]+)|\s+$")
_CALLED = "Model generated function call(s)."

Wire = dict[str, Any]


class Candidate:
    """One candidate's life: `parts` runs once; afterwards `finish` says how it ended."""

    def __init__(self, request: Request, usage: Usage, signer: Signer) -> None:
        self._request = request
        self._usage = usage
        self._sign = signer.sign
        self._signs = catalog.signs(request.model)
        self._limit = request.config.get("maxOutputTokens")
        self._stops = StopScanner(request.config.get("stopSequences", ()))
        self._spent_before = usage.candidates + usage.thoughts
        self._thoughts_before = usage.thoughts
        self._text = ""  # of the text part that is open now, or that was the last
        self._parts = _PartCount()
        self._grounding: tuple[Grounding, int] | None = None
        self._text_index = 0
        self._last: Wire = {"finishReason": "STOP"}
        self._calls = 0
        self._is_over = False

    def parts(self, answer: Answer) -> Iterator[Wire]:
        for piece in answer.pieces:
            match piece:
                case Thought():
                    yield from self._thought(piece.text)
                case Text():
                    yield from self._shown(piece.text)
                case Part():
                    yield from self._whole(piece)
                case FunctionCall():
                    yield from self._call(piece)
                case Grounding():
                    yield from self._flushed()
                    said = self._text if self._parts.is_text_open else ""
                    self._grounding = piece, len(said.encode())
                    self._usage.tool_use += piece.tokens
                case About():
                    self._last |= piece.fields
                    self._usage.tool_use += piece.tool_tokens
                case Cut():
                    self._end("MAX_TOKENS")
                case Finish():
                    yield from self._flushed()
                    self._end(piece.reason, piece.message)
                case _:
                    assert_never(piece)
            if self._stops.stopped or self._is_over:
                return
        yield from self._flushed()

    def finish(self) -> Wire:
        """What the candidate's last chunk holds: reason, and for signing models a signature."""
        last = dict(self._last)
        if self._calls:
            last.setdefault("finishMessage", _CALLED)
        if self._grounding is not None:
            grounding, start = self._grounding
            last["groundingMetadata"] = grounding.to_wire(self._text, self._text_index, start)
        if self._parts.is_text_open and not self._calls and self._signs:
            last["content"] = _content(self._seal())
        elif self._text or self._calls:
            last["content"] = _content({"text": ""})
        return last

    def _end(self, reason: str, message: str = "") -> None:
        self._is_over = True
        self._last["finishReason"] = reason
        if message:
            self._last["finishMessage"] = message

    def _seal(self) -> Wire:
        """An empty part that signs the text before it, however that was cut."""
        return {"text": "", "thoughtSignature": self._sign({"text": self._text})}

    def _thought(self, text: str) -> Iterator[Wire]:
        text = f"{text}\n\n"
        cost = tokens.count_text(text)
        budget = self._request.thought_budget
        spent = self._usage.thoughts - self._thoughts_before
        if budget is not None and spent + cost > budget:
            return
        if not self._has_room(cost):
            self._end("MAX_TOKENS")
            return
        self._usage.thoughts += cost
        if self._request.thinking.get("includeThoughts"):
            yield self._parts.counted({"text": text, "thought": True})

    def _shown(self, text: str) -> Iterator[Wire]:
        yield from self._groups(self._stops.feed(text))

    def _groups(self, text: str) -> Iterator[Wire]:
        for group in _word_groups(text):
            fitting = self._fitting(group)
            if fitting:
                self._text = self._text + fitting if self._parts.is_text_open else fitting
                self._usage.add_text(fitting)
                yield self._parts.counted({"text": fitting})
                self._text_index = self._parts.last
            if len(fitting) < len(group):
                self._end("MAX_TOKENS")
                return

    def _fitting(self, text: str) -> str:
        """As many words of the text as the output limit leaves room for."""
        if self._has_room(tokens.count_text(text)):
            return text
        fitting = ""
        for word in re.findall(r"\s*\S+\s*", text):
            if not self._has_room(tokens.count_text(fitting + word)):
                break
            fitting += word
        return fitting

    def _flushed(self) -> Iterator[Wire]:
        yield from self._groups(self._stops.flush())

    def _whole(self, piece: Part) -> Iterator[Wire]:
        yield from self._flushed()
        part = piece.wire
        modality, estimate = tokens.count_part(part)
        cost = estimate if piece.tokens is None else piece.tokens
        if self._is_over or not self._has_room(cost):
            self._end("MAX_TOKENS")
            return
        if self._parts.is_text_open and self._signs:
            yield self._seal()
        self._usage.add_media(modality, cost)
        signature = {"thoughtSignature": self._sign(part)} if self._signs else {}
        yield self._parts.counted({**part, **signature})

    def _call(self, call: FunctionCall) -> Iterator[Wire]:
        yield from self._flushed()
        wire: Wire = {"name": call.name, "args": call.args}
        self._usage.add_call(wire)
        identity = self._sign({"call": wire, "position": self._calls})
        wire = {"id": f"call_{re.sub('[^a-z0-9]', '', identity.lower())[2:14]}", **wire}
        part: Wire = {"functionCall": wire}
        if self._calls == 0 and self._signs:
            part["thoughtSignature"] = self._sign(part)
        self._calls += 1
        yield self._parts.counted(part)

    def _has_room(self, cost: int) -> bool:
        spent = self._usage.candidates + self._usage.thoughts - self._spent_before
        return self._limit is None or spent + cost <= self._limit


class _PartCount:
    """Which place a part will have once the chunks are joined."""

    def __init__(self) -> None:
        self.last = -1
        self._kind = ""

    @property
    def is_text_open(self) -> bool:
        return self._kind == "text"

    def counted(self, part: Wire) -> Wire:
        kind = "thought" if part.get("thought") else "text" if "text" in part else ""
        self.last += not kind or kind != self._kind
        self._kind = kind
        return part


def chunks(
    request: Request, answers: Iterable[Answer], response_id: str, signer: Signer
) -> Generator[Wire]:
    """One chunk per piece shown, candidate after candidate; closing it stops the answers."""
    usage = Usage(request)
    envelope: Wire = {"modelVersion": catalog.RULES, "responseId": response_id}
    for index, answer in enumerate(answers):
        envelope["modelVersion"] = answer.model
        candidate = Candidate(request, usage, signer)
        with closing(_as_generator(answer.pieces)) as pieces:
            for part in candidate.parts(Answer(pieces, answer.model)):
                shown = {"content": _content(part), "index": index}
                yield {"candidates": [shown], "usageMetadata": usage.to_wire(), **envelope}
        last = {**candidate.finish(), "index": index}
        yield {"candidates": [last], "usageMetadata": usage.to_wire(), **envelope}


def blocked(request: Request, feedback: Wire, response_id: str) -> Wire:
    """The only chunk for a prompt that is not answered: it has no candidates."""
    usage = Usage(request).to_wire()
    envelope = {"modelVersion": catalog.RULES, "responseId": response_id}
    return {"promptFeedback": feedback, "usageMetadata": usage, **envelope}


def whole(parts: Iterable[Wire]) -> Wire:
    """The one response that a stream of chunks adds up to."""
    response: Wire = {}
    candidates: dict[int, Wire] = {}
    for chunk in parts:
        response = {**response, **chunk}
        for delta in chunk.get("candidates", ()):
            candidate = candidates.setdefault(delta["index"], {"content": {"role": "model"}})
            for part in delta.get("content", {}).get("parts", ()):
                _append(candidate["content"].setdefault("parts", []), part)
            candidate.update({k: v for k, v in delta.items() if k != "content"})
    for content in (candidate["content"] for candidate in candidates.values()):
        if "parts" in content:
            content["parts"] = raw.joined(content["parts"])
    if candidates:
        response["candidates"] = [candidates[index] for index in sorted(candidates)]
    return response


def _append(parts: list[Wire], part: Wire) -> None:
    """Joins text to text of the same kind; an empty last part only hands over its signature."""
    last = parts[-1] if parts else {}
    if "text" in part and "text" in last and part.get("thought") == last.get("thought"):
        last["text"] += part["text"]
        if "thoughtSignature" in part:
            last["thoughtSignature"] = part["thoughtSignature"]
    elif part.get("text") != "" or "thoughtSignature" in part:
        parts.append(dict(part))


def _word_groups(text: str) -> Iterator[str]:
    words = _WORD.findall(text)
    for start in range(0, len(words), _WORDS_PER_CHUNK):
        yield "".join(words[start : start + _WORDS_PER_CHUNK])


def _content(part: Wire) -> Wire:
    return {"parts": [part], "role": "model"}


def _as_generator(pieces: Iterable[Any]) -> Generator[Any]:
    yield from pieces
