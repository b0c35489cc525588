"""Strategies from the engine's own messages: values of every field, so that new ones are tried too.

Some fields mean something beyond their type: `_MEANT` has values for them that lead further in.
"""

from __future__ import annotations

import base64
import copy
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from tornado.web import RequestHandler

from gemini_magic.local.endpoints import ENDPOINTS, generate
from gemini_magic.local.interactions.wire import Tagged
from gemini_magic.local.wire import proto
from gemini_magic.local.wire.messages import GENERATE
from gemini_magic.local.wire.proto import Enum, Kind, Map, Message, Repeated
from tests.local.conftest import model, user

_DEEPEST = 6
_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJg"
    "gg=="
)
PROMPTS = (
    "What is 6 * 7?", "Draw a red circle on a blue sky", "What is a list comprehension?", "Say hi",
    "Convert 3 miles to km", "", "Wie viel ist 2 + 2?", "import math\nprint(math.pi)", "😀" * 9,
    "How many days from 2026-01-31 to 2026-03-01?", "name,age\nAda,36\nAlan,41", "Where is Oslo?",
    "Read http://127.0.0.1:9/", "\u2028\x00\x7f", "What is the weather in Oslo and Rome?",
)  # fmt: skip
NAMES = (
    "gemini-3-flash-preview", "gemini-2.5-flash", "gemini-3-pro-image", "gemini-embedding-001",
    "gemini-2.5-pro-preview-tts", "lyria-3-pro-preview", "imagen-4.0-generate-001", "local-rules",
    "x", "a-b", "%2e%2e", "0",
)  # fmt: skip

texts = st.sampled_from(PROMPTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
_objects = st.dictionaries(texts, json_values, max_size=3)
_numbers = st.integers(-3, 70) | st.integers() | st.sampled_from([2**31, -(2**63), 10**30])
_bytes = st.binary(max_size=20).map(lambda data: base64.b64encode(data).decode())

_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    proto.string: texts,
    proto.boolean: st.booleans(),
    proto.integer: _numbers,
    proto.int64: _numbers | _numbers.map(str),
    proto.floating: st.floats(0, 2) | st.floats(allow_nan=False, allow_infinity=False),
    proto.data: _bytes | st.just(_PIXEL),
    proto.struct: _objects,
    proto.duration: st.sampled_from(["3s", "0.5s", "-1s", "999999999999s", "1.000000001s"]),
    proto.timestamp: st.sampled_from(
        ["2026-11-22T08:00:00Z", "9999-12-31T23:59:59.999999999Z", "0001-01-01T00:00:00+14:00"]
    ),
}
_CONTENTS = st.lists(
    st.sampled_from(PROMPTS).map(user) | st.sampled_from(PROMPTS).map(model), min_size=1, max_size=4
)
_MEANT: dict[str, st.SearchStrategy[Any]] = {
    "contents": _CONTENTS,
    "content": st.sampled_from(PROMPTS).map(user),
    "input": st.sampled_from(PROMPTS),
    "role": st.sampled_from(["user", "model", "function", ""]),
    "mimeType": st.sampled_from(
        ["image/png", "text/plain", "application/pdf", "audio/wav", "video/mp4", "text/csv", "x"]
    ),
    "responseMimeType": st.sampled_from(["application/json", "text/x.enum", "text/plain"]),
    "model": st.sampled_from(NAMES).map(lambda name: f"models/{name}"),
    "thoughtSignature": st.just("skip_thought_signature_validator"),
    "ttl": _SIMPLE[proto.duration],
    "responseModalities": st.lists(st.sampled_from(["TEXT", "IMAGE", "AUDIO"]), max_size=2),
    "pattern": st.sampled_from(["a+", "(a+)+$", "[", "^\\d{3}$", "(?=x)", "a{99999}"]),
    "uris": st.just(["http://127.0.0.1:9/hook"]),
}


def values(kind: Kind, depth: int = 0) -> st.SearchStrategy[Any]:
    """What a kind reads, mostly."""
    # Messages hold dictionaries and have no hash; they live as long as their modules.
    place = (id(kind), depth)
    if place not in _KNOWN:
        read = _CONTAINERS.get(type(kind), _simple)
        _KNOWN[place] = read(kind, depth) if depth < _DEEPEST else json_values
    return _KNOWN[place]


_KNOWN: dict[tuple[int, int], st.SearchStrategy[Any]] = {}


def _simple(kind: Any, depth: int) -> st.SearchStrategy[Any]:
    return _SIMPLE.get(kind, json_values)


