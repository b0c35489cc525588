"""How replies are shown in a shell: live, drawn once, or as text in a terminal."""

from __future__ import annotations

from typing import Any

from ..settings import RenderMode, Settings, render_mode

__all__ = ["mode_of"]


def mode_of(shell: Any) -> RenderMode:
    """As the user says, or else what fits who is looking; never "auto"."""
    if (wanted := render_mode()) != "auto":
        return wanted
    if getattr(shell, "kernel", None) is None:
        return "terminal"
    is_seen = _is_watched(shell) and not Settings.from_environment().under_pytest
    return "live" if is_seen else "static"


def _is_watched(shell: Any) -> bool:
    """Whether a person may answer: nbclient, papermill and nbval say that nobody does.

    They compare or keep the first drawing of an output, or drop redraws altogether.
    """
    parent = shell.get_parent() or {}
    return bool((parent.get("content") or {}).get("allow_stdin", True))
