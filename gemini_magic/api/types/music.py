"""Lyria RealTime: music that is steered while it plays."""

from __future__ import annotations

from .base import OpenEnum, WireModel
from .live_server import LiveServerSetupComplete
from .scalars import WireBytes

__all__ = [
    "AudioChunk",
    "LiveMusicClientContent",
    "LiveMusicFilteredPrompt",
    "LiveMusicGenerationConfig",
    "LiveMusicPlaybackControl",
    "LiveMusicServerContent",
    "LiveMusicServerMessage",
    "LiveMusicSourceMetadata",
    "MusicGenerationMode",
    "Scale",
    "WeightedPrompt",
]


class Scale(OpenEnum):
    """The key of the music; each holds a major scale and its relative minor."""

    SCALE_UNSPECIFIED = "SCALE_UNSPECIFIED"
    C_MAJOR_A_MINOR = "C_MAJOR_A_MINOR"
    D_FLAT_MAJOR_B_FLAT_MINOR = "D_FLAT_MAJOR_B_FLAT_MINOR"
    D_MAJOR_B_MINOR = "D_MAJOR_B_MINOR"
    E_FLAT_MAJOR_C_MINOR = "E_FLAT_MAJOR_C_MINOR"
    E_MAJOR_D_FLAT_MINOR = "E_MAJOR_D_FLAT_MINOR"
    F_MAJOR_D_MINOR = "F_MAJOR_D_MINOR"
    G_FLAT_MAJOR_E_FLAT_MINOR = "G_FLAT_MAJOR_E_FLAT_MINOR"
    G_MAJOR_E_MINOR = "G_MAJOR_E_MINOR"
    A_FLAT_MAJOR_F_MINOR = "A_FLAT_MAJOR_F_MINOR"
    A_MAJOR_G_FLAT_MINOR = "A_MAJOR_G_FLAT_MINOR"
    B_FLAT_MAJOR_G_MINOR = "B_FLAT_MAJOR_G_MINOR"
    B_MAJOR_A_FLAT_MINOR = "B_MAJOR_A_FLAT_MINOR"


class MusicGenerationMode(OpenEnum):
    """What the model strives for."""

    MUSIC_GENERATION_MODE_UNSPECIFIED = "MUSIC_GENERATION_MODE_UNSPECIFIED"
    QUALITY = "QUALITY"
    DIVERSITY = "DIVERSITY"
    VOCALIZATION = "VOCALIZATION"


class LiveMusicPlaybackControl(OpenEnum):
    """What the player is to do. STOP forgets the music so far, PAUSE does not."""

    PLAYBACK_CONTROL_UNSPECIFIED = "PLAYBACK_CONTROL_UNSPECIFIED"
    PLAY = "PLAY"
    PAUSE = "PAUSE"
    STOP = "STOP"
    RESET_CONTEXT = "RESET_CONTEXT"


class WeightedPrompt(WireModel):
    """What the music should be like, and how much that counts; any weight but 0."""

    text: str | None = None
    weight: float | None = None


class LiveMusicGenerationConfig(WireModel):
    """How the music is made. It is sent whole: what is left out returns to its default.

    `bpm` is 60 to 200, `density` and `brightness` 0 to 1, `guidance` 0 to 6.
    """

    temperature: float | None = None
    top_k: int | None = None
    seed: int | None = None
    guidance: float | None = None
    bpm: int | None = None
    density: float | None = None
    brightness: float | None = None
    scale: Scale | None = None
    mute_bass: bool | None = None
    mute_drums: bool | None = None
    only_bass_and_drums: bool | None = None
    music_generation_mode: MusicGenerationMode | None = None


class LiveMusicClientContent(WireModel):
    """The prompts of a moment."""

    weighted_prompts: list[WeightedPrompt] | None = None


class LiveMusicSourceMetadata(WireModel):
    """What a chunk was made from."""

    client_content: LiveMusicClientContent | None = None
    music_generation_config: LiveMusicGenerationConfig | None = None


class AudioChunk(WireModel):
    """A stretch of music: signed 16-bit little-endian, 48 kHz, two channels."""

    data: WireBytes | None = None
    mime_type: str | None = None
    source_metadata: LiveMusicSourceMetadata | None = None


class LiveMusicServerContent(WireModel):
    """The next stretches of music."""

    audio_chunks: list[AudioChunk] | None = None


class LiveMusicFilteredPrompt(WireModel):
    """A prompt that the service left out, and why."""

    text: str | None = None
    filtered_reason: str | None = None


class LiveMusicServerMessage(WireModel):
    """One frame of the service."""

    setup_complete: LiveServerSetupComplete | None = None
    server_content: LiveMusicServerContent | None = None
    filtered_prompt: LiveMusicFilteredPrompt | None = None
