"""The Google Search tool: the documentation of Python, searched on this machine and cited."""

import platform
import re
from collections.abc import Iterator

from gemini_magic.local import tokens
from gemini_magic.local.answer import Answer, Piece, Text, Thought
from gemini_magic.local.catalog import scores_sources
from gemini_magic.local.corpus.docs_question import Found, documents_for
from gemini_magic.local.corpus.docs_quotes import quotes_of, signature_of
from gemini_magic.local.corpus.python_docs import Document, address
from gemini_magic.local.corpus.search_chip import rendered_content
from gemini_magic.local.corpus.server_tool import invocation
from gemini_magic.local.grounding import Grounding, Wire
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.language import language_of
from gemini_magic.local.words.phrases import phrase

_LONGEST_PROMPT = 600
_DOMAIN = "docs.python.org"
# Questions that knowledge alone answers: for these the engine says that it cannot search the web.
_WANTS_KNOWLEDGE = re.compile(
    r"\b(?:search|google|look up|latest|newest|news|today|tonight|current(?:ly)?|recent(?:ly)?|"
    r"weather|score|price|stock|suche|aktuell|neueste|wetter|cherche|recherche|actualité|météo|"
    r"busca|buscar|noticias|actual|clima|pesquise|notícias|atual)\b"
    r"|^\s*(?:who|when|where)\b|^\s*(?:which|what) (?:is|are|was|were|did|does|won|has)\b"
    r"|搜索|谷歌|最新|新闻|天气|検索|ニュース|天気|최신|검색|뉴스|날씨",
    re.IGNORECASE,
)


def answer(request: Request, resources: Resources) -> Answer | None:
    prompt = request.prompt
    if not prompt or len(prompt) > _LONGEST_PROMPT or not _searches_the_web(request):
        return None
    language = language_of(prompt)
    found = documents_for(prompt, resources.python_docs)
    if found is not None:
        return Answer(_told(request, resources, found, language))
    is_foreign = language != "en" and "python" in prompt.lower()
    if not is_foreign and not _WANTS_KNOWLEDGE.search(prompt):
        return None
    return Answer(_nothing(request, resources, language))


def _searches_the_web(request: Request) -> bool:
    """Whether a tool asks for it: a search for images alone finds nothing here."""
    for tool in request.body.get("tools", ()):
        if "googleSearchRetrieval" in tool:
            return True
        if "googleSearch" in tool:
            kinds = tool["googleSearch"].get("searchTypes", {})
            return not kinds or "webSearch" in kinds
    return False


def _nothing(request: Request, resources: Resources, language: str) -> Iterator[Piece]:
    yield Thought("The documentation of Python holds nothing about this question.")
    query = " ".join(request.prompt.split())
    yield from _invocation(request, resources, query)
    yield Grounding(queries=[query], extra=_entry_point(query))
    yield Text(phrase(language, "docs_nothing", version=platform.python_version()))


def _invocation(request: Request, resources: Resources, query: str) -> Iterator[Piece]:
    asked, suggested = {"queries": [query]}, {"search_suggestions": rendered_content([query])}
    yield from invocation(request, resources.signer, "GOOGLE_SEARCH_WEB", asked, suggested)


def _entry_point(query: str) -> Wire:
    return {"searchEntryPoint": {"renderedContent": rendered_content([query])}}


def _told(request: Request, resources: Resources, found: Found, language: str) -> Iterator[Piece]:
    names = ", ".join(document.name for document in found.documents)
    yield Thought(f"A search of the Python documentation for “{found.query}” found {names}.")
    yield from _invocation(request, resources, found.query)
    grounding = Grounding(
        chunks=[_source(document) for document in found.documents],
        tokens=sum(tokens.count_text(document.text) for document in found.documents),
        queries=[found.query],
        extra={**_entry_point(found.query), **_retrieval(request, found)},
        confidence=_confidence(found) if scores_sources(request.model) else [],
    )
    _say(grounding, found, language)
    yield grounding
    yield Text(grounding.text)


def _say(grounding: Grounding, found: Found, language: str) -> None:
    first, *others = found.documents
    version = platform.python_version()
    signature = signature_of(first)
    quotes = quotes_of(first, found.query) or [signature or first.name]
    for at, quote in enumerate(quotes):
        name = "docs_add" if at else "docs_say"
        said = phrase(language, name, version=version, name=first.name, quote=quote)
        grounding.say("\n\n" if at else "")
        grounding.say(said, 0)
    if signature:
        grounding.say("\n\n")
        grounding.say(phrase(language, "docs_signature", signature=signature), 0)
    entries = [(i, d, q[0]) for i, d in enumerate(others, 1) if (q := quotes_of(d, found.query, 1))]
    if entries:
        grounding.say(f"\n\n{phrase(language, 'docs_related')}\n")
    for i, document, quote in entries:
        grounding.say("\n- ")
        grounding.say(phrase(language, "docs_entry", name=document.name, quote=quote), i)
    grounding.say(f"\n\n{phrase(language, 'docs_note')}")


def _source(document: Document) -> Wire:
    title = f"{document.name} — Python {platform.python_version()} documentation"
    return {"web": {"uri": address(document), "title": title, "domain": _DOMAIN}}


def _confidence(found: Found) -> list[float]:
    """How much of what was looked for each source tells; those further down count less."""
    return [round(found.share / (1 + place / 4), 4) for place in range(len(found.documents))]


def _retrieval(request: Request, found: Found) -> Wire:
    """The older tool tells how likely a search was to help."""
    if not any("googleSearchRetrieval" in tool for tool in request.body.get("tools", ())):
        return {}
    score = round(found.share, 4)
    return {"retrievalMetadata": {"googleSearchDynamicRetrievalScore": score}}
