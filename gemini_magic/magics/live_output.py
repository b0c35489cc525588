"""Where a reply is shown while it arrives: three kinds of place, one interface.

LiveOutput      one output of a notebook, redrawn as the reply grows
StaticOutput    one output, drawn once at the end, for runs that nobody watches
TerminalOutput  text, printed as it comes
"""

from __future__ import annotations

import contextvars
import sys
import threading
import uuid
from dataclasses import replace
from typing import Any, Protocol

from IPython.core.interactiveshell import InteractiveShell

from ..chat import Reply
from ..chat.events import Attached, Event, PartDelta, PartStart, Rejected, Waiting
from ..render import LivePage, plain_text, sent, without_controls
from ..settings import RenderMode
from .media_folder import MediaFolder
from .redraws import Redraws
from .render_mode import mode_of

__all__ = [
    "LiveOutput",
    "Output",
    "StaticOutput",
    "TerminalOutput",
    "origin_of",
    "output_for",
]

SHORTEST_PAUSE = 0.05  # seconds between redraws, however fast an answer grows

ARRIVING = "[the answer arrives in updates; to see it here set GEMINI_MAGIC_RENDER=terminal]"


class Output(Protocol):
    """Life: `show` for every event, `wait` before a retry, `finish` once."""

    def show(self, event: Event, reply: Reply) -> None:
        """`reply` is what it is after `event`."""

    def wait(self, waiting: Waiting) -> None:
        """Nothing arrives for some seconds."""

    def finish(self, reply: Reply) -> None:
        """The reply as it stays; also after a failure or an interrupt."""


def output_for(shell: InteractiveShell, mode: RenderMode | None = None) -> Output:
    """The output that fits who is looking."""
    mode = mode_of(shell) if mode is None else mode
    if mode == "terminal":
        return TerminalOutput()
    return StaticOutput(shell) if mode == "static" else LiveOutput(shell)


class StaticOutput:
    """Draws once, at the end."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._publisher = shell.display_pub

    def show(self, event: Event, reply: Reply) -> None:
        """Nothing yet."""

    def wait(self, waiting: Waiting) -> None:
        """Nothing yet."""

    def finish(self, reply: Reply) -> None:
        """Draw."""
        if _is_mere_error(reply):
            return
        bundle = MediaFolder(self._shell, "static").bundle(reply)
        self._publisher.publish(data=bundle.data, metadata=bundle.metadata)


class LiveOutput:
    """Redraws one output from a thread of its own, so that reading never waits for drawing.

    What the thread draws is HTML only; the last drawing holds every type and is what the
    notebook keeps.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._publisher = shell.display_pub
        self._display_id = uuid.uuid4().hex
        self._folder = MediaFolder(shell, "live")
        self._page = LivePage(self._folder.name)
        self._reply: Reply | None = None
        self._drawn: Reply | None = None
        self._redraws = Redraws()
        self._is_shown = False
        self._done = threading.Event()
        self._painter: threading.Thread | None = None

    def begin(self) -> None:
        """Show an empty answer now: what is drawn first after a cell has ended is lost."""
        self._publish({"text/html": self._page.html(Reply()), "text/plain": ARRIVING}, {})

    def show(self, event: Event, reply: Reply) -> None:
        """Leave the newest reply for the painter."""
        self._reply = reply
        self._begin()

    def wait(self, waiting: Waiting) -> None:
        """Show that something is being waited for."""
        self._reply = (self._reply or Reply()).apply(waiting)
        self._begin()

    def finish(self, reply: Reply) -> None:
        """Stop the painter, then draw what stays."""
        self._done.set()
        if self._painter is not None:
            self._painter.join()
        if _is_mere_error(reply) and not self._is_shown:
            return
        bundle = self._folder.bundle(reply, self._page)
        self._publish(bundle.data, bundle.metadata)

    def _begin(self) -> None:
        # Not sooner: a request that is refused unsent never comes to `finish`.
        if self._painter is None:
            # The thread belongs to this cell: its output goes where this cell's goes.
            context = contextvars.copy_context()
            self._painter = threading.Thread(target=context.run, args=(self._paint,), daemon=True)
            self._painter.start()

    def _paint(self) -> None:
        while not self._done.wait(SHORTEST_PAUSE):
            reply = self._reply
            if reply is None or reply is self._drawn:
                continue
            size = _size_of(reply)
            if not self._redraws.is_due(size):
                continue
            self._drawn = reply
            html = self._page.html(reply)
            # What ignores updates, as Jupyter's console does, shows the first drawing for good.
            first = {} if self._is_shown else {"text/plain": ARRIVING}
            self._publish({"text/html": html, **first}, {})
            self._redraws.drawn(size, len(html))

    def _publish(self, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        self._publisher.publish(
            data=data,
            metadata=metadata,
            transient={"display_id": self._display_id},
            update=self._is_shown,
        )
        self._is_shown = True


def _is_mere_error(reply: Reply) -> bool:
    """Whether nothing arrived but an error: the cell fails with its line, once."""
    failed = reply.stopped is not None and reply.stopped.cause == "error"
    return failed and not reply.refused and not any(answer.parts for answer in reply.answers)


def _size_of(reply: Reply) -> int:
    """How much there is to draw, in characters; media count once, when they arrive."""
    return sum(answer.size for answer in reply.answers)


def origin_of(reply: Reply) -> str:
    """A line that says who has answered; empty where that is not known."""
    origin = f"{reply.model_version} (not Gemini)" if reply.is_local else reply.model_version
    return f"— {without_controls(origin)}" if origin else ""


class TerminalOutput:
    """Prints text as it comes; at the end, what else there is to say."""

    def show(self, event: Event, reply: Reply) -> None:
        """Print what this event adds to the answer."""
        match event:
            case PartDelta(text, 0) if reply.answers[0].open_kind == "text":
                self._write(text)
            case PartStart(part, 0) if part.kind == "text":
                self._write(part.text or "")
            case PartStart(part, 0) if part.kind == "function_call":
                # Whether it may run is asked on a line of its own.
                is_behind_text = [before.kind for before in reply.parts[-2:-1]] == ["text"]
                self._write("\n" if is_behind_text else "")
            case Attached(found):
                self._write(f"{sent.plain(found)}\n")
            case Rejected(problem):
                self._write(f"\n[asked once more: {problem}]\n")

    def wait(self, waiting: Waiting) -> None:
        """One line: why, and for how long."""
        self._write(
            f"[{waiting.message.splitlines()[0]}; trying again in {waiting.seconds:.0f} s]\n"
        )

    def finish(self, reply: Reply) -> None:
        """What the text does not say: stops, refusals, calls; and who has answered."""
        if reply.stopped is not None and reply.stopped.cause == "error":
            reply = replace(reply, stopped=None)  # the cell fails with its line
        rest = plain_text(reply).removeprefix(without_controls(reply.text)).strip()
        lines = [line for line in (rest, origin_of(reply)) if line]
        self._write("\n" + "\n".join(lines) + "\n" if lines else "\n")

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(without_controls(text))
        sys.stdout.flush()
