"""The URL context tool: pages of this machine are read, and what fits the question is quoted."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from gemini_magic.local import tokens
from gemini_magic.local.answer import About, Answer, Piece, Text, Thought
from gemini_magic.local.corpus.loopback_pages import Foreign, NotFetched, Unsafe
from gemini_magic.local.corpus.page_text import PageText
from gemini_magic.local.corpus.server_tool import invocation
from gemini_magic.local.grounding import Grounding
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.language import language_of
from gemini_magic.local.words.phrases import phrase
from gemini_magic.local.words.ranking import rank
from gemini_magic.local.words.textrank import best_sentences, sentences

# An address ends where another script begins: "http://localhost/a是什么".
_URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_MOST_URLS = 20
_SECONDS = 10.0
_SECONDS_A_PAGE = 3.0
_QUOTED = 3
_LONGEST_QUOTE = 600
_LONGEST_QUESTION = 2000
_HALF = _LONGEST_QUESTION // 2
_TITLE = re.compile(r"\btitle\b|\btitre\b|\btitel\b|título|标题|タイトル|제목", re.IGNORECASE)
_FIRST = re.compile(r"\bfirst sentence\b|erster satz|première phrase|primera frase|第一句|最初の文",
                    re.IGNORECASE)  # fmt: skip
_STATUS = "URL_RETRIEVAL_STATUS_"


@dataclass(frozen=True)
class _Visit:
    """One address, and what came of it: a page, or why there is none."""

    url: str
    page: PageText | None = None
    failure: NotFetched | None = None

    @property
    def status(self) -> str:
        if self.failure is None:
            return f"{_STATUS}SUCCESS"
        return f"{_STATUS}UNSAFE" if isinstance(self.failure, Unsafe) else f"{_STATUS}ERROR"

    @property
    def title(self) -> str:
        return (self.page and self.page.title) or self.url


def answer(request: Request, resources: Resources) -> Answer | None:
    if not any("urlContext" in tool for tool in request.body.get("tools", ())):
        return None
    urls = list(dict.fromkeys(_trimmed(url) for url in _URL.findall(request.prompt)))
    return Answer(_told(request, resources, urls[:_MOST_URLS])) if urls else None


def _trimmed(url: str) -> str:
    """The address without the signs of the sentence around it."""
    url = url.rstrip(".,;:!?'\"*`>]}")
    return url[:-1] if url.endswith(")") and "(" not in url else url


def _told(request: Request, resources: Resources, urls: list[str]) -> Iterator[Piece]:
    visits = _visits(resources, urls)
    read = [visit for visit in visits if visit.page]
    yield Thought(f"{len(read)} of {len(urls)} page(s) that the prompt names could be read.")
    metadata = [{"retrievedUrl": v.url, "urlRetrievalStatus": v.status} for v in visits]
    yield from invocation(
        request, resources.signer, "URL_CONTEXT", {"urls": urls}, {"urlMetadata": metadata}
    )
    grounding = Grounding(
        chunks=[{"web": {"uri": visit.url, "title": visit.title}} for visit in read],
        tokens=sum(tokens.count_text(visit.page.text) for visit in read if visit.page),
    )
    _say(grounding, request.prompt, visits, read)
    yield About({"urlContextMetadata": {"urlMetadata": metadata}})
    if read:
        yield grounding
    yield Text(grounding.text)


def _visits(resources: Resources, urls: list[str]) -> list[_Visit]:
    """All pages one after another; those for which no time is left count as slow."""
    end = time.monotonic() + _SECONDS
    visits = []
    for url in urls:
        seconds = min(_SECONDS_A_PAGE, end - time.monotonic())
        try:
            visits.append(_Visit(url, resources.pages.fetch(url, seconds)))
        except NotFetched as failure:
            visits.append(_Visit(url, failure=failure))
    return visits


def _say(grounding: Grounding, prompt: str, visits: list[_Visit], read: list[_Visit]) -> None:
    question = _question(prompt)
    language = language_of(question)
    paragraphs = 0
    for place, quotes in _quoted(question, read):
        visit = read[place]
        grounding.say("\n\n" if paragraphs else "")
        paragraphs += 1
        if _TITLE.search(question):
            said = phrase(language, "page_title", url=visit.url, title=visit.title)
            grounding.say(said, place)
        elif quotes:
            grounding.say(phrase(language, "page_says", title=visit.title))
            for quote in quotes:
                grounding.say("\n\n> ")
                grounding.say(quote, place)
        else:
            grounding.say(phrase(language, "page_empty", url=visit.url))
    for visit in visits:
        if visit.failure is not None:
            name = "page_foreign" if isinstance(visit.failure, Foreign) else "page_failed"
            grounding.say("\n\n" if paragraphs else "")
            grounding.say(phrase(language, name, url=visit.url, why=visit.failure))
            paragraphs += 1


def _question(prompt: str) -> str:
    """What is asked, without the addresses; of a long prompt its two ends."""
    text = " ".join(_URL.sub(" ", prompt).split())
    return text if len(text) <= _LONGEST_QUESTION else f"{text[:_HALF]} {text[-_HALF:]}"


def _quoted(question: str, read: list[_Visit]) -> list[tuple[int, list[str]]]:
    """For each page that has something to say, the sentences to quote, in its own order."""
    pages = [sentences(visit.page.text) if visit.page else [] for visit in read]
    if _FIRST.search(question):
        return [(place, page[:1]) for place, page in enumerate(pages)]
    fitting = _fitting(question, pages)
    if fitting:
        return fitting
    # Nothing of the question stands there: what the page is about, then.
    return [
        (place, [_shortened(page[i]) for i in best_sentences(page, _QUOTED)])
        for place, page in enumerate(pages)
    ]


def _fitting(question: str, pages: list[list[str]]) -> list[tuple[int, list[str]]]:
    told = [(place, i) for place, page in enumerate(pages) for i in range(len(page))]
    scores = rank(question, [pages[place][i] for place, i in told]) if told else []
    best = sorted(range(len(told)), key=lambda n: -scores[n])[:_QUOTED]
    chosen = sorted(told[n] for n in best if scores[n] > 0 and scores[n] * 2 > scores[best[0]])
    places = sorted({place for place, _ in chosen})
    return [
        (place, [_shortened(pages[place][i]) for at, i in chosen if at == place])
        for place in places
    ]


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST_QUOTE else f"{sentence[:_LONGEST_QUOTE]} …"
