"""Notes, scales and chords, as MIDI numbers: 60 is the middle C, 12 an octave."""

MAJOR_STEPS = (0, 2, 4, 5, 7, 9, 11)
SCALES = {
    "C_MAJOR_A_MINOR": 0,
    "D_FLAT_MAJOR_B_FLAT_MINOR": 1,
    "D_MAJOR_B_MINOR": 2,
    "E_FLAT_MAJOR_C_MINOR": 3,
    "E_MAJOR_D_FLAT_MINOR": 4,
    "F_MAJOR_D_MINOR": 5,
    "G_FLAT_MAJOR_E_FLAT_MINOR": 6,
    "G_MAJOR_E_MINOR": 7,
    "A_FLAT_MAJOR_F_MINOR": 8,
    "A_MAJOR_G_FLAT_MINOR": 9,
    "B_FLAT_MAJOR_G_MINOR": 10,
    "B_MAJOR_A_FLAT_MINOR": 11,
}
"""The root of each scale's major key, in semitones above C; its minor key has the same notes."""

# Steps of the major key on which the bars' chords stand; in minor its sixth step is home.
_PROGRESSIONS = {
    False: ((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 0, 4), (1, 4, 0, 0)),
    True: ((5, 3, 0, 4), (5, 1, 4, 5), (5, 0, 4, 3), (5, 5, 3, 4)),
}


def hertz(midi: float) -> float:
    return 440.0 * 2 ** ((midi - 69) / 12)


def degree(root: int, step: int, octave: int) -> int:
    """The MIDI number of a step of the major key; steps may leave the octave either way."""
    return 12 * (octave + 1 + step // 7) + root + MAJOR_STEPS[step % 7]


def triad(step: int) -> tuple[int, int, int]:
    return (step, step + 2, step + 4)


def progression(minor: bool, choice: int) -> tuple[int, ...]:
    """Four steps of the major key, one for each bar."""
    known = _PROGRESSIONS[minor]
    return known[choice % len(known)]
