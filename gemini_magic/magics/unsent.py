"""`--dry` and `--as`: what a cell would send, shown or written as code; nothing is sent."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from ..api.call import Call
from ..chat import Request
from ..errors import UnknownName
from ..render import MimeBundle
from ..render.alone import code_alone
from ..render.verbatim import fence
from ..session import Session
from ..settings import Settings
from .as_code import LANGUAGES, Code, Service, as_code
from .notebook import about_cell
from .preview import preview

__all__ = ["is_unsent", "show_unsent"]

_FOLDER = Path(".gemini", "sent")


def is_unsent(arguments: Namespace) -> bool:
    """Whether the flags only want to see the request."""
    return bool(arguments.dry or arguments.language)


def show_unsent(shell: Any, arguments: Namespace, request: Request, session: Session) -> None:
    """Show what would be sent. Code is kept under the name of `-o`; no history changes."""
    call = session.call(
        request,
        thread=arguments.thread,
        remember=not (arguments.no_history or arguments.new),
        about=about_cell(shell, arguments.thread),
    )
    if arguments.dry:
        _publish(shell, preview(call, is_local=session.is_local))
    if arguments.language:
        code = _code(call, arguments.language, session)
        _publish(shell, _bundle(code))
        if arguments.insert:
            shell.set_next_input(f"%%sh\n{code.text}" if code.language == "sh" else code.text)
        if arguments.out:
            shell.user_ns[arguments.out] = code.text


def _code(call: Call[Any], language: str, session: Session) -> Code:
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES)
    if session.is_local:
        return as_code(call, language, Service(folder=_FOLDER))  # code for Gemini itself
    settings = Settings.from_environment()
    return as_code(call, language, Service(settings.base_url, settings.api_version, _FOLDER))


def _bundle(code: Code) -> MimeBundle:
    return MimeBundle(
        {
            "text/html": code_alone(code.text, code.language),
            "text/markdown": fence(code.text, code.language),
            "text/plain": code.text,
        }
    )


def _publish(shell: Any, bundle: MimeBundle) -> None:
    shell.display_pub.publish(data=bundle.data, metadata=bundle.metadata)
