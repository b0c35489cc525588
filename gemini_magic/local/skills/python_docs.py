"""Questions about Python: answered by quoting its own documentation, with the source named."""

import platform
import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.corpus.python_docs import Document, PythonDocs
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.ranking import terms

_PYTHON = re.compile(r"\bpython\b|\bstdlib\b|\bdocstring\b|\bpydoc\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?|^\s*(?:how|what|which|why|when|explain|describe|document|show|tell|write|help|does|can|"
    r"is|give|use|using)\b",
    re.IGNORECASE,
)
_ABOUT_CODE = re.compile(
    r"\b(?:write|implement|code|program|script|function|class|decorator|generator|loop|regex)\b",
    re.IGNORECASE,
)
# Words in a question about Python that say nothing of its topic.
_SAYS_NOTHING = re.compile(
    r"\b(?:python|stdlib|library|module|write|code|program|script|please|explain|example|how|do|"
    r"make|create|work|works|using|documentation|docs?|say|about|mean|difference|between)\b",
    re.IGNORECASE,
)
# Where the language reference explains what people ask about under another name.
_TOPICS = {
    "decorator": "function", "generator": "yield", "lambda": "lambda", "with statement": "with",
    "context manager": "context-managers", "slic": "slicings", "exception": "exceptions",
    "inherit": "class", "dunder": "specialnames", "magic method": "specialnames",
    "operator precedence": "operator-summary", "scope": "naming", "for loop": "for",
    "while loop": "while", "unpack": "calls", "walrus": "assignment-expressions",
    "comprehension": "lists", "import": "import", "global": "global", "assert": "assert",
    "format spec": "formatstrings", "debugg": "debugger", "truth": "truth", "integer": "integers",
}  # fmt: skip
_LONGEST_PROMPT = 600
_LONGEST_QUOTE = 900
_SHORT = 200
_LONG = 3000


def answer(request: Request, resources: Resources) -> Answer | None:
    prompt = request.prompt
    if len(prompt) > _LONGEST_PROMPT or not _QUESTION.search(prompt):
        return None
    docs = resources.python_docs
    if re.search(r"[\w`]\.\w|\w\(|`", prompt) and (named := docs.mentioned(prompt)):
        found, how = named[:2], "by the names in the question"
    elif _PYTHON.search(prompt):
        found, how = _found(docs, prompt), "by full-text search"
    else:
        return None
    return _quoted(prompt, found, how) if found else None


def _found(docs: PythonDocs, prompt: str) -> list[Document]:
    """The best documents, if the best one speaks of most that the question names."""
    topics = (name for spoken, name in _TOPICS.items() if spoken in prompt.lower())
    if (topic := next((d for name in topics if (d := docs.named(name))), None)) is not None:
        return [topic]
    query = _SAYS_NOTHING.sub(" ", prompt)
    wanted = set(terms(query))
    found = docs.search(query)
    if not wanted or not found:
        return []
    told = wanted & set(terms(f"{found[0].name} {found[0].text}"))
    return found if len(told) * 2 >= len(wanted) else []


def _quoted(prompt: str, found: list[Document], how: str) -> Answer:
    quoted = found[: 1 + (len(found[0].text) < _SHORT)]
    others = found[len(quoted) :]
    parts = [_quotation(document, prompt) for document in quoted]
    if others:
        parts.append(f"Related: {', '.join(f'`{other.name}`' for other in others)}.")
    if _ABOUT_CODE.search(prompt) and re.match(r"\s*(?:please )?(?:write|implement)", prompt,
                                               re.IGNORECASE):  # fmt: skip
        parts.append("The local engine quotes documentation; it does not write programs.")
    thoughts = [
        f"The question is about Python; its documentation was searched {how}.",
        f"Found: {', '.join(document.name for document in found)}.",
    ]
    return computed(thoughts, "\n\n".join(parts))


def _quotation(document: Document, prompt: str) -> str:
    source = f"Python {platform.python_version()} documentation, {document.kind} `{document.name}`"
    lines = _passage(document.text, prompt).splitlines()
    return "\n".join([f"From the {source}:", "", *(f"> {line}".rstrip() for line in lines)])


def _passage(text: str, prompt: str) -> str:
    """The beginning of a document, or of a long one the paragraph that fits the question best."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    paragraphs = [p for p in re.split(r"\n\s*\n", text) if p.strip() and "::=" not in p]
    wanted = set(terms(_SAYS_NOTHING.sub(" ", prompt)))
    scores = [sum(term in wanted for term in terms(p)) - 0.1 * i for i, p in enumerate(paragraphs)]
    start = scores.index(max(scores)) if len(text) > _LONG else 0
    passage = ""
    for paragraph in paragraphs[start:]:
        if passage and len(passage) + len(paragraph) > _LONGEST_QUOTE:
            break
        passage += f"{paragraph.rstrip()}\n\n"
    return passage[: 2 * _LONGEST_QUOTE].rstrip()
