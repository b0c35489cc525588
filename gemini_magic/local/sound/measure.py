"""What can be said of a sound without understanding it: how long, how loud, how high."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_magic.local.sound.pcm import Samples

_FRAME_SECONDS = 0.05
_MOST_FRAMES = 400
_LOWEST, _HIGHEST = 60, 1_000
_CLEAR = 0.6  # of a frame's energy repeats after one period
_SILENT = 10 ** (-50 / 20)


def described(samples: "Samples", rate: int) -> str:
    """A clause such as `3.2 s of sound at 24,000 Hz, −20 dBFS loud, its pitch near 196 Hz`."""
    import numpy

    seconds = len(samples) / rate
    said = f"{seconds:.1f} s of sound at {rate:,} Hz"
    frame = max(1, round(_FRAME_SECONDS * rate))
    if len(samples) < frame:
        return said
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    levels = numpy.sqrt(numpy.mean(frames**2, axis=1))
    sounding = levels > _SILENT
    if not sounding.any():
        return f"{said}, all of it silent"
    loudness = 20 * math.log10(float(numpy.sqrt(numpy.mean(frames[sounding] ** 2))))
    said += f", {loudness:.0f} dBFS loud where it sounds".replace("-", "−")
    if (share := 100 * float(1 - sounding.mean())) >= 1:
        said += f", {share:.0f} % of it silent"
    hertz = pitch(samples, rate)
    return f"{said}, its pitch near {hertz:.0f} Hz" if hertz else f"{said}, without a clear pitch"


def pitch(samples: "Samples", rate: int) -> float | None:
    """The median pitch of the frames that have one, in hertz."""
    import numpy

    frame = round(2 * rate / _LOWEST)
    starts = range(0, len(samples) - frame + 1, max(1, (len(samples) - frame) // _MOST_FRAMES + 1))
    found = []
    for start in starts:
        part = samples[start : start + frame] - samples[start : start + frame].mean()
        energy = float(part @ part)
        if energy < frame * _SILENT**2:
            continue
        spectrum = numpy.fft.rfft(part, 2 * frame)
        repeats = numpy.fft.irfft(spectrum * numpy.conj(spectrum))[:frame]
        # Fewer samples overlap at longer lags.
        repeats *= frame / (frame - numpy.arange(frame)) / energy
        low, high = rate // _HIGHEST, rate // _LOWEST
        best = float(repeats[low:high].max())
        if best > _CLEAR:
            # The first lag that is nearly the best: a multiple of the period is as good.
            peaks = numpy.flatnonzero(repeats[low:high] > 0.9 * best)
            lag = low + peaks[0]
            while lag + 1 < high and repeats[lag + 1] > repeats[lag]:
                lag += 1
            found.append(rate / lag)
    return float(numpy.median(found)) if len(found) * 4 >= len(starts) else None
