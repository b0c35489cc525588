"""Prose: Markdown of the model → HTML that can do nothing but be read.

Two defences in a row: a parser without HTML and images, and an allow-list over what it made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from .deceptive import unmasked
from .highlight import STYLES
from .links import is_web_link
from .markup import CODE, CODE_IN_BLOCK
from .parser import SIDES, parser_for

if TYPE_CHECKING:
    from nh3 import Cleaner

__all__ = ["Prose", "prose_html", "washed"]

Prose = Callable[[str], str]
"""How a renderer turns Markdown into HTML."""

TAGS = frozenset(
    "p br hr h1 h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li "
    "table thead tbody tr th td a span".split()
)
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"style"},
    "td": {"style"},
    "span": {"style"},
}
# Each block runs the way its first letter says: right to left in Arabic and Hebrew.
_ADDED = {tag: {"dir": "auto"} for tag in ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table")}
_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_FROM_RIGHT = re.compile(f"[{_LETTERS}]")
# Paragraphs with such letters: Lab would have them all on the left.
_RIGHT_TO_LEFT = re.compile(rf'<p dir="auto">(?=(?:[^<{_LETTERS}]|<(?!/p>))*[{_LETTERS}])')
# Items that begin with one: their mark stands to the right, where Lab leaves no room for it.
_ITEM_RIGHT_TO_LEFT = re.compile(rf'<li dir="auto">(?=(?:<[^>]*>|[^\w<]|[\d_])*[{_LETTERS}])')
_TASK = re.compile(r'<li dir="auto">(\s*(?:<p dir="auto">)?)\[([ xX])\] ')
_STYLES = STYLES.union(SIDES)


def prose_html(text: str) -> str:
    """The HTML of Markdown; balanced whatever the text, half an answer included."""
    shown = unmasked(text)
    return washed(parser_for(shown).render(shown)) if shown else ""


def washed(html: str) -> str:
    """Only what is on the allow-list."""
    clean: str = _cleaner().clean(html)
    # Nothing else can spell this by now: in text its bracket is escaped.
    clean = clean.replace("<pre><code>", f"<pre>{CODE_IN_BLOCK}")
    clean = clean.replace("<pre>", f'<pre dir="ltr" tabindex="0" style="{CODE};margin:.5em 0">')
    if "<li" in clean:
        clean = _TASK.sub(_task, clean)
    if _FROM_RIGHT.search(clean):
        clean = _RIGHT_TO_LEFT.sub('<p dir="auto" style="text-align:start">', clean)
        clean = _ITEM_RIGHT_TO_LEFT.sub('<li dir="auto" style="margin-right:2em">', clean)
    # A wide table scrolls by itself, with the keyboard too.
    clean = clean.replace("<table", '<div role="region" tabindex="0" style="overflow:auto"><table')
    return clean.replace("</table>", "</table></div>")


def _task(found: re.Match[str]) -> str:
    box = "☐" if found[2] == " " else "☑"
    return f'<li dir="auto" style="list-style:none">{found[1]}{box} '


@cache
def _cleaner() -> Cleaner:
    from nh3 import Cleaner

    return Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_only_ours,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}, **_ADDED},
    )


_ARE_OURS: dict[str, Callable[[str], bool]] = {
    "href": is_web_link,
    "style": _STYLES.__contains__,
}


def _only_ours(tag: str, name: str, value: str) -> str | None:
    is_ours = _ARE_OURS.get(name)
    return value if is_ours is None or is_ours(value) else None
