"""A JupyterLab server on loopback that shares nothing with the user's own Jupyter."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.sign import NotebookNotary

from tests.lab.forked_kernels import command, forking

TOKEN = "lab-test-token"
WITH_A_KEY = "with-a-key"
WITHOUT_A_KEY = "without-a-key"
"""The name of a kernel that finds no key: the local engine answers there."""

_OWN_DIRECTORIES = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)
# No news from the network, no save that a test did not ask for.
_SETTINGS = {
    "apputils-extension/notification": {"checkForUpdates": False, "fetchNews": "false"},
    "docmanager-extension/plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Lab:
    """A running server: where it listens and where its notebooks are."""

    url: str
    notebooks: Path
    signatures: Path

    def write(self, name: str, cells: Sequence[str]) -> None:
        """A notebook of code cells that never ran."""
        self.write_json(name, notebook_of(cells))

    def write_json(self, name: str, notebook: Mapping[str, Any]) -> None:
        (self.notebooks / name).write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")

    def start_kernel(self, name: str, kernel: str) -> None:
        """Begin the session of a notebook, before any page opens it."""
        session = {"path": name, "name": name, "type": "notebook", "kernel": {"name": kernel}}
        request = urllib.request.Request(
            f"{self.url}/api/sessions",
            json.dumps(session).encode(),
            {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=60).close()

    def trust(self, name: str) -> None:
        """What `jupyter trust` does: its outputs may run what they hold."""
        notary = NotebookNotary(data_dir=str(self.signatures))
        notary.sign(nbformat.reads(self.read(name), as_version=4))
        notary.store.close()

    def read_json(self, name: str) -> dict[str, Any]:
        notebook: dict[str, Any] = json.loads(self.read(name))
        return notebook

    def read(self, name: str) -> str:
        return (self.notebooks / name).read_text("utf-8")


@contextmanager
def running_lab(directory: Path, environment: Mapping[str, str]) -> Iterator[Lab]:
    """Start JupyterLab with `directory` for all it keeps, and end it with all its kernels."""
    notebooks = directory / "notebooks"
    notebooks.mkdir()
    environ = _environment(directory, environment)
    for name, settings in _SETTINGS.items():
        file = directory / "jupyterlab_settings_dir" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings))
    kernels = directory / "kernels.socket"
    _add_kernel(directory, WITH_A_KEY, kernels)
    _add_kernel(directory, WITHOUT_A_KEY, kernels, GOOGLE_API_KEY="", GOOGLE_GEMINI_BASE_URL="")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    log = directory / "lab.log"
    with log.open("wb") as sink, forking(kernels, sink):
        process = subprocess.Popen(
            _command(port, notebooks),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=environ,
            start_new_session=True,
        )
        try:
            _wait_until_it_answers(url, process, log)
            yield Lab(url, notebooks, Path(environ["JUPYTER_DATA_DIR"]))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def _add_kernel(directory: Path, name: str, kernels: Path, **environment: str) -> None:
    spec = {
        "argv": command(kernels),
        "display_name": f"Python 3 ({name.replace('-', ' ')})",
        "language": "python",
        "env": environment | {"GEMINI_MAGIC_CONFIG": "off"},
    }
    folder = directory / "jupyter_data_dir" / "kernels" / name
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec))


def _environment(directory: Path, extra: Mapping[str, str]) -> dict[str, str]:
    # A kernel that finds pytest's variables takes itself for a test run and draws only once.
    unwanted = ("PYTEST_", "GOOGLE_", "GEMINI_", "JUPYTER")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    for name in _OWN_DIRECTORIES:
        (directory / name.lower()).mkdir()
        environ[name] = str(directory / name.lower())
    # Each notebook starts an engine, which must not be compiled each time.
    if environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        environ["PYTHONPYCACHEPREFIX"] = str(directory / "bytecode")
    # The kernel is the one beside this Python, whatever the user has registered.
    return environ | {"JUPYTER_PREFER_ENV_PATH": "1"} | dict(extra)


def _command(port: int, notebooks: Path) -> list[str]:
    options = {
        "--ip": "127.0.0.1",
        "--port": str(port),
        "--ServerApp.port_retries": "0",
        "--ServerApp.root_dir": str(notebooks),
        "--ServerApp.terminals_enabled": "False",
        "--IdentityProvider.token": TOKEN,
        # If the tests are killed, it goes by itself.
        "--ServerApp.shutdown_no_activity_timeout": "900",
        "--MappingKernelManager.cull_idle_timeout": "900",
        "--MappingKernelManager.cull_connected": "True",
        # Gives tests `window.jupyterapp`; keys and clicks alone miss the kernel's real state.
        "--LabApp.expose_app_in_browser": "True",
        "--JupyterNotebookApp.expose_app_in_browser": "True",
    }
    switches = [f"{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *switches]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{url}/api/status?token={TOKEN}", timeout=5).close()
            return
        except (urllib.error.URLError, OSError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}") from error
        time.sleep(0.1)


def notebook_of(cells: Sequence[str], kernel: str = WITH_A_KEY) -> dict[str, Any]:
    """A notebook of code cells that never ran, as it stands in its file."""
    spec = {"name": kernel, "display_name": kernel, "language": "python"}
    return {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "source": source,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            for number, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": spec, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
