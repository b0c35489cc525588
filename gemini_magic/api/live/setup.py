"""`LiveConnectConfig` → the setup frame, the first of every session.

Google's config is flat; on the wire how to generate stands in `generationConfig`, and all else
(tools, transcription, resumption …) beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ...errors import InvalidRequest, near_matches
from ..body import tool_from
from ..contents import system_from, wire_from
from ..resources.models import model_path
from ..types import LiveConnectConfig, SpeechConfig

__all__ = ["live_config_from", "setup_from", "tools_from", "wire_path"]

_GENERATION = (
    "response_modalities",
    "temperature",
    "top_p",
    "top_k",
    "max_output_tokens",
    "media_resolution",
    "seed",
    "speech_config",
    "thinking_config",
    "enable_affective_dialog",
    "translation_config",
)
_HANDLED = frozenset(
    {*_GENERATION, "generation_config", "system_instruction", "tools", "http_options"}
)
_CAMEL = {name: field.alias or name for name, field in LiveConnectConfig.model_fields.items()}


def live_config_from(config: LiveConnectConfig | Mapping[str, Any] | None) -> LiveConnectConfig:
    """A config from its dict. A field that looks misspelled is refused; others pass through."""
    if not isinstance(config, LiveConnectConfig):
        config = wire_from(LiveConnectConfig, config or {}, "config")
    for name in config.model_extra or {}:
        if near := near_matches(name, (*_CAMEL, *_CAMEL.values()), count=1):
            raise InvalidRequest(f"config has no field {name!r}; did you mean {near[0]!r}?")
    if len(config.response_modalities or ()) > 1:
        raise InvalidRequest(
            f"response_modalities are {config.response_modalities}; a Live session has one of them "
            "(text beside audio comes by output_audio_transcription={})"
        )
    return config


def setup_from(model: str | None, config: LiveConnectConfig) -> dict[str, Any]:
    """What stands under "setup": `model` (if any), generationConfig, and the rest beside it."""
    setup: dict[str, Any] = {} if model is None else {"model": model_path(model)}
    if generation := _generation_config(config):
        setup["generationConfig"] = generation
    if (system := system_from(config.system_instruction)) is not None:
        setup["systemInstruction"] = system.to_wire()
    if config.tools:
        setup["tools"] = tools_from(config.tools)
    for name in LiveConnectConfig.model_fields:
        if name not in _HANDLED and (value := getattr(config, name)) is not None:
            setup[_CAMEL[name]] = _wire_of(value)
    setup.update({name: _wire_of(value) for name, value in (config.model_extra or {}).items()})
    return setup


def tools_from(tools: list[Any]) -> list[Any]:
    """Tools as the wire has them."""
    return [_wire_of(tool_from(tool)) for tool in tools]


def wire_path(field: str) -> str:
    """Where a field of the flat config stands in a setup, as a field mask writes it."""
    if field in _GENERATION:
        return f"generationConfig.{_CAMEL[field]}"
    return _CAMEL.get(field, field)


def _generation_config(config: LiveConnectConfig) -> dict[str, Any]:
    generation = dict(_wire_of(config.generation_config or {}))
    for name in _GENERATION:
        if (value := getattr(config, name)) is None:
            continue
        if name == "speech_config" and isinstance(value, str):  # the name of a voice
            value = SpeechConfig.model_validate(
                {"voice_config": {"prebuilt_voice_config": {"voice_name": value}}}
            )
        generation[_CAMEL[name]] = _wire_of(value)
    return generation


def _wire_of(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, (list, tuple)):
        return [_wire_of(item) for item in value]
    return str(value) if isinstance(value, str) else value
