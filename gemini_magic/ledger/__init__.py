"""The ledger: what was asked of the service, what it cost, and answers to give once more.

key        the hash by which equal requests are known
entry      one call, as a row of the ledger
book       `Ledger`: the rows and the answers, in SQLite beside the notebook
turns      `KeptTurns`: what the threads of a notebook say, for its next kernel
vectors    embeddings, kept by what was embedded
runs       tables that were sent as batch jobs, for the next kernel
uploads    files at the service, kept by their content
votes      which of several answers somebody found best
recorder   `Recorder`: a stream that is written down, or given once more
merge      several ledgers become one
export     answers as lines of JSON, for version control
"""

from .book import Ledger
from .entry import About, Entry, now
from .export import export, take_in
from .key import key_of
from .recorder import Guard, Recorder
from .turns import KeptTurn, KeptTurns, Said

__all__ = [
    "About",
    "Entry",
    "Guard",
    "KeptTurn",
    "KeptTurns",
    "Ledger",
    "Recorder",
    "Said",
    "export",
    "key_of",
    "now",
    "take_in",
]
