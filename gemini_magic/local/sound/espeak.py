"""eSpeak NG in a process of its own: begun at the first text, ended when idle and with this one."""

import importlib.util
import json
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from gemini_magic.local.sound.pcm import SPEECH_RATE, levelled, resampled, samples_from, to_pcm
from gemini_magic.local.sound.voices import Voice

_WORKER = Path(__file__).with_name("espeak_worker.py")
_HEADER = struct.Struct("<II")
_SECONDS_FOR_A_TEXT = 20


def is_installed() -> bool:
    return importlib.util.find_spec("espeakng_loader") is not None


class EspeakError(Exception):
    """The process ended without an answer."""


class Espeak:
    """One worker, which speaks one text at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None

    def speech(self, text: str, voice: Voice, language: str) -> bytes:
        """24 kHz PCM of the text, or `EspeakError`."""
        asked = {
            "text": text,
            "language": language,
            "variant": voice.variant,
            "pitch": voice.pitch,
            "words_per_minute": voice.words_per_minute,
            "liveliness": voice.liveliness,
        }
        line = json.dumps(asked).encode() + b"\n"
        with self._turn:
            answer = self._asked(line)
            if answer is None:  # it may have ended, being idle, at this very moment
                answer = self._asked(line)
        if answer is None:
            raise EspeakError("eSpeak NG ended without speaking.")
        rate, pcm = answer
        return to_pcm(levelled(resampled(samples_from(pcm), rate, SPEECH_RATE)))

    def close(self) -> None:
        with self._turn:
            self._end()

    def _asked(self, line: bytes) -> tuple[int, bytes] | None:
        worker = self._running()
        assert worker.stdin is not None
        assert worker.stdout is not None
        overdue = threading.Timer(_SECONDS_FOR_A_TEXT, worker.kill)
        overdue.start()
        try:
            worker.stdin.write(line)
            worker.stdin.flush()
            header = worker.stdout.read(_HEADER.size)
            if len(header) == _HEADER.size:
                rate, size = _HEADER.unpack(header)
                pcm = worker.stdout.read(size)
                if len(pcm) == size:
                    return rate, pcm
        except BrokenPipeError:
            pass  # as an end without an answer: the caller asks once more
        finally:
            overdue.cancel()
        self._end()
        return None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._worker is None or self._worker.poll() is not None:
            self._end()
            # -P: the worker's folder is not a place to import from.
            self._worker = subprocess.Popen(
                [sys.executable, "-P", str(_WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # what was still to be sent has no reader any more
                pipe.close()
