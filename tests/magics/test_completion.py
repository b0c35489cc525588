"""Tab completion through IPython's completer, as every frontend asks it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.completer import provisionalcompleter
from jupyter_client.manager import start_new_kernel

from gemini_magic.magics.magics import CELL_VERBS, ONE_LINE_VERBS
from gemini_magic.magics.verbs import VERBS
from tests.conftest import REPOSITORY
from tests.scripted import ScriptedGemini

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def completed(shell: InteractiveShell, text: str) -> list[str]:
    """The whole texts that Tab at the end of `text` offers, as a notebook shows them."""
    with provisionalcompleter():
        found = list(shell.Completer.completions(text, len(text)))
    return [text[: one.start] + one.text + text[one.end :] for one in found]


def offered(shell: InteractiveShell, text: str) -> set[str]:
    """The last words of these."""
    return {one.replace("=", " ").split()[-1] for one in completed(shell, text)}


def test_verbs_and_flags_come_first(shell: InteractiveShell) -> None:
    assert {*CELL_VERBS, "--model", "-m"} <= offered(shell, "%%gemini ")
    assert offered(shell, "%%gemini sp") == {"speak"}
    assert {*ONE_LINE_VERBS, *VERBS, "help"} == offered(shell, "%gemini ")
    assert offered(shell, "%gemini mod") == {"models"}


def test_flags_are_those_of_the_verb(shell: InteractiveShell) -> None:
    assert offered(shell, "%%gemini --tho") == {"--thoughts"}
    assert offered(shell, "%%gemini image --asp") == {"--aspect"}
    assert offered(shell, "%%gemini --asp") == set()
    assert "-m" not in offered(shell, "%%gemini --")


@pytest.mark.parametrize("before", ["%%gemini -m ", "%%gemini -s x --model=", "%gemini use "])
def test_models_come_from_the_catalog(
    shell: InteractiveShell, gemini: ScriptedGemini, before: str
) -> None:
    found = offered(shell, f"{before}gemini-3")

    assert "gemini-3-flash-preview" in found
    assert not {name for name in found if "*" in name}
    assert gemini.exchanges == []


def test_variables_tools_and_classes(shell: InteractiveShell) -> None:
    shell.run_cell("frame = 1\nclass Frog: pass\ndef from_town(): pass\ndef from_sky(): pass")

    assert offered(shell, "%%gemini --tools fro") == {"from_town", "from_sky"}
    assert completed(shell, "%%gemini --tools from_sky,from_t") == [
        "%%gemini --tools from_sky,from_town"
    ]
    assert offered(shell, "%%gemini --schema Fr") == {"Frog"}
    assert {"frame", "from_town"} <= offered(shell, "%%gemini -o fr")
    assert completed(shell, "%%gemini\nWhat is {{ fra") == ["%%gemini\nWhat is {{ frame"]


def test_threads_and_settings(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    shell.run_cell("%%gemini -c lesson\nhi")

    assert "lesson" in offered(shell, "%%gemini -c ")
    assert "lesson" in offered(shell, "%gemini history ")
    assert offered(shell, "%gemini set thin") == {"think"}
    assert {"low", "high", "off"} <= offered(shell, "%gemini set think ")


def test_paths(shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my photo.png").touch()
    (tmp_path / "movies").mkdir()

    assert completed(shell, "%%gemini -i m")[-2:] == [
        "%%gemini -i movies/",
        "%%gemini -i my\\ photo.png",
    ]


@pytest.mark.parametrize("text", ["fra", "%%time\nfra", "x = {{fra", "%%gemini\nfra"])
def test_elsewhere_the_shell_completes_as_ever(shell: InteractiveShell, text: str) -> None:
    shell.run_cell("frame = 1")

    assert completed(shell, text)[-1].endswith("frame")


@pytest.mark.filterwarnings("ignore:`Completer.complete` is pending deprecation")
def test_the_older_way_of_asking_works_too(shell: InteractiveShell) -> None:
    _, found = shell.complete("--tho", "%%gemini --tho", len("%%gemini --tho"))

    assert found == ["--thoughts"]


def test_unloading_leaves_the_completer_as_it_was(shell: InteractiveShell) -> None:
    before = list(shell.Completer.custom_matchers)
    shell.run_line_magic("unload_ext", "gemini_magic")
    after = list(shell.Completer.custom_matchers)
    shell.run_line_magic("load_ext", "gemini_magic")

    assert (len(before), after) == (1, [])
    assert len(shell.Completer.custom_matchers) == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(alphabet="abt -='\"{,\\\n$%gemini", max_size=20))
def test_whatever_is_typed_tab_raises_nothing(shell: InteractiveShell, typed: str) -> None:
    for start in ("%%gemini ", "%gemini "):
        for one in completed(shell, start + typed):
            assert one.startswith(start) or "\n" in typed


def test_a_notebook_is_offered_the_same_by_its_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    manager, client = start_new_kernel(cwd=str(REPOSITORY))
    try:
        client.execute_interactive("%load_ext gemini_magic", timeout=60)
        answer = client.complete("%%gemini --tho", reply=True, timeout=60)["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    assert answer["matches"] == ["--thoughts"]
    assert (answer["cursor_start"], answer["cursor_end"]) == (9, 14)
