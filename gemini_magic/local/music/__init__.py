"""Music, computed: simple, in time and in key, 48 kHz stereo, steered while it plays.

`scales` knows notes and chords, `taste` reads prompts, `config` the wire's settings, `timbre`
makes the sound of a note, `drums` that of a drum, `score` decides what is played in a bar,
`band` plays it on and on, and `artists` finds prompts that name one.
"""
