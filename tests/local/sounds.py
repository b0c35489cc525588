"""Measures of sound for tests, in plain NumPy, so that the engine's own are not their judge."""

from __future__ import annotations

import base64
import io
import wave
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]


def pcm_of(response: dict[str, Any]) -> bytes:
    """The raw sound of all parts of a response or chunk."""
    parts = response["candidates"][0].get("content", {}).get("parts", [])
    sounds = [part["inlineData"] for part in parts if "inlineData" in part]
    assert {sound["mimeType"] for sound in sounds} <= {"audio/L16;codec=pcm;rate=24000"}
    return b"".join(base64.b64decode(sound["data"]) for sound in sounds)


def samples_from(pcm: bytes, channels: int = 1) -> Samples:
    """The mean of the channels, from -1 to 1."""
    whole: Samples = np.frombuffer(pcm, "<i2").reshape(-1, channels).mean(axis=1) / 32768
    return whole


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def pitch(samples: Samples, rate: int) -> float:
    """The median over frames of 60 ms of what repeats best between 70 and 400 Hz."""
    frame, low, high = round(0.06 * rate), rate // 400, rate // 70
    found = []
    for start in range(0, len(samples) - frame, frame):
        part = samples[start : start + frame]
        if loudness(part) > 0.03:
            repeats = np.correlate(part, part, "full")[frame - 1 :]
            found.append(rate / (low + int(repeats[low:high].argmax())))
    return float(np.median(found))


def beats_per_minute(samples: Samples, rate: int = 48_000) -> float:
    """The tempo between 55 and 210 at which the onsets repeat best."""
    hop = rate // 200
    levels = np.sqrt((samples[: len(samples) // hop * hop].reshape(-1, hop) ** 2).mean(axis=1))
    onsets = np.maximum(0, np.diff(levels))
    onsets -= onsets.mean()
    repeats = np.correlate(onsets, onsets, "full")[len(onsets) - 1 :]
    lags = np.arange(200 * 60 // 210, 200 * 60 // 55)
    return float(60 * 200 / lags[repeats[lags].argmax()])


def chroma(samples: Samples, rate: int = 48_000) -> Samples:
    """The share of each of the twelve notes from C on, of the energy from 60 to 2,000 Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)
    heard = (hertz > 60) & (hertz < 2000)
    notes = np.round(69 + 12 * np.log2(hertz[heard] / 440)).astype(int) % 12
    shares = np.bincount(notes, spectrum[heard], 12)
    return np.asarray(shares / shares.sum())


def tone(hertz: float, seconds: float, rate: int) -> Samples:
    return np.asarray(0.3 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate))


def wav(samples: Samples, rate: int, width: int = 2, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        whole = (samples * (2 ** (8 * width - 1) - 1)).astype("<i4")
        raw = whole.view(np.uint8).reshape(-1, 4)[:, :width]
        sound.writeframes(np.repeat(raw, channels, axis=0).tobytes())
    return file.getvalue()


def inline(data: bytes, mime_type: str) -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(data).decode()}}
