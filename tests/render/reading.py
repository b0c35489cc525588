"""Reading HTML as a browser's parser would, and saying what in it could act."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from gemini_magic.render.actions import SCRIPT

__all__ = ["Element", "elements_of", "threats_in", "unbalanced_in"]

_VOID = frozenset({"br", "hr", "img", "source"})
_OURS = frozenset(
    "p br hr h1 h2 h3 h4 h5 h6 strong em s del code pre blockquote ul ol li table thead tbody tr "
    "th td a span sup div details summary img audio video source iframe".split()
)
_ATTRIBUTES = frozenset(
    "href rel target start align style class open src alt controls preload sandbox title srcdoc "
    "type checked disabled width height aria-label role dir lang tabindex data-gm-text".split()
)
_STYLES_LEAD_NOWHERE = ("url(", "expression", "@import", "position:fixed")


@dataclass(frozen=True)
class Element:
    """One start tag."""

    tag: str
    attributes: dict[str, str] = field(hash=False)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> closes nothing; open: {self.open[-3:]}")

    def handle_comment(self, data: str) -> None:
        self.elements.append(Element("!--", {}))

    def handle_decl(self, decl: str) -> None:
        self.elements.append(Element("!", {}))


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def elements_of(html: str) -> list[Element]:
    return _read(html).elements


def unbalanced_in(html: str) -> list[str]:
    reader = _read(html)
    return reader.faults + [f"<{tag}> stays open" for tag in reader.open]


def threats_in(html: str, tags: frozenset[str] = _OURS) -> list[str]:
    """What in the HTML could run, load from elsewhere, or lead out of the web.

    The one script that is constant, and stands at the end, is none.
    """
    read = elements_of(html.removesuffix(SCRIPT))
    return [threat for element in read for threat in _threats(element, tags)]


def _threats(element: Element, tags: frozenset[str]) -> list[str]:
    found = [] if element.tag in tags else [f"<{element.tag}>"]
    for name, value in element.attributes.items():
        squeezed = "".join(value.split()).lower()
        if name not in _ATTRIBUTES:
            found.append(f"{element.tag} {name}={value!r}")
        if name == "href" and not squeezed.startswith(("http://", "https://", "mailto:", "#")):
            found.append(f"href {value!r}")
        if name == "src" and not squeezed.startswith(("data:image/", "data:audio/", "data:video/")):
            found.append(f"src {value!r}")
        if name == "src" and "svg" in squeezed.partition(",")[0]:
            found.append(f"src {value!r}")
        if name == "style" and any(bad in squeezed for bad in _STYLES_LEAD_NOWHERE):
            found.append(f"style {value!r}")
    if element.tag == "iframe" and element.attributes.get("sandbox") != "":
        found.append("an iframe that is not sandboxed")
    return found
