"""What `%gemini doctor` looks at: one function for each subject, named in a list below."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from ..api.client import Client
from ..api.retry import RetryPolicy
from ..catalog import advice
from ..errors import ClientError, GeminiError, LedgerError
from ..session import Session
from ..settings import VERSION, Settings
from .magics import NAME
from .notebook import keep_ledger, notebook_path

__all__ = ["OF_THE_PLACE", "OF_THE_SERVICE", "Finding"]

_WITHOUT = "for Gemini: set GOOGLE_API_KEY where the kernel starts, and start it anew"
_AT = "keys, quotas and billing: https://aistudio.google.com/api-keys"
_PATIENCE = 10.0  # seconds
_LIMITS = {"iopub_msg_rate_limit": 100.0, "iopub_data_rate_limit": 1e6}  # a second
"""What an answer needs at most, of what Jupyter's server may be told to allow."""


class Finding(NamedTuple):
    """What was found: `well` is None for what is neither good nor bad."""

    well: bool | None
    subject: str
    text: str
    remedy: str = ""


def _versions(shell: Any) -> Iterator[Finding]:
    """The versions that a report of a fault should name."""
    found = [f"{name} {_version(name)}" for name in ("ipython", "ipykernel") if _version(name)]
    python = sys.version.split()[0]
    yield Finding(None, "version", f"gemini-magic {VERSION}, Python {python}, {', '.join(found)}")


def _page(shell: Any) -> Iterator[Finding]:
    """What the page can show: HTML, widgets, buttons."""
    if not hasattr(shell, "kernel"):
        yield Finding(None, "page", "a terminal: answers are printed as they come, without panels")
        return
    widgets = _version("ipywidgets"), _version("anywidget")
    yield Finding(True, "page", f"ipywidgets {widgets[0]}, anywidget {widgets[1]} for panels")


def _trust(shell: Any) -> Iterator[Finding]:
    """Whether saved answers are shown as they were, or without their HTML."""
    path = notebook_path(shell)
    try:
        from nbformat import NO_CONVERT, read
        from nbformat.sign import NotebookNotary
    except ImportError:
        return  # the server has it, in an environment of its own
    if not path.is_file():
        return
    if NotebookNotary().check_signature(read(path, as_version=NO_CONVERT)):
        yield Finding(True, "trust", f"{path.name} is trusted")
    else:
        text = f"{path.name} is not trusted: until they run, cells show their answers plainly"
        yield Finding(None, "trust", text, f"if you trust it: jupyter trust {path.name}")


def _limits(shell: Any) -> Iterator[Finding]:
    """Whether Jupyter's server was told to drop what a long answer sends."""
    try:
        from jupyter_core.paths import jupyter_config_path
    except ImportError:
        return
    for folder in jupyter_config_path():
        path = Path(folder) / "jupyter_server_config.json"
        if not path.is_file():
            continue
        try:
            settings = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            yield Finding(False, "limits", f"{path} is no JSON: {error}")
            continue
        for section, values in settings.items():
            for name, least in _LIMITS.items():
                allowed = values.get(name) if isinstance(values, dict) else None
                if isinstance(allowed, int | float) and 0 < allowed < least:
                    text = f"{section}.{name} = {allowed:g}: long answers may be cut off"
                    yield Finding(False, "limits", text, f"make it {least:g} or more in {path}")


def _name(shell: Any) -> Iterator[Finding]:
    """Whose name we have taken."""
    magics = shell.magics_manager.registry.get("GeminiMagics")
    for kind, owner in getattr(magics, "displaced", {}).items():
        mark = "%%" if kind == "cell" else "%"
        text = f"{mark}{NAME} was {owner.__module__}'s before"
        yield Finding(None, "name", text, "%unload_ext gemini_magic gives it back")


def _key(session: Session) -> Iterator[Finding]:
    """Whether the service takes the key: one question about a model, which costs nothing."""
    settings = Settings.from_environment()
    if session.is_local:
        key = f"{settings.key_source} is set, and not used" if settings.api_key else "none"
        remedy = f"for Gemini: %{NAME} use gemini" if settings.api_key else _WITHOUT
        yield Finding(None, "key", f"{key}; the local engine answers", remedy)
        return
    begun = time.monotonic()
    source = settings.key_source or "credentials"
    try:
        with Client(engine="gemini", timeout=_PATIENCE, retry=RetryPolicy(attempts=1)) as client:
            client.models.get(model=session.model)
    except GeminiError as error:
        remedy = _AT if isinstance(error, ClientError) else ""
        yield Finding(False, "key", f"{source}: {error}", remedy)
        return
    took = (time.monotonic() - begun) * 1e3
    yield Finding(True, "key", f"{source} works: {settings.base_url} answered in {took:.0f} ms")


def _model(session: Session) -> Iterator[Finding]:
    """Whether the model is gone or will go, by the catalog."""
    if sentence := advice(session.model, date.today()):
        yield Finding(False, "model", sentence, f"%{NAME} models lists what there is")
    else:
        yield Finding(True, "model", session.described)


def _ledger(session: Session) -> Iterator[Finding]:
    """Whether calls are written down, and which of the last day were refused for their number."""
    keep_ledger(session)
    ledger = session.ledger
    if ledger is None:
        yield Finding(None, "ledger", "off: no usage, no budget, no answers to give once more")
        return
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    try:
        entries = list(ledger.entries(since=since))
    except LedgerError as error:
        yield Finding(False, "ledger", str(error))
        return
    calls = "1 call" if len(entries) == 1 else f"{len(entries)} calls"
    yield Finding(True, "ledger", f"{ledger.path}: {calls} in the last day")
    if refused := [entry.error for entry in entries if entry.error.startswith("429 ")]:
        text = f"{len(refused)} of them were refused; the last: {refused[-1]}"
        yield Finding(False, "quota", text, _AT)


def _proxy(session: Session) -> Iterator[Finding]:
    """What stands between us and the service."""
    proxies = [name for name in os.environ if name.upper() in ("HTTPS_PROXY", "ALL_PROXY")]
    if proxies and not session.is_local:
        yield Finding(None, "proxy", f"{' and '.join(proxies)}: requests go through it")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


OF_THE_PLACE: tuple[Callable[[Any], Iterator[Finding]], ...] = (
    _versions,
    _page,
    _trust,
    _limits,
    _name,
)
OF_THE_SERVICE: tuple[Callable[[Session], Iterator[Finding]], ...] = (_key, _model, _ledger, _proxy)
