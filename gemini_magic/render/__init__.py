"""Reply → MIME bundle: one file for each family of parts. Pure: no I/O, no clock, no IPython.

render(reply)        the bundle that a notebook saves
LivePage().html(…)   the HTML of a reply that grows, at a cost proportional to what is new
render_alone(value)  the bundle of a picture, a film, a sound or a part by itself
safe_markdown(text)  Markdown that stays Markdown and can become nothing else
"""

from .alone import render_alone
from .bundle import MIME_TYPE, MimeBundle, plain_text, render, without_controls
from .live import LivePage
from .part import RENDERERS
from .safe_markdown import safe_markdown

__all__ = [
    "MIME_TYPE",
    "RENDERERS",
    "LivePage",
    "MimeBundle",
    "plain_text",
    "render",
    "render_alone",
    "safe_markdown",
    "without_controls",
]
