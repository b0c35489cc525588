"""The prebuilt voices of Gemini, by name, each with a manner of its own here.

Names and manners follow https://ai.google.dev/gemini-api/docs/speech-generation#voices.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """How one voice differs: `hertz` of its hum, and what espeak-ng is asked for."""

    name: str
    manner: str
    hertz: int
    variant: str
    pitch: int
    """0 to 100; 50 is the variant's own."""
    words_per_minute: int
    liveliness: int
    """How far the pitch moves, 0 to 100."""


DEFAULT = "Kore"

_TABLE = """
Zephyr         bright         215 f5      60 175 60
Puck           upbeat         130 m2      58 185 75
Charon         informative     98 adam    38 165 45
Kore           firm           195 Annie   48 165 45
Fenrir         excitable      118 m4      55 200 90
Leda           youthful       235 f4      66 178 60
Orus           firm           104 m5      42 160 40
Aoede          breezy         205 f3      55 182 55
Callirrhoe     easy-going     188 f1      46 155 50
Autonoe        bright         222 Andrea  62 170 60
Enceladus      breathy        110 max     36 150 35
Iapetus        clear          124 Reed    50 165 50
Umbriel        easy-going     112 m6      40 152 45
Algieba        smooth         106 benjamin 46 158 40
Despina        smooth         192 steph3  50 160 40
Erinome        clear          208 linda   56 165 50
Algenib        gravelly        88 m8      25 155 40
Rasalgethi     informative    120 Michael 45 170 50
Laomedeia      upbeat         228 steph   64 185 75
Achernar       soft           200 belinda 52 148 35
Alnilam        firm           102 edward  44 162 40
Schedar        even           108 adam    50 160 15
Gacrux         mature         168 aunty   40 155 45
Pulcherrima    forward        218 anika   58 180 65
Achird         friendly       127 Alex    56 168 65
Zubenelgenubi  casual         116 Andy    48 172 55
Vindemiatrix   gentle         184 Alicia  48 150 40
Sadachbia      lively         134 Hugo    62 188 80
Sadaltager     knowledgeable  100 benjamin 40 158 45
Sulafat        warm           180 shelby  46 160 50
"""


def _voice(line: str) -> Voice:
    name, manner, hertz, variant, pitch, words, liveliness = line.split()
    return Voice(name, manner, int(hertz), variant, int(pitch), int(words), int(liveliness))


VOICES = {voice.name: voice for voice in map(_voice, _TABLE.split("\n")[1:-1])}
_BY_FOLDED_NAME = {name.casefold(): voice for name, voice in VOICES.items()}


def find(name: str | None) -> Voice | None:
    """The voice of this name in any case, the default one for None, or None for no voice's."""
    return _BY_FOLDED_NAME.get((name or DEFAULT).casefold())


def unknown(name: str) -> str:
    """What the API says of a voice that it does not have."""
    allowed = ", ".join(sorted(_BY_FOLDED_NAME))
    return f"Voice name {name} is not supported. Allowed voice names are: {allowed}"