def _message(kind: Any, depth: int) -> st.SearchStrategy[Any]:
    fields = {name: _field(name, inner, depth + 1) for name, inner in kind.fields.items()}
    if not fields:
        return st.just({})
    chosen = st.lists(st.sampled_from(sorted(fields)), max_size=4, unique=True)
    first = [name for name in ("contents", "content", "input", "setup") if name in fields]
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries({name: fields[name] for name in {*first, *names}})
    )


def _field(name: str, kind: Kind, depth: int) -> st.SearchStrategy[Any]:
    meant = _MEANT.get(name)
    typed = st.deferred(lambda: values(kind, depth))
    return typed if meant is None else meant | meant | typed


_CONTAINERS: dict[type, Callable[[Any, int], st.SearchStrategy[Any]]] = {
    Message: _message,
    Enum: lambda kind, _: st.sampled_from(sorted(kind.names)),
    Repeated: lambda kind, depth: st.lists(values(kind.kind, depth + 1), max_size=2),
    Map: lambda kind, depth: st.dictionaries(texts, values(kind.kind, depth + 1), max_size=2),
    Tagged: lambda kind, depth: st.sampled_from(sorted(kind.messages)).flatmap(
        lambda tag: _message(kind.messages[tag], depth).map(lambda said: {**said, "type": tag})
    ),
}


def mutated(value: Any, seed: int) -> Any:
    """The value with one place of it changed: gone, doubled, of another type or name."""
    chance = random.Random(seed)
    value = copy.deepcopy(value)
    here: Any = value
    while isinstance(here, dict | list) and here:
        key = chance.choice(list(here) if isinstance(here, dict) else range(len(here)))
        if chance.random() < 0.3 or not isinstance(here[key], dict | list) or not here[key]:
            _change(here, key, chance)
            break
        here = here[key]
    return value


def _change(container: Any, key: Any, chance: random.Random) -> None:
    was = container[key]
    odd = [None, "", -1, 2**64, 1e308, True, [], {}, [was], {"x": was}, str(was), "A" * 5000]
    if isinstance(container, dict) and chance.random() < 0.3:
        container[f"{key}x"] = container.pop(key)
    else:
        container[key] = chance.choice(odd)


def messages_of(endpoint: Any) -> list[Message]:
    """The messages that a module of the engine names."""
    found = [value for value in vars(endpoint).values() if isinstance(value, Message)]
    return found or [GENERATE]


_OFTEN = 8
_PLACES = [
    (route[0], route[1], endpoint)
    for endpoint in ENDPOINTS
    for route in endpoint.ROUTES
    for _ in range(_OFTEN if endpoint is generate else 1)
    if "ws/google" not in route[0]
]
_NAME = "|".join(name.replace(".", r"\.") for name in NAMES)
KNOWN = "KNOWN"
"""Stands in a path for the id of something that a request before has made."""


def _methods(handler: Any) -> list[str]:
    """What a handler answers to, and sometimes what it does not."""
    names = ["POST", "GET", "PATCH", "DELETE", "PUT"]
    unknown: Any = RequestHandler._unimplemented_method
    return [n for n in names if getattr(handler, n.lower()) is not unknown] * _OFTEN + names


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """Method, path with a query, and body for one of the engine's routes."""
    pattern, handler, endpoint = draw(st.sampled_from(_PLACES))
    named = pattern.replace("/([^/:]+)", f"/({_NAME})", 1) if "models|" in pattern else pattern
    named = named.replace("[^/:]+", KNOWN).replace(r"[\w-]+", KNOWN)
    # httpx sends no other characters as they are.
    path = quote(draw(st.from_regex(named, fullmatch=True)), safe="/:%")
    query = draw(
        st.sampled_from(["", "?alt=sse", "?pageSize=2&pageToken=1", "?force=true", "?alt=media"])
    )
    body = draw(st.sampled_from(messages_of(endpoint)).flatmap(values))
    if draw(st.booleans()):
        body = mutated(body, draw(st.integers(0, 2**32)))
    raw = json.dumps(body).encode()
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=3)) + raw[at + draw(st.integers(0, 50)) :]
    return draw(st.sampled_from(_methods(handler))), path + query, raw


def frames_of(endpoint: Any) -> dict[str, Kind]:
    """What a client of a socket may say: the fields of its handler's frame."""
    (frame,) = {
        id(value.FRAME): value.FRAME for value in vars(endpoint).values() if hasattr(value, "FRAME")
    }.values()
    return dict(frame.fields)
