"""A conversation: Request in, events out, Reply as their fold. No user interface here."""

from .answer_schema import AnswerSchema, answer_schema
from .approval import APPROVALS, Approval, Approver, Decision
from .assembler import Assembler
from .chat import Chat
from .interactions import InteractionAssembler
from .reply import Answer, Reply, fold
from .request import Request
from .stream import ReplyStream
from .threads import ThreadRow, Threads
from .turns import Standing, Turn

__all__ = [
    "APPROVALS",
    "Answer",
    "AnswerSchema",
    "Approval",
    "Approver",
    "Assembler",
    "Chat",
    "Decision",
    "InteractionAssembler",
    "Reply",
    "ReplyStream",
    "Request",
    "Standing",
    "ThreadRow",
    "Threads",
    "Turn",
    "answer_schema",
    "fold",
]
