"""A conversation: Request in, events out, Reply as their fold. No user interface here."""

from .assembler import Assembler
from .reply import Answer, Reply, fold

__all__ = ["Answer", "Assembler", "Reply", "fold"]
