"""Where the key, the endpoint and the defaults come from: the only reader of the environment."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn, get_args

from .errors import SettingsError

__all__ = [
    "CACHE_MODES",
    "DEFAULT_MODEL",
    "VERSION",
    "CacheMode",
    "Engine",
    "MediaMode",
    "RenderMode",
    "Secret",
    "Settings",
    "config_file",
    "media_mode",
    "named_variables",
    "render_mode",
]

VERSION = "0.1.0"  # of this package: the one place where it is written

DEFAULT_MODEL = "gemini-3-flash-preview"
DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com"
DEFAULT_API_VERSION = "v1beta"

Engine = Literal["gemini", "local"]
RenderMode = Literal["auto", "live", "static", "terminal"]
MediaMode = Literal["auto", "inline", "files"]
CacheMode = Literal["use", "refresh", "only", "off"]
CACHE_MODES: tuple[CacheMode, ...] = get_args(CacheMode)
"""use: give once more what is kept, else ask · refresh: ask, and keep the new answer ·
only: never ask · off: ask, and keep no answer."""


class Secret:
    """A key that can be sent and nothing else: it has no readable repr and is never pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value.strip()

    def reveal(self) -> str:
        """The key itself; only the code that writes the request header calls this."""
        return self._value

    @property
    def is_sendable(self) -> bool:
        """Whether it can stand in a header: printable ASCII without blanks."""
        return re.fullmatch(r"[!-~]+", self._value) is not None

    @property
    def is_ephemeral(self) -> bool:
        """Whether it is a token for Live sessions (`auth_tokens.create`), not a key."""
        return self._value.startswith("auth_tokens/")

    def __repr__(self) -> str:
        return "Secret('…')"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("an API key is never pickled; make a new Client where it is needed")


class _Variables:
    """Environment variables, stripped, without a readable repr."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def get(self, name: str) -> str:
        """One variable; empty where it is not set."""
        # Looked for first: most are not set, and `get` raises and catches two errors for these.
        return self._environ[name].strip() if name in self._environ else ""


@dataclass(frozen=True)
class Settings:
    """What the environment says. `key_source` names the variable that the key came from."""

    api_key: Secret | None = None
    key_source: str = ""
    base_url: str = DEFAULT_BASE_URL
    api_version: str = DEFAULT_API_VERSION
    model: str = DEFAULT_MODEL
    engine: Engine | None = None
    render: RenderMode = "auto"
    media: MediaMode = "auto"
    ledger: str = ""
    config: str = ""
    cache: CacheMode = "refresh"
    under_pytest: bool = field(default=False, repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings now.

        Keys: GOOGLE_API_KEY, then GEMINI_API_KEY (a warning says which, when both differ).
        Others: GOOGLE_GEMINI_BASE_URL, GOOGLE_GENAI_API_VERSION, GEMINI_MAGIC_MODEL,
        GEMINI_MAGIC_ENGINE (gemini or local), GEMINI_MAGIC_RENDER (auto, live, static, terminal),
        GEMINI_MAGIC_MEDIA (large ones: inline, in files beside the notebook, or auto),
        GEMINI_MAGIC_CONFIG and GEMINI_MAGIC_LEDGER (a file, or off),
        GEMINI_MAGIC_CACHE (use, refresh, only, off).
        """
        variables = _now() if environ is None else _Variables(environ)
        del environ  # its repr would show the keys in a traceback with locals
        key, source = _key_from(variables)
        version = variables.get("GOOGLE_GENAI_API_VERSION")
        return cls(
            api_key=key,
            key_source=source,
            base_url=variables.get("GOOGLE_GEMINI_BASE_URL") or DEFAULT_BASE_URL,
            # Google's SDK also accepts the short name "beta".
            api_version={"": DEFAULT_API_VERSION, "beta": "v1beta"}.get(version, version),
            model=variables.get("GEMINI_MAGIC_MODEL") or DEFAULT_MODEL,
            engine=_choice(variables, "GEMINI_MAGIC_ENGINE", Engine, None),
            render=render_mode(variables),
            media=media_mode(variables),
            ledger=variables.get("GEMINI_MAGIC_LEDGER"),
            config=config_file(variables),
            cache=_choice(variables, "GEMINI_MAGIC_CACHE", CacheMode, "refresh"),
            under_pytest=bool(variables.get("PYTEST_CURRENT_TEST")),
        )


# What every cell asks for is read alone: all settings together take longer than their use.


def render_mode(variables: _Variables | None = None) -> RenderMode:
    """GEMINI_MAGIC_RENDER, now."""
    mode: RenderMode = _choice(variables or _now(), "GEMINI_MAGIC_RENDER", RenderMode, "auto")
    return mode


def media_mode(variables: _Variables | None = None) -> MediaMode:
    """GEMINI_MAGIC_MEDIA, now."""
    mode: MediaMode = _choice(variables or _now(), "GEMINI_MAGIC_MEDIA", MediaMode, "auto")
    return mode


def config_file(variables: _Variables | None = None) -> str:
    """GEMINI_MAGIC_CONFIG, now; empty where it is not set."""
    return (variables or _now()).get("GEMINI_MAGIC_CONFIG")


def _now() -> _Variables:
    return _Variables(os.environ)


def named_variables(names: Iterable[str]) -> dict[str, str]:
    """These variables of the environment, to be passed on. Raises where one is not set."""
    given = {name: os.environ.get(name) for name in ([names] if isinstance(names, str) else names)}
    if missing := [name for name, value in given.items() if value is None]:
        raise SettingsError(f"{', '.join(missing)} is to be passed on, but is not set here")
    return {name: value for name, value in given.items() if value is not None}


def _key_from(variables: _Variables) -> tuple[Secret | None, str]:
    found = {
        name: Secret(value)
        for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY")
        if (value := variables.get(name))
    }
    if not found:
        return None, ""
    source, key = next(iter(found.items()))
    if len(set(found.values())) > 1:
        warnings.warn(
            "GOOGLE_API_KEY and GEMINI_API_KEY are both set and differ: using GOOGLE_API_KEY",
            stacklevel=4,
        )
    return key, source


def _choice(variables: _Variables, name: str, choices: Any, default: Any) -> Any:
    value = variables.get(name).lower()
    if not value:
        return default
    if value not in get_args(choices):
        allowed = ", ".join(get_args(choices))
        raise SettingsError(f"{name}={value!r} is not understood; use one of {allowed}")
    return value
