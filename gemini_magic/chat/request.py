"""Request: what is asked, whoever asks it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ..api.body import config_from
from ..api.types import Content, GenerateContentConfig, HttpOptions, Part, ThinkingConfig
from ..attach import Sent
from ..errors import InvalidRequest, UnknownName
from ..settings import CACHE_MODES, CacheMode
from ..tools import Tool
from .answer_schema import AnswerSchema
from .approval import APPROVALS, Approval, Approver

__all__ = ["SURFACES", "Origin", "Request", "Via"]

Via = Literal["generate", "interactions", "live"]
SURFACES: tuple[Via, ...] = get_args(Via)
"""Which surface of the API is asked."""


@dataclass(frozen=True)
class Origin:
    """The cell that asks as it was typed: its line of flags, and its text.

    `inputs` are digests of what its variables and files held, and its model by default, by the
    names that people know them by.
    """

    line: str
    text: str
    inputs: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Request:
    """One turn of a user: parts to send, and how to answer them.

    `think` is a level ("low", "high", …) or a budget in tokens; `thoughts` asks for summaries.
    `via="interactions"` asks by that surface, which keeps the conversation at the service;
    `via="live"` in a Live session, which hears and speaks.
    `cache` says whether the ledger's answer to an equal request will do. `timeout` is the longest
    silence in seconds; `max_cost` refuses what may cost more US dollars.
    `count` answers are asked for one by one, and are the reply's candidates.
    `config` holds any further field of `GenerateContentConfig`; what is set here wins over it.
    `sent` says to the reader what the parts carry besides the prompt; `origin` is the cell.
    `schema` is what the answer has to look like; with `retry_schema` one that does not fit is
    asked for once more. `approve` says which functions of ours run unasked, see `APPROVALS`;
    `max_calls` is how many run in this turn, and `call_timeout` for how many seconds each.
    Nothing that is not set is sent: models have defaults of their own.
    """

    parts: tuple[Part, ...]
    model: str = ""
    system: str = ""
    temperature: float | None = None
    think: str | int | None = None
    thoughts: bool = False
    tools: tuple[Tool, ...] = ()
    config: Mapping[str, Any] | GenerateContentConfig = field(default_factory=dict, hash=False)
    via: Via = "generate"
    cache: CacheMode | None = None
    timeout: float | None = None
    count: int = 1
    max_cost: float | None = None
    schema: AnswerSchema | None = None
    retry_schema: bool = False
    approve: Approval | Approver | None = None
    max_calls: int | None = None
    call_timeout: float | None = None
    sent: tuple[Sent, ...] = ()
    origin: Origin | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not callable(self.approve) and self.approve not in (None, *APPROVALS):
            raise UnknownName("approval", str(self.approve), APPROVALS)
        if self.cache not in (None, *CACHE_MODES):
            raise UnknownName("cache mode", str(self.cache), CACHE_MODES)
        if self.via not in SURFACES:
            raise UnknownName("surface", str(self.via), SURFACES)
        if self.max_calls is not None and self.max_calls < 0:
            raise InvalidRequest(
                f"max_calls={self.max_calls} is no number of calls; give 0 or more"
            )
        if self.call_timeout is not None and not 0 < self.call_timeout < math.inf:
            raise InvalidRequest(
                f"call_timeout={self.call_timeout} is no time to wait; give seconds above 0"
            )

    @property
    def content(self) -> Content:
        """The message as it enters the history."""
        return Content(role="user", parts=list(self.parts))

    @property
    def generation(self) -> GenerateContentConfig:
        """The config of the API call."""
        config = config_from(self.config).model_copy()
        if self.system:
            config.system_instruction = self.system
        if self.temperature is not None:
            config.temperature = self.temperature
        if self.think is not None or self.thoughts:
            config.thinking_config = _thinking_from(self.think, self.thoughts, config)
        if self.tools:
            declared = [tool.declaration() for tool in self.tools]
            config.tools = [*(config.tools or ()), *declared]
            if _are_of_both_sides(declared):  # else the service refuses them together
                config.include_server_side_tool_invocations = True
        if self.schema is not None:
            config.response_json_schema = dict(self.schema.json)
        if self.timeout is not None:
            config.http_options = _limited(self.timeout, config.http_options)
        return config


def _are_of_both_sides(declared: Iterable[Mapping[str, Any]]) -> bool:
    """Whether some tools run at the service and some are functions of ours."""
    kinds = {kind for tool in declared for kind in tool} - {"computerUse"}
    return "functionDeclarations" in kinds and len(kinds) > 1


def _limited(seconds: float, options: HttpOptions | None) -> HttpOptions:
    if not 0 < seconds < math.inf:
        raise InvalidRequest(f"timeout={seconds} is no time to wait; give seconds above 0")
    options = HttpOptions() if options is None else options
    return options.model_copy(update={"timeout": math.ceil(seconds * 1000)})


def _thinking_from(
    think: str | int | None, thoughts: bool, config: GenerateContentConfig | None = None
) -> ThinkingConfig:
    """Thinking from a level, or a budget in tokens (also as text); never from both."""
    thinking = ThinkingConfig()
    if config is not None and config.thinking_config is not None:
        thinking = config.thinking_config.model_copy()
    if thoughts:
        thinking.include_thoughts = True
    if think is None:
        return thinking
    text = str(think).strip()
    if re.fullmatch(r"-?\d+", text):
        thinking.thinking_budget = int(text)
    elif text.isalpha():
        thinking = ThinkingConfig.model_validate(
            {**thinking.model_dump(exclude_unset=True), "thinking_level": text.upper()}
        )
    else:
        raise InvalidRequest(
            f"think={think!r} is neither a level (minimal, low, medium, high) "
            "nor a budget in tokens (0 off, -1 as the model likes)"
        )
    return thinking
