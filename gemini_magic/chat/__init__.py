"""A conversation: Request in, events out, Reply as their fold. No user interface here.

request            `Request`: what is asked, whoever asks it
chat               `Chat`: a history, and who asks the model in each turn; `successors` of a model
                   that is gone, `signatures` that only one service takes
dialogue           one turn: ask, answer what was asked for, ask again
exchange           one exchange with the model, by either surface; `drafts` are several of them
assembler          chunks → events; `interactions`, of which `open_step` is one step, does that for
                   the other surface, in the words of interaction_arguments, interaction_parts and
                   interaction_notes
events, folds      what a frontend is told, and how each event changes a reply
reply, answer      what has arrived so far, made of `growing` values; `usage` adds tokens up
stream, running    a reply while it arrives: iterated, or read by a thread of its own
calls, approval    the functions of ours that a model asks for, and who decides; `tool_run` is one
answer_schema      what an answer has to look like: a type, a json_schema, or as table_rows
detection          what a model has found in a picture
turns              what a history consists of, and which of it stands above a cell
threads            the named chats, `kept` in the ledger; `older` answers of a cell
budget, estimate   what a call may cost, and who refuses it; `noting` writes rows of the ledger
live               sessions that hear and speak
"""

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
