"""The deep-research agent: searches documents and the Python documentation, step by step."""

import platform
import re
from collections.abc import Generator, Iterator
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.interactions.annotations import annotation_of
from gemini_magic.local.interactions.planning import Plan
from gemini_magic.local.interactions.sources import Source, Sources
from gemini_magic.local.interactions.told import Telling, usage_of_texts
from gemini_magic.local.signature import Signer
from gemini_magic.local.words.ranking import terms

Wire = dict[str, Any]

_MOST_SOURCES = 6
_LONGEST_QUOTE = 420


class Research(Telling):
    """One run of the agent: thoughts, searches and at last the report, or only the plan of it."""

    def __init__(self, signer: Signer, sources: Sources, plan: Plan, *, tell: bool) -> None:
        super().__init__(signer, thinks=True)
        self.plan = plan
        self.shown: Plan | None = None  # what waits to be approved
        self._sources = sources
        self._tell = tell
        self._read: list[Source] = []
        self._thoughts = ""
        self._report = ""

    def planning(self) -> Generator[Wire, None, None]:
        """The events of a plan that waits for what is said of it."""
        self.shown = self.plan
        yield from self._think("The plan is shown before anything is searched for.")
        yield from self._opened("model_output")
        yield self._said(self.plan.told(self._sources.stores))
        yield from self._close()

    def research(self) -> Generator[Wire, None, None]:
        """All events, made as they are asked for; each search is a step of its own."""
        listed = "; ".join(f"“{query}”" for query in self.plan.queries)
        yield from self._think(f"The plan: search the Python documentation for {listed}.")
        if self._sources.stores:
            yield from self._search_stores()
        for number, query in enumerate(self.plan.queries, 1):
            yield from self._search_docs(number, query)
        yield from self._write()
        yield from self._close()

    @property
    def content(self) -> Wire:
        return {"role": "model", "parts": [{"text": self._report}]}

    @property
    def status(self) -> str:
        return "completed"

    @property
    def continuation_token(self) -> str:
        return ""

    @property
    def errors(self) -> list[Wire]:
        return []

    @property
    def usage(self) -> Wire:
        read = "\n".join(source.text for source in self._read)
        return usage_of_texts(self.plan.question, read, self._thoughts, self._report)

    @property
    def model_version(self) -> str:
        return catalog.RULES

    def _think(self, text: str) -> Iterator[Wire]:
        self._thoughts += text
        self._summary = ""
        yield from self._opened("thought")
        if self._tell:
            yield from self._part({"text": text, "thought": True})
        yield from self._signed_thought("")

    def _search_stores(self) -> Iterator[Wire]:
        """Such a step tells neither what was asked nor what was found."""
        yield from self._opened("file_search_call", id="file_search_1")
        yield from self._close()
        found = self._keep(self._sources.in_stores(self.plan.question))
        yield from self._opened("file_search_result", call_id="file_search_1")
        yield from self._close()
        yield from self._think(f"The File Search stores hold {_named(found)}.")

    def _search_docs(self, number: int, query: str) -> Iterator[Wire]:
        call_id = f"search_{number}"
        asked = {"queries": [query]}
        yield from self._opened("retrieval_call", id=call_id, arguments=asked)
        yield from self._close()
        found = self._keep(self._sources.in_docs(query))
        yield from self._opened("retrieval_result", call_id=call_id, is_error=False)
        yield from self._close()
        yield from self._think(f"The search for “{query}” found {_named(found)}.")

    def _keep(self, found: list[Source]) -> list[Source]:
        """What is new of it and has room."""
        known = {(source.title, source.text) for source in self._read}
        new = [source for source in found if (source.title, source.text) not in known]
        self._read += new[: _MOST_SOURCES - len(self._read)]
        return new

    def _write(self) -> Iterator[Wire]:
        yield from self._opened("model_output")
        documents = "documents of your File Search stores and " if self._sources.stores else ""
        yield self._said(
            f"# {self.plan.question.strip()[:120]}\n\nThis report quotes {documents}the "
            f"documentation of Python {platform.python_version()}, searched on this machine; no "
            "web page was read and Gemini did not write it.\n\n"
        )
        if not self._read:
            yield self._said("The documentation says nothing about this question.\n")
        citations: list[Wire] = []
        wanted = set(terms(f"{self.plan.question} {' '.join(self.plan.queries)}"))
        for source in self._read:
            yield self._said(f"## {source.title}\n\n")
            start = len(self._report.encode())
            yield self._said(_passage(source.text, wanted))
            place = {"startIndex": start, "endIndex": len(self._report.encode())}
            citations += annotation_of(source.chunk, place)
            yield self._said("\n\n")
        if citations:
            yield self._delta("text_annotation_delta", annotations=citations)

    def _said(self, text: str) -> Wire:
        self._report += text
        return self._delta("text", text=text)


def _named(found: list[Source]) -> str:
    return ", ".join(source.title for source in found) or "nothing new"


def _passage(text: str, wanted: set[str]) -> str:
    """The paragraph that speaks most of what is wanted, as a quotation."""
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]
    best = max(paragraphs, key=lambda p: sum(term in wanted for term in terms(p)), default="")
    shown = best if len(best) <= _LONGEST_QUOTE else f"{best[:_LONGEST_QUOTE].rstrip()} …"
    return "\n".join(f"> {line}".rstrip() for line in shown.splitlines())
