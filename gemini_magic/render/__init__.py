"""Reply → MIME bundle: one file for each family of parts. Pure: no I/O, no clock, no IPython.

render(reply)        the bundle that a notebook saves
LivePage().html(…)   the HTML of a reply that grows, at a cost proportional to what is new
render_alone(value)  the bundle of a picture, a film, a sound or a part by itself
safe_markdown(text)  Markdown that stays Markdown and can become nothing else

bundle, page, live     a reply as all types, as HTML, and as HTML while it grows
pieces                 the parts of an answer as a reader sees them; `part` says who shows which:
                       text, thought, code, function_call (with screen_step), media, unknown
sent, asked, endings,  what stands around the answer: what went with the prompt, what shaped it, how
footer                 it ended, who answered
grounding, url_context, citations      where a grounded answer comes from
data, overlay          text that is JSON: a table or a tree, or marks on a picture (marked_picture)
prose, growing_prose   Markdown → HTML, at once or as it grows: `parser`, maths; long_text cut off
safe_markdown          Markdown → Markdown, by its fences and links; `verbatim` is any string in it
markup                 the HTML shapes that all are made of, and `highlight` for code
deceptive              letters that make text look like what it is not
code_blocks            the fenced code of an answer
side_files             media beside the notebook; sound_preview for who has not got them
side_by_side, alone    several replies, and what is no reply: a picture, a sound, code
actions                the one script, for copying and folds
pictures               numbers as pictures
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
