"""What cells do unless they say else: `%gemini set` for the notebook, a file for the user.

The file is `gemini-magic/config.toml` where the system keeps settings; its table `[cell]` names
flags of `%%gemini`, `[cell.VERB]` those of a verb; for `[mcp.NAME]` see `mcp_servers`. A cell's
own flags win over the notebook's, which win over the file's. No key may stand there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from ..errors import InvalidRequest, SettingsError, UnknownName
from ..errors.keys import found_keys
from ..session import Session, current
from ..settings import DEFAULT_MODEL, Settings, config_file
from .flags import check_value, flags, flags_of
from .table import print_table, shortened

__all__ = ["config_path", "config_table", "default_words", "set_default", "settable"]

Setting = str | bool

_OF_ONE_CELL = {"help", "out", "new", "dry", "as"}  # no cell has them by default
_ASK = "ask"
_KEY = re.compile(r"(?i)(?:^|[_.-])(?:key|token|secret|password|credentials?)$|apikey")


def config_path() -> Path | None:
    """Where the user's settings are read from; GEMINI_MAGIC_CONFIG may name it, or be off."""
    named = config_file()
    if named == "off":
        return None
    return Path(named) if named else _usual_config_path()


@cache
def _usual_config_path() -> Path:
    return platformdirs.user_config_path("gemini-magic") / "config.toml"


def default_words(verb: str) -> list[str]:
    """The flags that stand before a cell's own, whose last word counts."""
    settings = {**_of_file(), **current().defaults}
    words: list[str] = []
    for path, value in settings.items():
        of_verb, name = _split(path)
        if of_verb == verb and value is not False:
            words.append(f"--{name}" if value is True else f"--{name}={value}")
    return words


def set_default(arguments: Sequence[str]) -> None:
    """List what is set and where; or set one thing for the notebook, or take it back by "off"."""
    session = current()
    match list(arguments):
        case []:
            _list(session)
        case [path, "off"]:
            _unset(session, _known(path))
        case [path, *words]:
            _set(session, _known(path), " ".join(words))


def _set(session: Session, path: str, text: str) -> None:
    _, name = _split(path)
    if any(found_keys(text)):
        raise _no_key(path)
    if path == "model":
        print(session.use(text))
        return
    if flags()[name].takes_value and not text:
        raise InvalidRequest(f"{path} needs a value: %gemini set {path} {flags()[name].metavar}")
    if not flags()[name].takes_value and text not in ("", "on"):
        raise InvalidRequest(f"{path} is on or off, not {text!r}")
    if text and flags()[name].takes_value:
        check_value(name, text)
    session.defaults[path] = text if flags()[name].takes_value else True
    print(f"{path} is {repr(text) if text else 'on'} for this notebook's cells")


def _unset(session: Session, path: str) -> None:
    session.defaults.pop(path, None)
    if path == "model":
        session.model = Settings.from_environment().model
    elif path in _of_file():
        session.defaults[path] = False
    print(f"{path} is off for this notebook's cells")


def _list(session: Session) -> None:
    of_file = _of_file()
    rows = [["setting", "value", "from"]]
    if "model" not in of_file and "model" not in session.defaults:
        source = "the default" if session.model == DEFAULT_MODEL else "the environment"
        rows.append(["model", session.model, source])
    for path, value in {**of_file, **session.defaults}.items():
        shown = value if isinstance(value, str) else ("off", "on")[value]
        source = "this notebook" if path in session.defaults else "the file"
        rows.append([path, shortened(shown, 60), source])
    print_table(rows, numbers_from=3)
    file = config_path()
    if file is not None:
        print(f"the file is {file}" + ("" if file.is_file() else " (not there)"))


def settable(verb: str = _ASK) -> list[str]:
    """The flags that may have a default."""
    return [flag.name for flag in flags_of(verb) if flag.name not in _OF_ONE_CELL]


def _split(path: str) -> tuple[str, str]:
    """Verb and flag: "image.size"; without a verb the flag is for cells that ask."""
    verb, _, name = path.rpartition(".")
    return verb or _ASK, name


def _known(path: str) -> str:
    """The path, if such a flag may have a default."""
    path = path.lstrip("-").replace("_", "-")
    if _KEY.search(path):
        raise _no_key(path)
    verb, name = _split(path)
    known = settable(verb)
    if name not in known:
        raise UnknownName("setting", path, known)
    return name if verb == _ASK else path


def _no_key(path: str, where: str = "") -> SettingsError:
    return SettingsError(
        f"{where}{path!r} is a key or holds one, and keys stand in no notebook and no settings; "
        "set the environment variable GEMINI_API_KEY"
    )


def _of_file() -> dict[str, Setting]:
    """The settings of the user's file by path; nothing where there is none."""
    settings: dict[str, Setting] = {}
    for path, value in _leaves(config_table("cell")):
        try:
            known = _known(path)
            settings[known] = _setting(known, value)
        except InvalidRequest as error:
            raise SettingsError(f"{config_path()}: {error}") from None
    return settings


def config_table(name: str) -> dict[str, Any]:
    """A table of the user's file; empty where there is none. No key may stand in the file."""
    if (file := config_path()) is None:
        return {}
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file} cannot be read: {error}; mend it or move it away") from None
    for path, value in _leaves(document):
        if _KEY.search(path) or any(found_keys(str(value))):
            raise _no_key(path, f"{file}: ")
    table: dict[str, Any] = document.get(name, {})
    return table


def _leaves(table: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(table, Mapping):
        yield prefix, table
        return
    for name, value in table.items():
        yield from _leaves(value, f"{prefix}.{name}" if prefix else name)


def _setting(path: str, value: Any) -> Setting:
    takes_value = flags()[_split(path)[1]].takes_value
    if takes_value is isinstance(value, bool):
        fitting = "a value" if takes_value else "true or false"
        raise InvalidRequest(f"{path} = {value!r} does not fit; write {fitting}")
    if isinstance(value, list):
        return ",".join(map(str, value))
    return value if isinstance(value, bool) else str(value)
