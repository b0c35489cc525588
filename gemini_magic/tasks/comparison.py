"""Comparison: the same prompts to several models, or several prompts to one, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from ..api.contents import part_from
from ..api.types import Part
from ..chat import Reply, ReplyStream, Request
from ..chat.running import RunningReply
from ..errors import InvalidRequest
from ..ledger import About
from ..render import MimeBundle
from ..render.side_by_side import Column, side_by_side
from ..session import current
from ..settings import CacheMode
from .difference import difference
from .together import AT_ONCE, Together
from .word_diff import marked, word_diff

__all__ = ["Comparison", "Entrant", "compare", "comparison_of"]


class Entrant(NamedTuple):
    """One question and its reply so far. Times are in seconds; to the first chunk, and in all."""

    title: str
    request: Request
    reply: Reply
    first_seconds: float | None
    seconds: float | None

    def facts(self, *, times: bool = True) -> str:
        """Times, tokens and cost, for people."""
        if self.seconds is None:
            return "…"
        cost = self.reply.cost
        price = "cost unknown" if cost is None else f"${cost.dollars:.6f}"
        usage = self.reply.total_usage
        first = "" if self.first_seconds is None else f"first after {self.first_seconds:.1f} s"
        facts = [
            *([f"{self.seconds:.1f} s", first] if times else ()),
            f"{usage.total_token_count} tokens" if usage and usage.total_token_count else "",
            "" if self.reply.is_local else price,
        ]
        return " · ".join(fact for fact in facts if fact)

    @property
    def row(self) -> dict[str, Any]:
        """The same as a row of a table; `cost` is in US dollars, None where it is unknown."""
        usage, cost = self.reply.total_usage, self.reply.cost
        stopped = self.reply.stopped
        return {
            "model": self.request.model,
            "prompt": "".join(part.text or f"[{part.kind}]" for part in self.request.parts),
            "text": self.reply.text,
            "first_seconds": self.first_seconds,
            "seconds": self.seconds,
            "tokens_in": usage.prompt_token_count if usage else None,
            "tokens_out": usage.candidates_token_count if usage else None,
            "cost": cost.dollars if cost else None,
            "error": stopped.message or stopped.cause if stopped else self.reply.refused,
        }


@dataclass(frozen=True)
class Comparison:
    """What several answered. An answer that failed or was stopped is kept as far as it came."""

    entrants: tuple[Entrant, ...]

    @property
    def replies(self) -> list[Reply]:
        """The replies in the order of the columns."""
        return [entrant.reply for entrant in self.entrants]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A row for each reply: `pandas.DataFrame(comparison.rows)` is the table."""
        return [entrant.row for entrant in self.entrants]

    def diff(self, first: int = 0, second: int = 1) -> str:
        """What the second text has and the first has not: [-removed-] and {+added+} words."""
        texts = [self.entrants[at].reply.text for at in (first, second)]
        return marked(word_diff(*texts))

    def columns(self, *, times: bool = True) -> list[Column]:
        """The replies with their titles and facts, to be shown."""
        return [Column(one.title, one.reply, one.facts(times=times)) for one in self.entrants]

    def bundle(self, *, times: bool = True) -> MimeBundle:
        """The columns and the difference; without `times` they stand in the metadata alone."""
        seconds = [[one.first_seconds, one.seconds] for one in self.entrants]
        shown = side_by_side(self.columns(times=times), difference(self.replies))
        return replace(shown, metadata={"seconds": seconds})

    def __len__(self) -> int:
        return len(self.entrants)

    def __repr__(self) -> str:
        return f"<Comparison of {' and '.join(entrant.title for entrant in self.entrants)}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.bundle().data


def compare(
    prompts: Any,
    models: Sequence[str] = (),
    *,
    system: str = "",
    temperature: float | None = None,
    think: str | int | None = None,
    at_once: int = AT_ONCE,
    cache: CacheMode | None = None,
    config: Any = None,
) -> Comparison:
    """Ask each model each prompt: `compare("Why is the sky blue?", ["gemini-…", "gemini-…"])`.

    `prompts` is one prompt or a list of them; a prompt is text, or a tuple of text and media.
    `rows` of the result has texts, times, tokens and cost.
    """
    listed = prompts if isinstance(prompts, list) else [prompts]
    requests = [
        Request(
            parts=tuple(map(part_from, prompt if isinstance(prompt, tuple) else (prompt,))),
            model=model,
            system=system,
            temperature=temperature,
            think=think,
            cache=cache,
            config=config or {},
        )
        for prompt, model in product(listed, models or ("",))
    ]
    return comparison_of(requests, at_once=at_once)


def comparison_of(
    requests: Iterable[Request],
    *,
    about: About | None = None,
    at_once: int = AT_ONCE,
    on_change: Callable[[Comparison], None] = lambda comparison: None,
) -> Comparison:
    """Ask all of these, two at least. `on_change` is shown how far they are, also at the end."""
    session = current()
    asked = [replace(one, model=one.model or session.model) for one in requests]
    if len(asked) < 2:
        raise InvalidRequest("nothing to compare: give two models or more, or several prompts")
    asks: list[Callable[[], ReplyStream]] = [
        partial(session.send, one, about=about) for one in asked
    ]
    titles = _titles(asked)
    together = Together(asks, at_once)

    def so_far() -> Comparison:
        begun = [
            Entrant(title, request, reply.reply, reply.first_seconds, _seconds(reply))
            for title, request, reply in zip(titles, asked, together.replies, strict=False)
        ]
        missing = zip(titles[len(begun) :], asked[len(begun) :], strict=True)
        return Comparison((*begun, *(Entrant(*one, Reply(), None, None) for one in missing)))

    try:
        together.wait(lambda: on_change(so_far()))
    except KeyboardInterrupt:
        on_change(so_far())
        raise
    return so_far()


def _seconds(reply: RunningReply) -> float | None:
    return reply.seconds if reply.is_done else None


def _titles(requests: Sequence[Request]) -> list[str]:
    """What tells the questions apart: their models, or the numbers of their prompts, or both."""
    models = {request.model for request in requests}
    prompts: list[tuple[Part, ...]] = []
    for request in requests:
        if request.parts not in prompts:
            prompts.append(request.parts)
    return [
        " · ".join(
            [request.model] * (len(models) > 1 or len(prompts) == 1)
            + [f"prompt {prompts.index(request.parts) + 1}"] * (len(prompts) > 1)
        )
        for request in requests
    ]
