"""Whatever is asked, run again, undone and restarted: what is sent is what the rule says.

The rule is written down here once more, as plainly as it can be said, and every request that
leaves is compared with it.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gemini_magic import Client, Request, Session, types
from gemini_magic.chat import Standing
from gemini_magic.ledger import About, Ledger
from tests.scripted import texts

NOTEBOOK = "lesson.ipynb"
THREADS = ("main", "main/a", "main/a/b", "other")
CELLS = "pqrstu"


class Kernel:
    """A session of a notebook, and the service that it talks to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.standing = Standing()
        self.sent: list[str] = []
        self._count = 0
        self.start()

    def start(self) -> None:
        client = Client(api_key="k", transport=httpx.MockTransport(self._answer))
        self.session = Session(client, ledger=Ledger(self.path))
        self.session.keep_threads(NOTEBOOK, lambda: self.standing)

    def restart(self) -> None:
        self.session.close()
        self.start()

    def ask(self, cell: str, thread: str, question: str) -> tuple[list[str], str]:
        """What was sent, a word for each message, and the answer."""
        about = About(NOTEBOOK, cell, thread)
        request = Request(parts=(types.Part(text=question),))
        reply = self.session.send(request, thread=thread, about=about).finish()
        return self.sent, reply.text

    def _answer(self, request: httpx.Request) -> httpx.Response:
        contents = json.loads(request.content)["contents"]
        self.sent = [content["parts"][0]["text"] for content in contents]
        self._count += 1
        return httpx.Response(200, content=b"".join(texts(f"answer {self._count}").pieces))


@dataclass
class Told:
    """A turn of the model of a thread."""

    cell: str
    words: tuple[str, str]
    marks: set[str] = field(default_factory=set)  # of stale, aside, copied, earlier


def said(turns: list[Told]) -> list[str]:
    return [word for turn in turns for word in turn.words]


