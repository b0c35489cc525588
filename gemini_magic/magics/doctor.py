"""What `%gemini doctor` says: how cells are answered here, and what the local engine can do."""

from __future__ import annotations

import subprocess
import sys

from ..errors import EngineError, GeminiError
from ..session import current
from ..settings import VERSION, Settings

__all__ = ["examined"]

_LONGEST = 60  # seconds


def examined() -> str:
    """The settings as they are now, without any key, and the table of the engine's parts."""
    rows = [("version", f"gemini-magic {VERSION}, Python {sys.version.split()[0]}"), *_settings()]
    width = max(len(name) for name, _ in rows)
    settings = "\n".join(f"{name:<{width}}  {value}" for name, value in rows)
    return f"{settings}\n\n{_parts()}"


def _settings() -> list[tuple[str, str]]:
    """What is wrong with the settings is what one asks the doctor for: it is said, not raised."""
    try:
        settings = Settings.from_environment()
        answers = current().described
    except GeminiError as error:
        return [("settings", f"{error}")]
    address = "on this machine" if current().is_local else settings.base_url
    key = f"{settings.key_source} is set" if settings.api_key else "none; %gemini help says how"
    return [("key", key), ("answers", answers), ("address", address)]


def _parts() -> str:
    """The engine is another process, and so is its doctor."""
    command = [sys.executable, "-m", "gemini_magic.local", "doctor"]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"`{' '.join(command)}` said nothing for {_LONGEST} s") from None
    if ran.returncode:
        raise EngineError(f"`{' '.join(command)}` failed; run it in a terminal to see why")
    return ran.stdout.rstrip()
