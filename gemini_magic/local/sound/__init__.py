"""Sound, computed: raw 16-bit PCM in and out, in NumPy, which is imported when it is first used.

`pcm` holds samples, rates and measures; `voices` the names of Gemini's voices; `speech` speaks,
by `espeak` (a process of its own, `espeak_worker`) where it is installed, else by `hum`, in the
`manner` that a style asks for; `cast` is who speaks, and `lines` what. `hearing` hears, by
`whisper_worker`, also a process of its own (`worker` is how both live). `container` opens files,
`duration` tells how long they are, `measure` describes a sound, and `raw` cuts it into parts.
"""
