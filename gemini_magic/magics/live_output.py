"""Where a reply is shown while it arrives: three kinds of place, one interface.

LiveOutput      one output of a notebook, redrawn as the reply grows
StaticOutput    one output, drawn once at the end, for runs that nobody watches
TerminalOutput  text, printed as it comes
"""

from __future__ import annotations

import contextvars
import sys
import threading
import time
import uuid
from typing import Any, Protocol

from IPython.core.interactiveshell import InteractiveShell

from ..chat import Reply
from ..chat.events import Event, PartDelta, PartStart, Waiting
from ..render import LivePage, plain_text, render, without_controls
from ..settings import RenderMode, Settings

__all__ = ["LiveOutput", "Output", "StaticOutput", "TerminalOutput", "output_for"]

# A redraw sends the whole answer. At most 20 a second; and a long answer is not sent again
# before it has grown by an eighth or some time has passed, so that all redraws together cost a
# small multiple of its length instead of its square. The time is a second, and longer for a
# page that a second's worth of redraws would choke.
SHORTEST_PAUSE = 0.05
LEAST_GROWTH = 1 / 8
LONGEST_PAUSE = 1.0
BYTES_PER_SECOND = 256_000


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
    settings = Settings.from_environment()
    mode = settings.render if mode is None else mode
    if mode == "auto":
        if getattr(shell, "kernel", None) is None:
            mode = "terminal"
        elif settings.under_pytest or not _is_watched(shell):
            mode = "static"
        else:
            mode = "live"
    if mode == "terminal":
        return TerminalOutput()
    return StaticOutput(shell) if mode == "static" else LiveOutput(shell)


def _is_watched(shell: Any) -> bool:
    """Whether a person may answer: nbclient, papermill and nbval say that nobody does.

    They compare or keep the first drawing of an output, or drop redraws altogether.
    """
    parent = shell.get_parent() or {}
    return bool((parent.get("content") or {}).get("allow_stdin", True))


class StaticOutput:
    """Draws once, at the end."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._publisher = shell.display_pub

    def show(self, event: Event, reply: Reply) -> None:
        """Nothing yet."""

    def wait(self, waiting: Waiting) -> None:
        """Nothing yet."""

    def finish(self, reply: Reply) -> None:
        """Draw."""
        bundle = render(reply)
        self._publisher.publish(data=bundle.data, metadata=bundle.metadata)


class LiveOutput:
    """Redraws one output from a thread of its own, so that reading never waits for drawing.

    What the thread draws is HTML only; the last drawing holds every type and is what the
    notebook keeps.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._publisher = shell.display_pub
        self._display_id = uuid.uuid4().hex
        self._page = LivePage()
        self._reply: Reply | None = None
        self._drawn: Reply | None = None
        self._drawn_size = 0
        self._pause = LONGEST_PAUSE
        self._drawn_at = 0.0
        self._is_shown = False
        self._done = threading.Event()
        # The thread belongs to this cell: its output goes where this cell's goes.
        context = contextvars.copy_context()
        self._painter = threading.Thread(target=context.run, args=(self._paint,), daemon=True)
        self._painter.start()

    def show(self, event: Event, reply: Reply) -> None:
        """Leave the newest reply for the painter."""
        self._reply = reply

    def wait(self, waiting: Waiting) -> None:
        """Show that something is being waited for."""
        self._reply = (self._reply or Reply()).apply(waiting)

    def finish(self, reply: Reply) -> None:
        """Stop the painter, then draw what stays."""
        self._done.set()
        self._painter.join()
        bundle = render(reply, self._page)
        self._publish(bundle.data, bundle.metadata)

    def _paint(self) -> None:
        while not self._done.wait(SHORTEST_PAUSE):
            reply = self._reply
            if reply is None or reply is self._drawn or not self._is_due(reply):
                continue
            self._drawn, self._drawn_size = reply, _size_of(reply)
            html = self._page.html(reply)
            self._publish({"text/html": html}, {})
            self._pause = max(LONGEST_PAUSE, len(html) / BYTES_PER_SECOND)
            self._drawn_at = time.monotonic()

    def _is_due(self, reply: Reply) -> bool:
        has_grown = _size_of(reply) >= self._drawn_size * (1 + LEAST_GROWTH)
        return has_grown or time.monotonic() - self._drawn_at >= self._pause

    def _publish(self, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        self._publisher.publish(
            data=data,
            metadata=metadata,
            transient={"display_id": self._display_id},
            update=self._is_shown,
        )
        self._is_shown = True


def _size_of(reply: Reply) -> int:
    """How much there is to draw, in characters; media count once, when they arrive."""
    return sum(answer.size for answer in reply.answers)


class TerminalOutput:
    """Prints text as it comes; at the end, what else there is to say."""

    def show(self, event: Event, reply: Reply) -> None:
        """Print what this event adds to the answer."""
        if isinstance(event, PartDelta) and event.candidate == 0:
            if reply.answers[0].open_kind == "text":
                self._write(event.text)
        elif isinstance(event, PartStart) and event.candidate == 0 and event.part.kind == "text":
            self._write(event.part.text or "")

    def wait(self, waiting: Waiting) -> None:
        """One line: why, and for how long."""
        self._write(
            f"[{waiting.message.splitlines()[0]}; trying again in {waiting.seconds:.0f} s]\n"
        )

    def finish(self, reply: Reply) -> None:
        """What the text does not say: stops, refusals, calls; and who has answered."""
        rest = plain_text(reply).removeprefix(without_controls(reply.text)).strip()
        origin = f"{reply.model_version} (not Gemini)" if reply.is_local else reply.model_version
        lines = [line for line in (rest, f"— {origin}" if origin else "") if line]
        self._write("\n" + "\n".join(lines) + "\n" if lines else "\n")

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(without_controls(text))
        sys.stdout.flush()
