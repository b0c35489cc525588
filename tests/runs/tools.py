"""Notebooks as their owners run them unattended: by papermill, and checked by nbval.

Both are processes of their own, as they are for their users.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

__all__ = ["Finished", "by_papermill", "checked_by_nbval", "outputs_of", "write"]


@dataclass(frozen=True)
class Finished:
    """What a tool said, and how it ended; `notebook` is what it wrote or read."""

    code: int
    said: str
    notebook: Path

    @property
    def cells(self) -> list[Any]:
        """The cells of the notebook."""
        return list(nbformat.read(self.notebook, as_version=4).cells)


def write(path: Path, cells: Sequence[str]) -> Path:
    """A notebook of code cells; one that begins with `# parameters` may be given others."""
    made = [
        nbformat.v4.new_code_cell(
            source,
            id=f"cell-{number}",
            metadata={"tags": ["parameters"]} if source.startswith("# parameters") else {},
        )
        for number, source in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def by_papermill(
    notebook: Path, to: Path, environment: Mapping[str, str], **parameters: object
) -> Finished:
    """Run a notebook in its folder; the result is `to`."""
    given = [word for name, value in parameters.items() for word in ("-p", name, str(value))]
    command = ["papermill", "--cwd", str(notebook.parent), str(notebook), str(to), *given]
    return _ran(command, notebook.parent, environment, to)


def checked_by_nbval(notebook: Path, environment: Mapping[str, str]) -> Finished:
    """Run a notebook anew and compare all its outputs with those that it holds."""
    command = ["pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    return _ran([*command, str(notebook)], notebook.parent, environment, notebook)


def outputs_of(cell: Any) -> list[Any]:
    """What a cell shows, without what is allowed to differ: the metadata."""
    return [
        {name: value for name, value in output.items() if name != "metadata"}
        for output in cell.outputs
    ]


def _ran(
    command: list[str], folder: Path, environment: Mapping[str, str], notebook: Path
) -> Finished:
    home = folder / "jupyter"
    home.mkdir(exist_ok=True)
    unwanted = ("PYTEST_", "GOOGLE_", "GEMINI_", "JUPYTER")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    own = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environ |= dict.fromkeys(own, str(home)) | {"JUPYTER_PREFER_ENV_PATH": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**environ, "GEMINI_MAGIC_CONFIG": "off", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return Finished(done.returncode, done.stdout, notebook)
