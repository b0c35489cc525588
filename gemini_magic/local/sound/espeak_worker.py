"""The process that holds eSpeak NG.

eSpeak NG is under the GPL and is used at arm's length: this module alone loads it, and runs only
as a process of its own, which reads texts and writes samples.
"""

import ctypes
import sys
from typing import Any

from gemini_magic.local.sound.worker import Wire, serve

# From speak_lib.h: no playback, UTF-8 text, and the numbers of the parameters.
_SYNCHRONOUS = 2
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4


def main() -> None:
    espeak, rate = _loaded()
    samples = bytearray()

    def receive(wav: int | None, count: int, events: int | None) -> int:
        if wav and count > 0:
            samples.extend(ctypes.string_at(wav, count * 2))
        return 0

    arguments = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    callback = ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(receive)
    espeak.espeak_SetSynthCallback(callback)

    def answer(asked: Wire, data: bytes) -> tuple[Wire, bytes]:
        samples.clear()
        _speak(espeak, asked, data)
        return {"rate": rate}, bytes(samples)

    serve(answer)


def _loaded() -> tuple[Any, int]:
    import espeakng_loader

    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    rate = espeak.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
    if rate <= 0:
        sys.exit(f"eSpeak NG did not start with its data in {data!r}.")
    return espeak, rate


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
