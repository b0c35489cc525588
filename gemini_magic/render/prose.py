"""Prose: Markdown of the model → HTML that can do nothing but be read.

Two defences in a row: a parser without HTML and images, and an allow-list over what it made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from .deceptive import unmasked
from .highlight import STYLES, highlighted
from .markup import CODE, CODE_IN_BLOCK

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict
    from nh3 import Cleaner

__all__ = ["Prose", "is_web_link", "parser", "prose_html", "washed"]

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
# Paragraphs with such letters: Lab would have them all on the left.
_RIGHT_TO_LEFT = re.compile(rf'<p dir="auto">(?=(?:[^<{_LETTERS}]|<(?!/p>))*[{_LETTERS}])')
# Items that begin with one: their mark stands to the right, where Lab leaves no room for it.
_ITEM_RIGHT_TO_LEFT = re.compile(rf'<li dir="auto">(?=(?:<[^>]*>|[^\w<]|[\d_])*[{_LETTERS}])')
_TASK = re.compile(r'<li dir="auto">(\s*(?:<p dir="auto">)?)\[([ xX])\] ')
_SIDES = ("text-align:start", "text-align:left", "text-align:center", "text-align:right")
_STYLES = STYLES.union(_SIDES)
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def prose_html(text: str) -> str:
    """The HTML of Markdown; balanced whatever the text, half an answer included."""
    return washed(parser().render(unmasked(text))) if text else ""


def washed(html: str) -> str:
    """Only what is on the allow-list."""
    clean: str = _cleaner().clean(html)
    # Nothing else can spell this by now: in text its bracket is escaped.
    clean = clean.replace("<pre><code>", f"<pre>{CODE_IN_BLOCK}")
    clean = clean.replace("<pre>", f'<pre dir="ltr" tabindex="0" style="{CODE};margin:.5em 0">')
    clean = _RIGHT_TO_LEFT.sub('<p dir="auto" style="text-align:start">', clean)
    if "<li" in clean:
        clean = _TASK.sub(_task, clean)
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


def is_web_link(url: str) -> bool:
    """Whether the address leads to a page or a mailbox, and nowhere else."""
    return _LINK.match(url) is not None


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; no HTML, no images, maths untouched."""
    from markdown_it import MarkdownIt

    from .maths import maths_rules

    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})
    markdown.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    markdown.validateLink = _may_link  # type: ignore[method-assign]
    markdown.add_render_rule("image", _image_as_link)
    for cell in ("th_open", "td_open"):
        markdown.add_render_rule(cell, _cell)
    markdown.add_render_rule("fence", _fence)
    maths_rules(markdown)
    return markdown


_ARE_OURS: dict[str, Callable[[str], bool]] = {
    "href": is_web_link,
    "style": _STYLES.__contains__,
}


def _only_ours(tag: str, name: str, value: str) -> str | None:
    is_ours = _ARE_OURS.get(name)
    return value if is_ours is None or is_ours(value) else None


def _may_link(url: str) -> bool:
    # Links inside the text lead nowhere here (no ids), but their brackets need not show.
    return is_web_link(url) or url.startswith("#")


def _image_as_link(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """Loading an image tells its server that, when and where the notebook was opened."""
    from markdown_it.common.utils import escapeHtml

    source = str(tokens[at].attrs.get("src", ""))
    name = renderer.renderInlineAsText(tokens[at].children, options, env) or source
    inside_link = sum(token.nesting for token in tokens[:at] if token.tag == "a") > 0
    if inside_link or not is_web_link(source):
        return escapeHtml(name)
    return f'<a href="{escapeHtml(source)}">{escapeHtml(name)}</a>'


def _cell(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    # Said for every cell: Lab would move them all to the right, whatever `align` says.
    side = tokens[at].attrs.get("style", _SIDES[0])
    return f'<{tokens[at].tag} style="{side}">'


def _fence(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """Coloured once it is closed: open code grows at its end, and is not looked at again."""
    token = tokens[at]
    first, after = token.map or (0, 0)
    is_whole = token.content.endswith("\n") or not token.content
    is_closed = is_whole and after - first == token.content.count("\n") + 2
    language = token.info.strip().partition(" ")[0] if is_closed else ""
    return f"<pre><code>{highlighted(token.content, language)}</code></pre>\n"
