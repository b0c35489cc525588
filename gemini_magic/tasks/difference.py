"""How the second of two replies differs from the first, folded below them."""

from __future__ import annotations

from collections.abc import Sequence

from ..chat import Reply
from ..render import MimeBundle
from ..render.markup import fold, quiet, text
from .word_diff import Stretch, word_diff

__all__ = ["difference"]

_STYLES = {
    "removed": ("del", "background:rgba(198,40,40,.18)"),
    "added": ("ins", "background:rgba(46,125,50,.2);text-decoration:underline"),
}


def difference(replies: Sequence[Reply]) -> MimeBundle | None:
    """HTML only: the texts themselves stand above. None unless two texts are compared."""
    texts = [reply.text for reply in replies]
    if len(texts) != 2 or not all(texts):
        return None
    if texts[0] == texts[1]:
        return MimeBundle({"text/html": quiet("The texts are the same.")})
    body = "".join(map(_html, word_diff(*texts)))
    return MimeBundle(
        {"text/html": fold("Difference", f'<div style="white-space:pre-wrap">{body}</div>')}
    )


def _html(stretch: Stretch) -> str:
    if stretch.kind not in _STYLES:
        return text(stretch.text)
    tag, style = _STYLES[stretch.kind]
    return f'<{tag} style="{style}">{text(stretch.text)}</{tag}>'
