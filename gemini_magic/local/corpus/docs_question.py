"""What of the Python documentation a question is about, in whichever language it is asked."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gemini_magic.local.corpus.python_docs import Document, PythonDocs
from gemini_magic.local.words.language import language_of
from gemini_magic.local.words.ranking import terms

_FEW_WORDS = 2
_FILE = Path(__file__).with_name("python_concepts.json")
_PYTHON = re.compile(r"python|파이썬|パイソン|派森|\bstdlib\b|\bpydoc\b", re.IGNORECASE)
# The documentation of one version knows no news.
_NEWS = re.compile(
    r"\b(?:latest|newest|news|today|current(?:ly)?|releases?|released|versions?|stable)\b"
    r"|what'?s new|^\s*who\b|^\s*when (?:was|were|did)\b|最新|新闻|今日|뉴스|최신",
    re.IGNORECASE,
)
# Names in ASCII only: in "json.dumps是" the verb is no part of the name.
_NAME = re.compile(r"`([^`\s]{1,80})`|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)|([A-Za-z_]\w{1,60})\(",
                   re.ASCII)  # fmt: skip
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
# Words of a question that say nothing of its topic, in the languages that write them in ASCII.
_SAYS_NOTHING = frozenset(
    "python google search web internet use using please find look tell me show explain what which "
    "how why when who does do did is are was can could would should the a an of in on for to with "
    "from about and or it its this that i you work works mean say says documentation docs library "
    "standard module function functions class method builtin code program example difference "
    "between there import del pass else while return if in as not default latest new "
    "suche such bitte erkläre cherche explique busca buscar pesquise explica".split()
)


@dataclass(frozen=True)
class Found:
    """Documents, best first, what was looked for, and how much of it the first one tells."""

    documents: tuple[Document, ...]
    query: str
    share: float


def documents_for(question: str, docs: PythonDocs, count: int = 3) -> Found | None:
    """What the documentation holds about the question, or None: it may be about something else."""
    names = [next(group for group in found if group) for found in _NAME.findall(question)]
    found = [d for name in names if (d := docs.named(name.rstrip("().")))]
    query = [document.name for document in found]
    if not found and _PYTHON.search(question) and not _NEWS.search(question):
        concepts = _concepts_in(question)
        words = _words(question, docs)
        query = [*concepts, *words]
        found = [*_explained(concepts, docs), *_exact(words, docs)] or _by_words(words, docs)
    if not found:
        return None
    unique = {document.name: document for document in found}
    wanted = set(terms(" ".join(query)))
    told = wanted & set(terms(f"{found[0].name} {found[0].text}"))
    if len(unique) < count:
        related = docs.search(" ".join(query), count + 2)
        unique |= {d.name: d for d in related if d.name not in unique and _speaks_of(d, wanted)}
    share = len(told) / len(wanted) if wanted else 1.0
    searched = " ".join(dict.fromkeys(["Python", *query]))
    return Found((*unique.values(),)[:count], searched, share)


def _words(question: str, docs: PythonDocs) -> list[str]:
    """The telling words of an English question; of others only those that are Python's names."""
    words = [word for word in _WORD.findall(question) if len(word) > 1]
    telling = [word for word in words if word.lower() not in _SAYS_NOTHING]
    if language_of(question) == "en":
        return telling
    return [word for word in telling if (d := docs.named(word)) is not None and d.name == word]


def _exact(words: list[str], docs: PythonDocs) -> list[Document]:
    """The documents of words that are names, where hardly another word tells more."""
    if len(words) > _FEW_WORDS:
        return []
    return [d for word in words if (d := docs.named(word)) is not None and d.name == word]


def _by_words(words: list[str], docs: PythonDocs) -> list[Document]:
    """The document of such a name, or those that tell most of the words."""
    wanted = set(terms(" ".join(words)))
    found = docs.search(" ".join(words)) if wanted else []
    ending = [d for d in found if d.name.rpartition(".")[2] in words]
    if ending:
        return ending[:1]
    told = wanted & set(terms(f"{found[0].name} {found[0].text}")) if found else set()
    return found if told and len(told) * 2 >= len(wanted) else []


def _speaks_of(document: Document, wanted: set[str]) -> bool:
    head = document.text.partition("\n\n")[0]
    return bool(wanted & set(terms(f"{document.name} {head}")))


def _explained(concepts: dict[str, list[str]], docs: PythonDocs) -> list[Document]:
    names = [name for documents in concepts.values() for name in documents]
    return [d for name in names if (d := docs.named(name)) is not None]


def _concepts_in(question: str) -> dict[str, list[str]]:
    """English concepts that the question names, each with the documents that explain it."""
    text = question.casefold()
    found: dict[str, list[str]] = {}
    for concept, (documents, pattern) in _concepts().items():
        if pattern.search(text):
            found[concept] = documents
    return found


@cache
def _concepts() -> dict[str, tuple[list[str], re.Pattern[str]]]:
    table = json.loads(_FILE.read_text("utf-8"))
    return {
        concept: (entry["documents"], re.compile("|".join(map(_spelt, entry["words"]))))
        for concept, entry in table.items()
    }


def _spelt(word: str) -> str:
    """A word of letters stands alone; one of a script without spaces may stand anywhere."""
    escaped = re.escape(word.casefold())
    return rf"(?<![^\W_]){escaped}s?(?![^\W_])" if word.isascii() or _is_latin(word) else escaped


def _is_latin(word: str) -> bool:
    return all(ord(letter) < 0x250 for letter in word)
