"""Values of a notebook → the parts that carry them to the model, and what is said of them.

attachment   `Attachment`: parts, and `Sent`: what a reader is told of them
kinds        one module for each kind of value: tables, figures, pictures, sounds, files, code, …
fencing      text from data, which nothing in it can close
fragment     which part of a medium counts: a stretch of a film, frames, resolution
media        bytes of a media type: inside the request, or uploaded where they are too many
prompt       `Prompt`: text with values in it, as parts; `interpolation` finds their names
prompt_part  what a function of Python is given as a part of a question
uploads      `Uploads`: files at the service, once for each content
thumbnail    pictures made smaller, for that line and for pages
tokens       what a part may cost, estimated
"""

from .attachment import Attachment, Sent, Terms
from .fencing import fenced
from .kinds import KINDS, attached
from .prompt import Prompt
from .prompt_part import attachment_from
from .uploads import Uploads

__all__ = [
    "KINDS",
    "Attachment",
    "Prompt",
    "Sent",
    "Terms",
    "Uploads",
    "attached",
    "attachment_from",
    "fenced",
]
