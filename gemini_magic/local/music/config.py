"""`MusicGenerationConfig`: given whole each time, so what is left out returns to its default."""

from dataclasses import dataclass
from typing import Any

from gemini_magic.local.music.scales import SCALES
from gemini_magic.local.wire.errors import InvalidArgument, Violation
from gemini_magic.local.wire.proto import Enum, Message, boolean, floating, integer, snake

MUSIC_GENERATION_CONFIG = Message(
    "LiveMusicGenerationConfig",
    {
        "temperature": floating,
        "topK": integer,
        "seed": integer,
        "guidance": floating,
        "bpm": integer,
        "density": floating,
        "brightness": floating,
        "scale": Enum("LiveMusicGenerationConfig.Scale", frozenset({"SCALE_UNSPECIFIED", *SCALES})),
        "muteBass": boolean,
        "muteDrums": boolean,
        "onlyBassAndDrums": boolean,
        "musicGenerationMode": Enum(
            "LiveMusicGenerationConfig.MusicGenerationMode",
            frozenset(
                {"MUSIC_GENERATION_MODE_UNSPECIFIED", "QUALITY", "DIVERSITY", "VOCALIZATION"}
            ),
        ),
    },
)
_LIMITS: dict[str, tuple[float, float]] = {
    "temperature": (0, 3),
    "topK": (1, 1000),
    "seed": (0, 2**31 - 1),
    "guidance": (0, 6),
    "bpm": (60, 200),
    "density": (0, 1),
    "brightness": (0, 1),
}


@dataclass(frozen=True)
class MusicConfig:
    """None leaves a thing to the prompts, or to chance."""

    temperature: float = 1.1
    top_k: int = 40
    seed: int | None = None
    guidance: float = 4.0
    bpm: int | None = None
    density: float | None = None
    brightness: float | None = None
    scale: str | None = None
    mute_bass: bool = False
    mute_drums: bool = False
    only_bass_and_drums: bool = False
    mode: str = "QUALITY"


def config_from(wire: dict[str, Any]) -> MusicConfig:
    """The settings of a message that was read; `InvalidArgument` for one out of its range."""
    for name, (low, high) in _LIMITS.items():
        if name in wire and not low <= wire[name] <= high:
            where = f"music_generation_config.{snake(name)}"
            text = f"{where} is {wire[name]:g}; it must be from {low:g} to {high:g}."
            raise InvalidArgument(text, [Violation(where, text)])
    given = {snake(name): value for name, value in wire.items()}
    mode = given.pop("music_generation_mode", "QUALITY")
    if given.get("scale") == "SCALE_UNSPECIFIED":
        del given["scale"]
    return MusicConfig(**given, mode="QUALITY" if mode.endswith("UNSPECIFIED") else mode)
