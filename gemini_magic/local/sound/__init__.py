"""Sound, computed: raw 16-bit PCM in and out, in NumPy, which is imported when it is first used.

`pcm` holds samples, rates and measures; `voices` the names of Gemini's voices; `speech` speaks,
by `espeak` (a process of its own, `espeak_worker`) where it is installed, else by `hum`, in the
`manner` that a style asks for.
"""
