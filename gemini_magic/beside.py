"""What lies beside a notebook: its place, and the folder for media too large for it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .settings import media_mode

__all__ = ["MEDIA", "folder_of", "may_write", "notebook_path", "write"]

# Not in `.gemini/`: Jupyter's server hands out no hidden files. Not `<notebook>_files/`: nbconvert
# and Quarto fill and empty that one, and notebooks that show the same picture share it here.
MEDIA = "gemini_media"


def notebook_path(names: Mapping[str, Any]) -> Path:
    """The notebook: Jupyter servers tell the kernel, VS Code the namespace; else an empty path."""
    return Path(str(os.environ.get("JPY_SESSION_NAME") or names.get("__vsc_ipynb_file__", "")))


def folder_of(notebook: Path) -> Path:
    """The notebook's folder if its path says it, else where the kernel works."""
    is_known = notebook.is_absolute() and notebook.parent.is_dir()
    return notebook.parent if is_known else Path.cwd()


def may_write(folder: Path) -> bool:
    """Whether large media go to files in this folder; else the notebook holds them."""
    mode = media_mode()
    if mode != "auto":
        return mode == "files"
    # Colab's kernel has a disk of its own, which is not where the notebook lies.
    return "google.colab" not in sys.modules and os.access(folder, os.W_OK)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write side files, by their paths below the folder; they are named by what they hold."""
    for name, data in files.items():
        path = folder / name
        if path.exists():
            continue
        path.parent.mkdir(exist_ok=True)
        # Under its own name only when whole: two cells, of two kernels or of one with --bg, may
        # write the same picture.
        part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
        part.write_bytes(data)
        part.replace(path)
