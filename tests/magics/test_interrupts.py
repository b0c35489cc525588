"""Interrupts at any moment: the connection is closed, what came is kept, the next cell works."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from gemini_magic.chat import Reply
from gemini_magic.magics.cell_error import CellError
from gemini_magic.session import current
from tests.scripted import ScriptedGemini, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_TRIES = 200
_WORDS = [f"word{number} " for number in range(12)]
_LONGEST = 0.05  # seconds; the answer takes about as long


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """What the kernel gets when somebody presses the square, after so many seconds."""
    pressed = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    pressed.start()
    try:
        yield
    finally:
        pressed.cancel()
        pressed.join()


# A socket that the standard library had just made, and not connected yet, is left to Python.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(os.name == "nt", reason="a process cannot be interrupted from within there")
def test_an_interrupt_at_any_moment_closes_the_connection_and_keeps_what_came(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    shell.run_cell("%%gemini --no-history\nwarm up: the first cell imports everything")
    moments = random.Random(7)
    partials = 0
    for attempt in range(_TRIES):
        gemini.reset()
        gemini.will(texts(*_WORDS).paced(len(_WORDS) / _LONGEST))
        error: BaseException | None = None
        try:
            with interrupted_after(moments.uniform(0.001, _LONGEST)):
                error = shell.run_cell("%%gemini --new\nCount").error_in_exec
        except KeyboardInterrupt as late:
            error = late  # behind the cell, in the shell's own code

        assert error is None or isinstance(error, (CellError, KeyboardInterrupt)), attempt
        for exchange in gemini.exchanges:
            is_all_said = len(exchange.sent_at) == len(_WORDS)
            assert is_all_said or exchange.left.wait(5), attempt
        turns = current().chat("main").turns
        reply = turns[-1].reply if turns else Reply()
        assert "".join(_WORDS).startswith(reply.text), attempt
        if reply.text and reply.text != "".join(_WORDS):
            assert reply.stopped is not None, attempt
            assert reply.stopped.cause == "interrupted", attempt
            partials += 1
        gemini.reset()  # it may have been interrupted before it asked
        assert shell.run_cell("%%gemini --no-history\nnext").error_in_exec is None, attempt
        assert shell.user_ns["_"].text == "ok", attempt
    assert partials > _TRIES / 4

    # The last traceback may hold such a socket: it goes now, and not in another test.
    for name in ("last_type", "last_value", "last_traceback"):
        vars(sys).pop(name, None)
    del error
    gc.collect()


# Who stops a cell stops those that wait behind it, too.
@pytest.mark.parametrize("flag", ["", "--soft"])
def test_an_interrupt_before_anything_is_asked_is_one_line(
    flag: str, shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    class Slow:
        @property
        def rows(self) -> str:
            raise KeyboardInterrupt

    shell.user_ns["slow"] = Slow()
    error = shell.run_cell(f"%%gemini {flag}\n{{{{slow.rows}}}}").error_in_exec

    assert isinstance(error, CellError)
    assert error._render_traceback_() == ["stopped: the cell was interrupted"]
    assert gemini.exchanges == []
    assert shell.run_cell("%%gemini\nnext").error_in_exec is None


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be interrupted from within there")
def test_an_interrupt_fails_a_soft_cell_and_keeps_what_came(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("Half", finish="").then_stall())

    def press() -> None:
        while not gemini.wait_for_request().sent_at:
            time.sleep(0.01)
        time.sleep(0.1)  # what was sent is read
        os.kill(os.getpid(), signal.SIGINT)

    pressed = threading.Thread(target=press)
    pressed.start()
    error = shell.run_cell("%%gemini --soft\nCount").error_in_exec
    pressed.join()

    assert isinstance(error, CellError)
    assert error._render_traceback_() == ["stopped: the answer so far is kept"]
    assert "Half".startswith(shell.user_ns["_"].text)
    assert gemini.exchanges[0].left.wait(5)


_INTERRUPTED_IMPORT = """
import sys

from IPython.core.interactiveshell import InteractiveShell


class Square:
    def find_spec(self, name, path, target=None):
        if name == "gemini_magic.session":
            sys.meta_path.remove(self)
            raise KeyboardInterrupt


shell = InteractiveShell.instance(colors="nocolor")
shell.run_line_magic("load_ext", "gemini_magic")
sys.meta_path.insert(0, Square())
shell.run_cell("%%gemini\\nWhat is 6 * 7?")
shell.run_cell("%%gemini\\nWhat is 6 * 7?")
"""


def test_an_interrupt_while_the_first_cell_imports_is_one_line_and_the_next_cell_works(
    gemini: ScriptedGemini,
) -> None:
    gemini.will(texts("forty-two"))
    where = {"GOOGLE_API_KEY": "key", "GOOGLE_GEMINI_BASE_URL": gemini.base_url}
    ran = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_IMPORT],
        env={**os.environ, **where},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "stopped: the cell was interrupted" in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr
    assert "forty-two" in ran.stdout
