"""Comparison: the same prompts to several models, or several prompts to one, at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import Any, NamedTuple
from uuid import uuid4

from ..api.contents import part_from
from ..api.types import Part
from ..chat import Reply, ReplyStream, Request
from ..chat.running import RunningReply
from ..errors import InvalidRequest, UnknownName
from ..ledger import About, now
from ..ledger.votes import Vote, add_vote
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
        usage, cost = self.reply.total_usage, self.reply.cost
        tokens = f"{usage.total_token_count} tokens" if usage and usage.total_token_count else ""
        dollars = "" if cost is None or self.reply.is_local else f"${cost.dollars:.6f}"
        facts = [self.beside(times=times), tokens, dollars]
        return " · ".join(fact for fact in facts if fact)

    def beside(self, *, times: bool = True) -> str:
        """What of them the reply's own last line does not say."""
        if self.seconds is None:
            return "…"
        first = "" if self.first_seconds is None else f"first after {self.first_seconds:.2f} s"
        facts = [f"{self.seconds:.2f} s", first] if times else []
        if self.reply.cost is None and not self.reply.is_local:
            facts.append("cost unknown")
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


@dataclass(eq=False)
class Comparison:
    """What several answered. An answer that failed or was stopped is kept as far as it came.

    The answers are called A, B, … in their order; `winner` is the letter of the one that has the
    vote.
    """

    entrants: tuple[Entrant, ...]
    winner: str = ""
    _id: str = field(default_factory=lambda: uuid4().hex, repr=False)

    @property
    def replies(self) -> list[Reply]:
        """The replies in the order of the columns."""
        return [entrant.reply for entrant in self.entrants]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A row for each reply: `pandas.DataFrame(comparison.rows)` is the table. `vote` says
        whether it won, and is None before anybody voted.
        """
        return [
            {**one.row, "vote": letter == self.winner if self.winner else None}
            for letter, one in self._lettered()
        ]

    def vote(self, letter: str) -> str:
        """Say which answer is best; a later vote takes the place of an earlier one. Written into
        the session's ledger, if there is one. Returns the title of the winner.
        """
        titles = {known: one.title for known, one in self._lettered()}
        if letter.upper() not in titles:
            raise UnknownName("answer", letter, titles)
        self.winner = letter.upper()
        if (ledger := current().ledger) is not None:
            asked = repr([one.request.parts for one in self.entrants])
            others = tuple(title for known, title in titles.items() if known != self.winner)
            prompt = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            add_vote(ledger, Vote(self._id, now(), prompt, titles[self.winner], others))
        return titles[self.winner]

    def _lettered(self) -> list[tuple[str, Entrant]]:
        return [(_letter(at), one) for at, one in enumerate(self.entrants)]

    def diff(self, first: int = 0, second: int = 1) -> str:
        """What the second text has and the first has not: [-removed-] and {+added+} words."""
        texts = [self.entrants[at].reply.text for at in (first, second)]
        return marked(word_diff(*texts))

    def columns(self, *, times: bool = True) -> list[Column]:
        """The replies with their titles and facts, to be shown."""
        return [
            Column(
                f"{letter} · {one.title}",
                one.reply,
                one.facts(times=times),
                one.beside(times=times),
            )
            for letter, one in self._lettered()
        ]

    def bundle(self, *, times: bool = True, folder: str = "") -> MimeBundle:
        """The columns and the difference; without `times` they stand in the metadata alone. Large
        media lie in the `folder` beside the notebook, if one is named.
        """
        seconds = [[one.first_seconds, one.seconds] for one in self.entrants]
        below = difference(self.replies)
        shown = side_by_side(self.columns(times=times), below, folder=folder, times=times)
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


def _letter(at: int) -> str:
    """A to Z, then AA, AB, … as spreadsheets count."""
    more, last = divmod(at, 26)
    return (_letter(more - 1) if more else "") + chr(ord("A") + last)


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
