"""A conversation: Request in, events out, Reply as their fold. No user interface here."""

from .assembler import Assembler
from .chat import Chat, Turn
from .interactions import InteractionAssembler
from .reply import Answer, Reply, fold
from .request import Request
from .stream import ReplyStream

__all__ = [
    "Answer",
    "Assembler",
    "Chat",
    "InteractionAssembler",
    "Reply",
    "ReplyStream",
    "Request",
    "Turn",
    "fold",
]
