"""From the bytes of a page to its title and its text, by the kind that its server names."""

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from gemini_magic.local.project.documents import Unreadable, is_document, pages_in

_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "object"))
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
_STRAY = re.compile(r"<(?![a-zA-Z/][^<>]{0,4000}>)")
_HTML = frozenset(("text/html", "application/xhtml+xml"))
_LONGEST_TEXT = 400_000
_DEEPEST = 20


@dataclass(frozen=True)
class PageText:
    """What a person would read: paragraphs, with empty lines between them."""

    title: str
    text: str


def page_text(body: bytes, content_type: str) -> PageText:
    """The text of a page, or `Unreadable` for what holds none."""
    mime_type, _, parameters = content_type.partition(";")
    mime_type = mime_type.strip().lower() or "text/plain"
    if mime_type in _HTML:
        return _from_html(_decoded(body, parameters))
    if mime_type == "application/json" or mime_type.endswith("+json"):
        return PageText("", _from_json(_decoded(body, parameters)))
    if mime_type == "application/pdf":
        return PageText("", "\n\n".join(pages_in(body, mime_type))[:_LONGEST_TEXT])
    if is_document(mime_type) or mime_type.endswith("+xml"):
        return PageText("", _decoded(body, parameters)[:_LONGEST_TEXT])
    raise Unreadable(f"{mime_type} is no kind of text that the local engine reads")


def _decoded(body: bytes, parameters: str) -> str:
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", parameters, re.IGNORECASE)
    found = _CHARSET.search(body[:4096])
    charset = named[1] if named else found[1].decode("ascii") if found else "utf-8-sig"
    try:
        return body.decode(charset, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def _from_html(html: str) -> PageText:
    reader = _Reader()
    # Unclosed comments and tags cost html.parser a second look at all the rest, each.
    reader.feed(_STRAY.sub("&lt;", _COMMENT.sub("", html)))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return PageText(" ".join("".join(reader.title).split())[:300], text[:_LONGEST_TEXT])


def _from_json(text: str) -> str:
    """A line for each value, with the path to it; what is no JSON stays as it is."""
    try:
        lines = [*_lines(json.loads(text), "")]
    except (ValueError, RecursionError):
        return text[:_LONGEST_TEXT]
    return "\n\n".join(lines)[:_LONGEST_TEXT]


def _lines(value: object, path: str, depth: int = 0) -> list[str]:
    if not isinstance(value, dict | list) or depth == _DEEPEST:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return [f"{path}: {shown}" if path else shown]
    items = value.items() if isinstance(value, dict) else enumerate(value, 1)
    return [
        line for key, item in items for line in _lines(item, f"{path} {key}".strip(), depth + 1)
    ]


class _Reader(HTMLParser):
    """Collects what is seen; a block ends the line before it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.text: list[str] = []
        self._unseen = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._in_title = self._in_title or tag == "title"
        if tag in _BLOCKS:
            self.text.append("\n\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.text.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._in_title = self._in_title and tag != "title"
        if tag in _BLOCKS:
            self.text.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        (self.title if self._in_title else self.text).append(data)
