"""What drawing a long answer costs while it grows, in full renderings of its Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt

from gemini_magic.api.types import Part
from gemini_magic.chat import Reply
from gemini_magic.chat.events import Finish, PartDelta, PartStart
from gemini_magic.render import LivePage, render

from .measure import cpu_rounds
from .table import Row

__all__ = ["rows", "text_of"]

_SIZE, _UPDATES = 256_000, 200
_SECTION = """
## Section {n}

Light of wavelength $\\lambda$ is scattered as $\\lambda^{{-4}}$, so **blue** goes *everywhere*;
see [the article](https://example.org/{n}) and `scatter(n={n})` for how much, and who says so.

- molecules are small beside the wavelength
- droplets are not: clouds are white
  1. which is another theory
  2. by another person

```python
def scatter(n: int = {n}) -> float:
    return (400 / 700) ** -4 * n
```

| colour | nm | share |
|:-------|---:|------:|
| blue | 450 | {n} |
| red | 700 | 1 |
"""


def rows() -> Iterator[Row]:
    """CPU of all updates of one answer together, and of the drawing that the notebook keeps."""
    text = text_of(_SIZE)
    found = cpu_rounds(
        {
            "markdown-it": lambda: MarkdownIt("commonmark").enable("table").render(text),
            "live": lambda: _live(text),
            "final": lambda: render(_whole(text)),
        }
    )
    for name, what in (
        ("live", f"{_UPDATES} updates of a page"),
        ("final", "the bundle it is saved as"),
    ):
        yield Row(
            f"{_SIZE // 1000} KB answer: {what}",
            "ms",
            found.median(name) / 1e3,
            "one markdown-it render",
            found.median("markdown-it") / 1e3,
            found.ratio(name, "markdown-it"),
        )


def text_of(length: int) -> str:
    """Markdown of this many characters, of all that long answers are made of."""
    sections: list[str] = []
    size = 0
    while size < length:
        sections.append(_SECTION.format(n=len(sections)))
        size += len(sections[-1])
    return "".join(sections)[:length]


def _whole(text: str) -> Reply:
    return Reply().apply(PartStart(Part(text=text))).apply(Finish("STOP"))


def _live(text: str) -> None:
    page, step = LivePage(), -(-len(text) // _UPDATES)
    reply = Reply().apply(PartStart(Part(text="")))
    for at in range(0, len(text), step):
        reply = reply.apply(PartDelta(text[at : at + step]))
        page.html(reply)
