"""Quotable sentences of a document of the Python documentation, and its signature."""

import re

from gemini_magic.local.corpus.python_docs import Document
from gemini_magic.local.words.ranking import terms
from gemini_magic.local.words.textrank import sentences

_SIGNATURE = re.compile(r"[A-Za-z_][\w.]*\([^\n]*\)(?:\s*-+>\s*.+)?$", re.ASCII)
# Underlines of headings, grammar, sessions, tables and lists of definitions are no sentences.
_NO_PROSE = re.compile(
    r"^\s*[*=\-~^#]{3,}\s*$|::=|^\s*>>>|^\s*[+|][-=+|]|^\S+ +--|^ {2,}\S", re.MULTILINE
)
_VERSION_NOTE = re.compile(r"(?:New|Changed|Deprecated) (?:in|since) version")
_HYPHEN = re.compile(r"(?<=\w)-\n\s*(?=\w)")
_LONGEST_SIGNATURE = 90
_LONGEST_QUOTE = 340


def signature_of(document: Document) -> str:
    """How it is called, where the document begins with that; else empty."""
    first = document.text.partition("\n")[0].strip()
    is_short = len(first) <= _LONGEST_SIGNATURE
    return first.partition(" -")[0] if is_short and _SIGNATURE.match(first) else ""


def quotes_of(document: Document, query: str, count: int = 2) -> list[str]:
    """The sentences that say what it is, then those that tell most of the query."""
    paragraphs = _prose(document)
    if not paragraphs:
        return []
    wanted = set(terms(query)) - set(terms(f"python {document.name}"))
    scores = [len(wanted & set(terms(paragraph))) for paragraph in paragraphs]
    # A topic of the language treats many things; a docstring begins with what matters.
    is_topic = document.kind == "language topic"
    first = scores.index(max(scores)) if is_topic else 0
    later = [i for i in range(first + 1, len(paragraphs)) if scores[i] or not is_topic]
    others = sorted(later, key=lambda i: (-scores[i], i))
    quoted = (_shortened(paragraphs[i]) for i in (first, *others[: count - 1]))
    return [quote for quote in quoted if quote]


def _prose(document: Document) -> list[str]:
    blocks = re.split(r"\n\s*\n", document.text)
    kept = []
    for block in blocks:
        if not block.strip() or _NO_PROSE.search(block):
            continue
        text = " ".join(_HYPHEN.sub("-", block).split())
        if _SIGNATURE.match(text) or _VERSION_NOTE.match(text) or len(text.split()) < 3:
            continue
        kept.append(text)
    return kept


def _shortened(paragraph: str) -> str:
    """Whole sentences as long as there is room; a single long one is cut between words."""
    shown = ""
    for sentence in sentences(paragraph):
        if shown and len(shown) + len(sentence) >= _LONGEST_QUOTE:
            break
        shown = f"{shown} {sentence}".strip()
    if len(shown) <= _LONGEST_QUOTE:
        return f"{shown[:-1]} …" if shown.endswith(":") else shown
    return f"{shown[:_LONGEST_QUOTE].rpartition(' ')[0].rstrip(' ,;:')} …"
