"""`--as python|curl|ours`: a call as code that makes it once more, outside of any notebook.

The code reads the key from the environment. Media of some size are written to files beside the
ledger, named by their content, and the code reads them there.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..api.call import Call
from ..api.types import Content, GenerateContentConfig, Tool
from ..chat.estimate import model_of
from ..settings import DEFAULT_API_VERSION, DEFAULT_BASE_URL
from .source_code import Expression, decoded, python_source

__all__ = ["LANGUAGES", "Code", "Service", "as_code"]

_MOST_INLINE = 2_000  # bytes


class Service(NamedTuple):
    """Where the code is to ask, and where its files go."""

    base_url: str = DEFAULT_BASE_URL
    api_version: str = DEFAULT_API_VERSION
    folder: Path = Path(".gemini", "sent")


class Code(NamedTuple):
    """Source, and the language to colour it by."""

    text: str
    language: str


class _Names(NamedTuple):
    """What a program imports to have a client and the types."""

    client: str
    alone: str
    with_types: str
    version: str = ""  # which it asks by itself, as far as that is sure to stay so


_GOOGLES = _Names(
    "genai.Client",
    "from google import genai",
    "from google import genai\nfrom google.genai import types",
)
_OURS = _Names(
    "Client",
    "from gemini_magic import Client",
    "from gemini_magic import Client, types",
    DEFAULT_API_VERSION,
)


class _Writer:
    """The pieces of one program: its imports, and the files that it reads."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.imports: set[str] = set()

    def media(self, data: bytes, mime_type: str = "") -> Expression:
        """Bytes as an expression: spelled out where they are few, else read from a file."""
        if len(data) <= _MOST_INLINE:
            self.imports.add("import base64")
            return decoded(data)
        self.imports.add("from pathlib import Path")
        path = self.kept(data, mimetypes.guess_extension(mime_type) or ".bin")
        return Expression(f'Path("{path.as_posix()}").read_bytes()')

    def kept(self, data: bytes, suffix: str) -> Path:
        """A file of these bytes, named by them."""
        path = self.service.folder / (hashlib.sha256(data).hexdigest()[:16] + suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def with_media(self, value: Any) -> Any:
        """The same value with expressions for media; other bytes are left for `media`."""
        if isinstance(value, Mapping):
            data, mime_type = value.get("data"), value.get("mime_type")
            known = {name: self.with_media(item) for name, item in value.items()}
            if isinstance(data, bytes):
                known["data"] = self.media(data, str(mime_type or ""))
            return known
        if isinstance(value, (list, tuple)):
            return [self.with_media(item) for item in value]
        return value

    def source(self, value: Any, indent: int = 4) -> str:
        """An argument's value."""
        return python_source(self.with_media(value), of_bytes=self.media, indent=indent)

    def arguments(self, given: Mapping[str, Any], indent: int = 4) -> str:
        """Arguments of a call, one a line."""
        lines = (f"{' ' * indent}{n}={self.source(value, indent)},\n" for n, value in given.items())
        return f"(\n{''.join(lines)}{' ' * (indent - 4)})"


def as_code(call: Call[Any], language: str, service: Service) -> Code:
    """The call in one of `LANGUAGES`. Writes files where media are large."""
    return LANGUAGES[language](call, service)


def _curl(call: Call[Any], service: Service) -> Code:
    body = json.dumps(call.body, ensure_ascii=False, indent=2)
    path = call.path.replace(":streamGenerateContent", ":generateContent")
    sent = "@-"
    tail = f" <<'JSON'\n{body}\nJSON\n"  # no line of indented JSON is that word alone
    if len(body) > 10 * _MOST_INLINE:
        written = _Writer(service).kept(body.encode("utf-8", "surrogatepass"), ".json")
        sent, tail = f"@{written.as_posix()}", "\n"
    headers = "".join(f"  -H '{name}: {value}' \\\n" for name, value in call.headers.items())
    version = call.version or service.api_version
    address = shlex.quote(f"{service.base_url.rstrip('/')}/{version}/{path}")
    return Code(
        f"curl -sS {address} \\\n"
        '  -H "x-goog-api-key: $GEMINI_API_KEY" \\\n'
        f"  -H 'Content-Type: application/json' \\\n{headers}  -d {sent}{tail}",
        "sh",
    )


def _python(call: Call[Any], service: Service) -> Code:
    return _program(call, service, _GOOGLES)


def _ours(call: Call[Any], service: Service) -> Code:
    return _program(call, service, _OURS)


LANGUAGES: dict[str, Callable[[Call[Any], Service], Code]] = {
    "python": _python,
    "curl": _curl,
    "ours": _ours,
}
"""What a call can be written in: Google's SDK, a shell, and our own client."""


def _program(call: Call[Any], service: Service, names: _Names) -> Code:
    writer = _Writer(service)
    imported = names.alone
    if call.path == "interactions":
        arguments = {name: item for name, item in (call.body or {}).items() if name != "stream"}
        asked = f"interaction = client.interactions.create{writer.arguments(arguments)}"
        shown = "interaction.output_text"
    else:
        arguments, config = _generation(call)
        if config:
            imported = names.with_types
            made = f"types.GenerateContentConfig{writer.arguments(config, 8)}"
            arguments["config"] = Expression(made)
        asked = f"response = client.models.generate_content{writer.arguments(arguments)}"
        shown = "response.text"
    ours = "\n".join(sorted(writer.imports, key=lambda line: (line.startswith("from"), line)))
    head = f"{ours}\n\n" if ours else ""
    made = _client(names, service)
    return Code(f"{head}{imported}\n\n{made}{asked}\nprint({shown})\n", "python")


def _client(names: _Names, service: Service) -> str:
    options = {}
    if service.base_url != DEFAULT_BASE_URL:
        options["base_url"] = service.base_url
    if service.api_version != names.version:
        options["api_version"] = service.api_version
    given = f"http_options={python_source(options)}" if options else ""
    return f"client = {names.client}({given})  # the key: GEMINI_API_KEY\n"


def _generation(call: Call[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments of `generate_content` but its config, and the config's fields."""
    body = dict(call.body or {})
    contents = [_plain(Content.model_validate(content)) for content in body.pop("contents")]
    config = _plain(
        GenerateContentConfig.model_validate({**body.pop("generationConfig", {}), **body})
    )
    if "system_instruction" in config:
        config["system_instruction"] = _system(config["system_instruction"])
    if "tools" in config:
        config["tools"] = [_plain(Tool.model_validate(tool)) for tool in config["tools"]]
    return {"model": model_of(call), "contents": contents}, config


def _system(wire: Mapping[str, Any]) -> Any:
    """A system instruction as its text, where it is one."""
    content = Content.model_validate(wire)
    texts = [part.text for part in content.parts or ()]
    is_text = len(texts) == 1 and texts[0] is not None
    return texts[0] if is_text else _plain(content)


def _plain(model: Content | GenerateContentConfig | Tool) -> dict[str, Any]:
    return model.model_dump(exclude_unset=True)
