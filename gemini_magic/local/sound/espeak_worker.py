"""The process that holds eSpeak NG: a JSON line in, PCM out, until stdin ends or nothing is asked.

eSpeak NG is under the GPL and is used at arm's length: this file is run by its path, imports
nothing of the engine, and is the only one that loads the library.
"""

import ctypes
import json
import os
import struct
import sys
import threading
from typing import Any

_SECONDS_IDLE = 60
# From speak_lib.h: no playback, UTF-8 text, and the numbers of the parameters.
_SYNCHRONOUS = 2
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4


def main() -> None:
    espeak, rate = _loaded()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not come between the samples
    samples = bytearray()

    def receive(wav: int | None, count: int, events: int | None) -> int:
        if wav and count > 0:
            samples.extend(ctypes.string_at(wav, count * 2))
        return 0

    arguments = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    callback = ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(receive)
    espeak.espeak_SetSynthCallback(callback)
    while line := _next_line():
        samples.clear()
        _speak(espeak, json.loads(line))
        answers.write(struct.pack("<II", rate, len(samples)))
        answers.write(samples)
        answers.flush()


def _loaded() -> tuple[Any, int]:
    import espeakng_loader

    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    rate = espeak.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
    if rate <= 0:
        sys.exit(f"eSpeak NG did not start with its data in {data!r}.")
    return espeak, rate


def _next_line() -> bytes:
    idle = threading.Timer(_SECONDS_IDLE, os._exit, (0,))
    idle.daemon = True
    idle.start()
    line = sys.stdin.buffer.readline()
    idle.cancel()
    return line


def _speak(espeak: Any, asked: dict[str, Any]) -> None:
    language, variant = asked["language"], asked["variant"]
    for name in (f"{language}+{variant}", language, f"en+{variant}"):
        if espeak.espeak_SetVoiceByName(name.encode()) == 0:
            break
    espeak.espeak_SetParameter(_RATE, asked["words_per_minute"], 0)
    espeak.espeak_SetParameter(_PITCH, asked["pitch"], 0)
    espeak.espeak_SetParameter(_RANGE, asked["liveliness"], 0)
    text = asked["text"].replace("\0", " ").encode("utf-8", "replace") + b"\0"
    espeak.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, _UTF8, None, None)
    espeak.espeak_Synchronize()


if __name__ == "__main__":
    main()
