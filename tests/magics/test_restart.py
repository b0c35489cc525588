"""A thread goes on in the next kernel of its notebook: two real kernels, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import start_new_kernel

from tests.conftest import REPOSITORY
from tests.scripted import ScriptedGemini, texts


@contextmanager
def kernel(folder: Path) -> Iterator[Any]:
    """Runs cells by their ids, as a notebook does; what they print comes back."""
    environment = {
        **os.environ,
        "JPY_SESSION_NAME": str(folder / "lesson.ipynb"),
        "PYTHONPATH": str(REPOSITORY),
        "GEMINI_MAGIC_RENDER": "static",
    }
    environment.pop("GEMINI_MAGIC_LEDGER")
    manager, client = start_new_kernel(cwd=str(folder), env=environment)
    try:

        def run(cell: str, source: str) -> str:
            content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
            message = client.session.msg("execute_request", content, metadata={"cellId": cell})
            client.shell_channel.send(message)
            printed = ""
            while True:
                heard = client.get_iopub_msg(timeout=60)
                if heard["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                    continue
                if heard["msg_type"] == "stream":
                    printed += heard["content"]["text"]
                if heard["msg_type"] == "error":
                    raise AssertionError(heard["content"]["evalue"])
                if heard["content"].get("execution_state") == "idle":
                    client.get_shell_msg(timeout=60)
                    return printed

        run("load", "%load_ext gemini_magic")
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_a_killed_kernel_loses_no_turn_and_the_next_one_goes_on(
    gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(texts("one"), texts("two"), texts("three"), texts("new"))
    with kernel(tmp_path) as run:
        assert run("a", "%%gemini\nfirst") == ""
        run("b", "%%gemini -c main/idea\nsecond")
    with kernel(tmp_path) as run:
        imported = run("i", "import sys; print('pydantic' in sys.modules)")
        said = run("c", "%%gemini -c main/idea\nthird")
        again = run("a", "%%gemini\nfirst")
    third, first = (
        [c["parts"][0]["text"] for c in e.json["contents"]] for e in gemini.exchanges[2:]
    )

    assert imported == "False\n"  # the extension is loaded, and has read nothing yet
    assert said == "main/idea goes on behind 2 turns of an earlier kernel; --new begins afresh\n"
    assert third == ["first", "one", "second", "two", "third"]
    assert (first, again) == (["first"], "")
