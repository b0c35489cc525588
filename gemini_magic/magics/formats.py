"""`-f` and `--insert`: an answer as text, JSON or code alone, and its code as the next cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic_core import from_json

from ..chat import Reply
from ..chat.events import Event, Waiting
from ..errors import InvalidRequest, UnknownName
from ..render import MimeBundle, plain_text, without_controls
from ..render.alone import code_alone
from ..render.code_blocks import CodeBlock, code_blocks
from ..render.deceptive import unmasked
from ..render.markup import jsonable, pretty
from ..render.verbatim import fence
from .live_output import Output, output_for

__all__ = ["FORMATS", "FormattedOutput", "format_named", "insert_code", "output_in"]

_PYTHON = frozenset({"", "python", "python3", "py", "py3", "ipython"})
_UNFOLDED = {"expanded": True}  # for JupyterLab, which folds JSON otherwise
_SHELL = frozenset({"sh", "bash", "shell", "console"})


def format_named(name: str | None) -> str:
    """What `-f` says; markdown, which shows everything, if it is not given."""
    if name is not None and name not in FORMATS:
        raise UnknownName("format", name, FORMATS)
    return name or "markdown"


def output_in(shell: Any, name: str | None) -> Output:
    """Where an answer of this format is shown."""
    if (bundle := FORMATS[format_named(name)]) is None:
        return output_for(shell)
    return FormattedOutput(shell, bundle)


class FormattedOutput:
    """Draws once, when the answer is there: half an answer in these formats is none."""

    def __init__(self, shell: Any, bundle: Callable[[Reply], MimeBundle]) -> None:
        self._publisher = shell.display_pub
        self._bundle = bundle

    def show(self, event: Event, reply: Reply) -> None:
        """Nothing yet."""

    def wait(self, waiting: Waiting) -> None:
        """Nothing yet."""

    def finish(self, reply: Reply) -> None:
        """Draw; a reply that broke off is shown as text, marked."""
        if not reply.parts and not reply.refused:
            return
        bundle = _text(reply) if reply.is_partial else self._bundle(reply)
        self._publisher.publish(data=bundle.data, metadata=bundle.metadata)


def insert_code(shell: Any, reply: Reply) -> None:
    """Make the answer's code the next cell: that of its text, else what ran at the service.

    Raises `InvalidRequest` where there is none.
    """
    blocks = code_blocks(reply.text)
    code = _joined(block for block in blocks if block.language in _PYTHON)
    code = code or _joined(_run_at_the_service(reply))
    if not code:
        code = _joined(block for block in blocks if block.language in _SHELL)
        code = f"%%sh\n{code}" if code else ""
    if not code:
        raise InvalidRequest("the answer holds no Python or shell code to insert; ask for some")
    shell.set_next_input(unmasked(code))  # what is read there is what runs


def _run_at_the_service(reply: Reply) -> Iterator[CodeBlock]:
    for part in reply.parts:
        if part.executable_code is not None and part.executable_code.code:
            yield CodeBlock("python", part.executable_code.code)


def _text(reply: Reply) -> MimeBundle:
    return MimeBundle({"text/plain": plain_text(reply)})


def _json(reply: Reply) -> MimeBundle:
    blocks = [block.code for block in code_blocks(reply.text) if block.language in ("", "json")]
    for text in (reply.text, *blocks):
        try:
            # Endless nesting is no JSON to this parser; NaN is none to a notebook.
            value = jsonable(from_json(text))
        except ValueError:
            continue
        shown = pretty(value)
        data = {"text/plain": shown, "text/markdown": fence(shown, "json")}
        data |= {"text/html": code_alone(shown, "json")}
        return MimeBundle({"application/json": value, **data}, {"application/json": _UNFOLDED})
    return _text(reply)


def _code(reply: Reply) -> MimeBundle:
    blocks = code_blocks(reply.text) or list(_run_at_the_service(reply))
    if not blocks:
        return _text(reply)
    code = without_controls(_joined(blocks))
    data = {"text/plain": code, "text/markdown": fence(code, blocks[0].language)}
    return MimeBundle({"text/html": code_alone(code, blocks[0].language), **data})


def _joined(blocks: Iterable[CodeBlock]) -> str:
    return "\n\n".join(block.code.rstrip("\n") for block in blocks)


FORMATS: dict[str, Callable[[Reply], MimeBundle] | None] = {
    "markdown": None,
    "text": _text,
    "json": _json,
    "code": _code,
}
"""How an answer is shown, by name; None stands for the output that shows everything."""
