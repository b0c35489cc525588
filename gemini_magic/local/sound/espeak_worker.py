"""The process that holds eSpeak NG.

eSpeak NG is under the GPL and is used at arm's length: this module alone loads it, and runs only
as a process of its own, which reads texts and writes samples.
"""

import _ctypes
import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gemini_magic.local.sound.worker import Wire, serve

# From speak_lib.h: no playback, UTF-8 text, and the numbers of the parameters.
_SYNCHRONOUS = 2
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4


def main() -> None:
    serve(_answer)


def _answer(asked: Wire, text: bytes) -> tuple[Wire, bytes]:
    samples = bytearray()

    def receive(wav: int | None, count: int, events: int | None) -> int:
        if wav and count > 0:
            samples.extend(ctypes.string_at(wav, count * 2))
        return 0

    arguments = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    callback = ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(receive)
    with _loaded() as (espeak, rate):
        espeak.espeak_SetSynthCallback(callback)
        _speak(espeak, asked, text)
    return {"rate": rate}, bytes(samples)


@contextmanager
def _loaded() -> Iterator[tuple[Any, int]]:
    """The library and its sample rate; loaded anew for each text, which takes it 3 ms.

    It goes on from the phase and the noise of what it said before; so equal texts sound equal.
    """
    import espeakng_loader

    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    try:
        rate = espeak.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        if rate <= 0:
            sys.exit(f"eSpeak NG did not start with its data in {data!r}.")
        if sys.platform != "win32":
            ctypes.CDLL(None).srand(1)
        yield espeak, rate
        espeak.espeak_Terminate()
    finally:
        if sys.platform == "win32":
            _ctypes.FreeLibrary(espeak._handle)
        else:
            _ctypes.dlclose(espeak._handle)


def _speak(espeak: Any, asked: Wire, text: bytes) -> None:
    language, variant = asked["language"], asked["variant"]
    for name in (f"{language}+{variant}", language, f"en+{variant}"):
        if espeak.espeak_SetVoiceByName(name.encode()) == 0:
            break
    espeak.espeak_SetParameter(_RATE, asked["wordsPerMinute"], 0)
    espeak.espeak_SetParameter(_PITCH, asked["pitch"], 0)
    espeak.espeak_SetParameter(_RANGE, asked["liveliness"], 0)
    text = text.replace(b"\0", b" ") + b"\0"
    espeak.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, _UTF8, None, None)
    espeak.espeak_Synchronize()


if __name__ == "__main__":
    main()
