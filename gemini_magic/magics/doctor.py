"""What `%gemini doctor` says: what works here, what does not, and what to do about that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from ..errors import EngineError, SettingsError
from ..session import current
from .checks import OF_THE_PLACE, OF_THE_SERVICE, Finding

__all__ = ["examined"]

_LONGEST = 60  # seconds
_MARKS = {True: "ok", False: "!!", None: "--"}


def examined(shell: Any) -> str:
    """A line for each finding, with its remedy below, and the table of the engine's parts."""
    findings = list(_findings(shell))
    width = max(len(finding.subject) for finding in findings)
    lines = [line for finding in findings for line in _lines(finding, width)]
    return "\n".join([*lines, "", _parts()])


def _findings(shell: Any) -> Iterator[Finding]:
    for look in OF_THE_PLACE:
        yield from look(shell)
    try:
        session = current()
    except SettingsError as error:
        yield Finding(False, "settings", str(error))
        return
    for check in OF_THE_SERVICE:
        yield from check(session)


def _lines(finding: Finding, width: int) -> list[str]:
    said = f"{_MARKS[finding.well]}  {finding.subject:<{width}}  {finding.text}"
    remedy = f"{'':<{width + 6}}{finding.remedy}"
    return [said, remedy] if finding.remedy else [said]


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
