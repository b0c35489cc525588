"""The Markdown parser: no HTML, no images, maths untouched, and only the rules a text may need.

Most answers hold no table, no maths, no quote; to ask these rules at every line and mark all the
same takes a fifth of the time of parsing. Each needs a sign, so a text without it does without
the rule, and is read alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from .highlight import highlighted
from .links import is_web_link

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

__all__ = ["SIDES", "parser_for", "parser_without"]

SIDES = ("text-align:start", "text-align:left", "text-align:center", "text-align:right")
"""To which side the text of a table's cell may lean, as styles."""

_SIGNS: dict[str, tuple[str, ...]] = {
    "autolink": ("<",),
    "backticks": ("`",),
    "blockquote": (">",),
    "emphasis": ("*", "_"),
    "entity": ("&",),
    "escape": ("\\",),
    "fence": ("```", "~~~"),
    "heading": ("#",),
    "image": ("![",),
    "link": ("[",),
    "maths": ("$", "\\"),
    "reference": ("]:",),
    "strikethrough": ("~~",),
    "table": ("|",),
}
"""What a text must hold for a rule to find anything in it; rules not named are always asked."""

_UNDERLINE = re.compile(r"[-=][ \t]*$", re.MULTILINE)  # of a heading
_ENDS_TEXT = {
    "autolink": "<",
    "backticks": "`",
    "emphasis": "*_",
    "entity": "&",
    "escape": "\\",
    "image": "![]",
    "link": "[]",
    "maths": "$\\",
    "strikethrough": "~",
}
"""At which characters the rules inside of a paragraph are asked."""


def parser_for(text: str) -> MarkdownIt:
    """A parser that reads this text as `parser_without()` does, sooner."""
    unneeded = {rule for rule, signs in _SIGNS.items() if not any(sign in text for sign in signs)}
    if "\r" not in text and not _UNDERLINE.search(text):
        unneeded.add("lheading")
    return parser_without(frozenset(unneeded))


@lru_cache(maxsize=64)
def parser_without(rules: frozenset[str] = frozenset()) -> MarkdownIt:
    """CommonMark with tables and strikethrough, without those rules."""
    from markdown_it import MarkdownIt

    from .maths import maths_rules

    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})
    markdown.enable(["table", "strikethrough"])
    maths_rules(markdown)
    markdown.disable(["html_block", "html_inline", *rules])
    ending = {mark for rule, marks in _ENDS_TEXT.items() if rule not in rules for mark in marks}
    markdown.inline.terminator_re = re.compile(f"[{re.escape(''.join(sorted(ending)))}\n]")
    markdown.validateLink = _may_link  # type: ignore[method-assign]
    markdown.add_render_rule("image", _image_as_link)
    for cell in ("th_open", "td_open"):
        markdown.add_render_rule(cell, _cell)
    markdown.add_render_rule("fence", _fence)
    return markdown


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
    side = tokens[at].attrs.get("style", SIDES[0])
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
