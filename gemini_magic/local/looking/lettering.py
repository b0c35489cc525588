"""The text in a picture, read by a program that is no part of the base install."""

import importlib.util
import io
import os
import shutil
import subprocess
import threading
from typing import Any

HOW_TO_ADD = "apt-get install tesseract-ocr, or: pip install rapidocr"
_MOST_SIDE, _LEAST_SIDE = 2400, 700
_SECONDS = 25
_reading = threading.Lock()


class NoReader(Exception):
    """Nothing that reads is installed, or it has failed."""


def reader() -> str:
    """What reads here: tesseract, rapidocr or nothing."""
    if shutil.which("tesseract"):
        return "tesseract"
    return "rapidocr" if importlib.util.find_spec("rapidocr") else ""


def text_in(image: Any) -> str:
    """The lines of text that were found, upright RGB given; `NoReader` where none can be read."""
    name = reader()
    if not name:
        raise NoReader(f"no program that reads text in images is installed ({HOW_TO_ADD})")
    with _reading:  # one at a time: it takes a whole core
        text = {"tesseract": _tesseract, "rapidocr": _rapidocr}[name](_fitting(image))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _fitting(image: Any) -> Any:
    """Letters of small pictures are read better when enlarged."""
    from PIL import Image

    longer = max(image.size)
    factor = min(1.0, _MOST_SIDE / longer) if longer > _LEAST_SIDE else _LEAST_SIDE * 2 / longer
    size = tuple(max(1, round(side * factor)) for side in image.size)
    return image.convert("L").resize(size, Image.Resampling.LANCZOS)


def _tesseract(image: Any) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", "eng", "--psm", "11"],
            input=buffer.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoReader(f"tesseract failed: {type(error).__name__}") from error
    return done.stdout.decode("utf-8", "replace")


def _rapidocr(image: Any) -> str:
    import numpy
    from rapidocr import RapidOCR

    found = RapidOCR()(numpy.asarray(image.convert("RGB")))
    return "\n".join(getattr(found, "txts", None) or ())