class ThreadsAsTheRuleSays(RuleBasedStateMachine):
    """Threads that are asked, undone, reset and restarted, beside a model of them."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.kernel = Kernel(Path(self.folder.name) / "ledger.sqlite")
        self.threads: dict[str, list[Told]] = {}
        self.questions = 0

    def teardown(self) -> None:
        with suppress(AttributeError):  # where nothing was begun
            self.kernel.session.close()
            self.folder.cleanup()

    @rule(cell=st.sampled_from(CELLS), thread=st.sampled_from(THREADS))
    def ask(self, cell: str, thread: str) -> None:
        self.questions += 1
        question = f"question {self.questions}"
        expected = self.begun(thread, cell)
        at = self.place(expected, cell)
        above = [turn for turn in expected[:at] if "aside" not in turn.marks]
        sent, answer = self.kernel.ask(cell, thread, question)

        assert sent == [*said(above), question]
        self.take(thread, expected, at, Told(cell, (question, answer)))

    def begun(self, thread: str, cell: str) -> list[Told]:
        """A thread as it is before the cell asks: a branch may begin."""
        turns = self.threads.get(thread, [])
        parent = thread.rpartition("/")[0]
        own = [turn for turn in turns if "copied" not in turn.marks]
        is_beginning = not own or own[0].cell == cell or "aside" in own[0].marks
        if not parent or not is_beginning:
            return turns
        above = self.begun(parent, cell)
        above = above[: self.place(above, cell)]
        copies = [
            Told(turn.cell, turn.words, {"copied", *(turn.marks & {"earlier"})})
            for turn in above
            if not turn.marks & {"stale", "aside"}
        ]
        return [*copies, *own]

    def place(self, turns: list[Told], cell: str) -> int:
        """Where the cell's turn is or will be; what is aside has no place."""
        live = [turn for turn in turns if "aside" not in turn.marks]
        cells = [turn.cell for turn in live]
        return cells.index(cell) if cell in cells else len(live)

    def take(self, thread: str, turns: list[Told], at: int, turn: Told) -> None:
        """The turn takes its place; what is below becomes stale, or is put aside."""
        live = [one for one in turns if "aside" not in one.marks]
        aside = [one for one in turns if "aside" in one.marks and one.cell != turn.cell]
        below = [Told(one.cell, one.words, one.marks | {"stale"}) for one in live[at + 1 :]]
        if live[at : at + 1] and "earlier" in live[at].marks:
            for one in below:
                one.marks.add("aside")
            aside = [*(one for one in below if "copied" not in one.marks), *aside]
            below = []
        self.threads[thread] = [*live[:at], turn, *below, *aside]

    @rule(thread=st.sampled_from(THREADS))
    def undo(self, thread: str) -> None:
        turns = self.threads.get(thread, [])
        live = [turn for turn in turns if "aside" not in turn.marks]
        gone = self.kernel.session.chat(thread).undo()

        assert (gone is None) == (not live)
        if live:
            turns.remove(live[-1])

    @rule(thread=st.sampled_from(THREADS))
    def reset(self, thread: str) -> None:
        had = bool(self.threads.pop(thread, []))

        assert self.kernel.session.reset(thread) == [thread] * had

    @precondition(lambda self: any(self.threads.values()))
    @rule()
    def restart(self) -> None:
        self.kernel.restart()
        for turns in self.threads.values():
            for turn in turns:
                turn.marks.add("earlier")

    @invariant()
    def the_history_is_that_of_the_model(self) -> None:
        if not hasattr(self, "kernel"):
            return
        session = self.kernel.session
        held = {name for name, turns in self.threads.items() if turns}
        assert set(session.threads.names) == held
        for name in held:
            found = session.chat(name).turns
            told = [(turn.cell, tuple(said(self._of(turn))), self._marks(turn)) for turn in found]
            expected = [
                (turn.cell, turn.words, turn.marks - {"earlier"}) for turn in self.threads[name]
            ]
            assert told == expected

    @staticmethod
    def _of(turn: Any) -> list[Told]:
        words = turn.request.parts[0].text or "", turn.reply.text
        return [Told(turn.cell, words)]

    @staticmethod
    def _marks(turn: Any) -> set[str]:
        marks = {"stale": turn.is_stale, "aside": turn.is_aside, "copied": turn.is_inherited}
        return {mark for mark, is_set in marks.items() if is_set}


TestThreadsAsTheRuleSays = pytest.mark.filterwarnings("ignore::ResourceWarning")(
    ThreadsAsTheRuleSays.TestCase
)
ThreadsAsTheRuleSays.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    notebook=st.lists(st.sampled_from(THREADS), min_size=1, max_size=6),
    before=st.lists(
        st.one_of(
            st.integers(0, len(CELLS) - 1), st.just("restart"), st.sampled_from(["main", "main/a"])
        ),
        max_size=12,
    ),
    kept=st.sets(st.integers(0, len(CELLS) - 1)),
)
def test_run_all_in_a_new_kernel_sends_what_a_first_run_all_would(
    notebook: list[str], before: list[int | str], kept: set[int]
) -> None:
    """Whatever was run, undone or deleted before, once the notebook was saved."""
    with tempfile.TemporaryDirectory() as folder:
        kernel = Kernel(Path(folder) / "used.sqlite")
        cells = list(zip(CELLS, notebook, strict=False))
        for step in before:
            if step == "restart":
                kernel.restart()
            elif isinstance(step, str):
                kernel.session.chat(step).undo()
            elif step < len(cells):
                cell, thread = cells[step]
                kernel.ask(cell, thread, f"{cell} before")
        kernel.restart()
        left = [one for at, one in enumerate(cells) if at in kept]  # the others were deleted
        kernel.standing = Standing([cell for cell, _ in left], "9999-01-01T00:00:00Z")
        first = Kernel(Path(folder) / "new.sqlite")
        for cell, thread in left:
            again, _ = kernel.ask(cell, thread, cell)
            clean, _ = first.ask(cell, thread, cell)

            assert again[::2] == clean[::2]
            assert len(again) == len(clean)
        kernel.session.close()
        first.session.close()
