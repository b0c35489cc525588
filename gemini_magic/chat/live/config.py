"""How a Live session is set up for a request: its config under the names of `LiveConnectConfig`."""

from __future__ import annotations

from typing import Any

from ...api.types import (
    AudioTranscriptionConfig,
    AutomaticActivityDetection,
    ContextWindowCompressionConfig,
    GenerateContentConfig,
    LiveConnectConfig,
    RealtimeInputConfig,
    SessionResumptionConfig,
    SlidingWindow,
)
from ...errors import InvalidRequest

__all__ = ["live_config"]

_TEXT, _SOUND = ["TEXT"], ["AUDIO"]


def live_config(
    config: GenerateContentConfig, handle: str = "", *, is_marked: bool
) -> LiveConnectConfig:
    """Speech with its transcript unless the config asks for text; resumed by `handle`, if any.

    `is_marked` says that the program marks where speech begins and ends; else the service hears
    it. Raises `InvalidRequest` for what a session does not take.
    """
    given = {name: getattr(config, name) for name in config.model_fields_set}
    given = {name: value for name, value in given.items() if value is not None}
    if unfit := sorted(name for name in given if name not in LiveConnectConfig.model_fields):
        raise InvalidRequest(f"a Live session takes no {', '.join(unfit)}; leave it out")
    modalities = [str(one).upper() for one in given.pop("response_modalities", _SOUND)]
    resumption = SessionResumptionConfig(handle=handle) if handle else SessionResumptionConfig()
    settled: dict[str, Any] = {
        "response_modalities": modalities,
        "input_audio_transcription": AudioTranscriptionConfig(),
        "session_resumption": resumption,
        "context_window_compression": ContextWindowCompressionConfig(
            sliding_window=SlidingWindow()
        ),
    }
    if modalities != _TEXT:
        settled["output_audio_transcription"] = AudioTranscriptionConfig()
    if is_marked:
        settled["realtime_input_config"] = RealtimeInputConfig(
            automatic_activity_detection=AutomaticActivityDetection(disabled=True)
        )
    return LiveConnectConfig(**settled | given)
