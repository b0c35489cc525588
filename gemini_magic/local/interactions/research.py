"""The deep-research agent: searches the Python documentation step by step and cites it."""

import platform
import re
from collections.abc import Generator, Iterator
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.interactions.told import Telling, usage_of_texts
from gemini_magic.local.python_docs import Document, PythonDocs, address
from gemini_magic.local.ranking import terms
from gemini_magic.local.signature import Signer

Wire = dict[str, Any]

_MOST_QUERIES = 4
_MOST_SOURCES = 6
_LONGEST_QUOTE = 420
_SAYS_NOTHING = re.compile(
    r"\b(?:research|compare|report|write|explain|about|how|what|which|python|the|and|of|to|in|an?|"
    r"with|for|on|do|does|please|between|difference|history|focus|ways?)\b",
    re.IGNORECASE,
)


class Research(Telling):
    """One run of the agent: its events are those of thoughts, searches and at last the report."""

    def __init__(self, signer: Signer, docs: PythonDocs, question: str, *, tell: bool) -> None:
        super().__init__(signer, thinks=True)
        self._docs = docs
        self._question = question
        self._tell = tell
        self._read: dict[str, Document] = {}
        self._thoughts = ""
        self._report = ""

    def research(self) -> Generator[Wire, None, None]:
        """All events, made as they are asked for; each search is a step of its own."""
        queries = _queries(self._question)
        listed = "; ".join(f"“{query}”" for query in queries)
        yield from self._think(f"The plan: search the Python documentation for {listed}.")
        for number, query in enumerate(queries, 1):
            yield from self._search(number, query)
        yield from self._write()
        yield from self._close()

    @property
    def content(self) -> Wire:
        return {"role": "model", "parts": [{"text": self._report}]}

    @property
    def status(self) -> str:
        return "completed"

    @property
    def usage(self) -> Wire:
        read = "\n".join(document.text for document in self._read.values())
        return usage_of_texts(self._question, read, self._thoughts, self._report)

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

    def _search(self, number: int, query: str) -> Iterator[Wire]:
        call_id = f"search_{number}"
        asked = {"queries": [query]}
        yield from self._opened("retrieval_call", id=call_id, arguments=asked)
        yield from self._close()
        found = self._docs.search(query, 3)
        new = [document for document in found if document.name not in self._read]
        for document in new[: _MOST_SOURCES - len(self._read)]:
            self._read[document.name] = document
        yield from self._opened("retrieval_result", call_id=call_id, is_error=False)
        yield from self._close()
        names = ", ".join(f"`{document.name}`" for document in new) or "nothing new"
        yield from self._think(f"The search for “{query}” found {names}.")

    def _write(self) -> Iterator[Wire]:
        yield from self._opened("model_output")
        yield self._said(
            f"# {self._question.strip()[:120]}\n\nThis report quotes the documentation of Python "
            f"{platform.python_version()}, searched on this machine; no web page was read and "
            "Gemini did not write it.\n\n"
        )
        if not self._read:
            yield self._said("The documentation says nothing about this question.\n")
        citations = []
        wanted = set(terms(self._question))
        for document in self._read.values():
            yield self._said(f"## `{document.name}`\n\n")
            start = len(self._report.encode())
            yield self._said(_passage(document.text, wanted))
            citations.append(_citation(document, start, len(self._report.encode())))
            yield self._said("\n\n")
        if citations:
            yield self._delta("text_annotation_delta", annotations=citations)

    def _said(self, text: str) -> Wire:
        self._report += text
        return self._delta("text", text=text)


def _citation(document: Document, start: int, end: int) -> Wire:
    """Offsets are in bytes of UTF-8, as in the API."""
    title = f"{document.name} — Python {platform.python_version()} documentation"
    place = {"start_index": start, "end_index": end}
    return {"type": "url_citation", "url": address(document), "title": title, **place}


def _queries(question: str) -> list[str]:
    """The whole question, then its parts."""
    parts = [question, *re.split(r"[,;.?\n]|\band\b|\bor\b|\bversus\b|\bvs\b", question)]
    cleaned = (" ".join(_SAYS_NOTHING.sub(" ", part).split()).strip(" .,;?!") for part in parts)
    found = list(dict.fromkeys(query[:120] for query in cleaned if query))
    return found[:_MOST_QUERIES] or [question.strip()[:120]]


def _passage(text: str, wanted: set[str]) -> str:
    """The paragraph that speaks most of what is wanted, as a quotation."""
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]
    best = max(paragraphs, key=lambda p: sum(term in wanted for term in terms(p)), default="")
    shown = best if len(best) <= _LONGEST_QUOTE else f"{best[:_LONGEST_QUOTE].rstrip()} …"
    return "\n".join(f"> {line}".rstrip() for line in shown.splitlines())
