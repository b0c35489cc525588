"""What a text states for one scalar of a schema, by the field's name, format and description."""

import re
from collections.abc import Iterator
from typing import Any

from gemini_magic.local.schema.check import faults
from gemini_magic.local.schema.simplest import type_of
from gemini_magic.local.words.facts import Facts, words_of

_NAME_LIKE = frozenset("name city place location country person author title who user".split())
_NUMBER_LIKE = frozenset("latitude longitude amount price number zipcode zip age".split())
_PLACES = {
    "origin": ("from",), "source": ("from",), "departure": ("from",), "destination": ("to",),
    "target": ("to",), "arrival": ("to",), "city": ("in", "for", "to", "near", "of"),
    "location": ("in", "at", "for", "near"), "place": ("in", "at", "for", "near"),
    "country": ("in", "of", "for"), "from": ("from",), "to": ("to",),
}  # fmt: skip
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_SAY_NOTHING = frozenset({"the", "has", "number", "value"})


def stated(schema: dict[str, Any], facts: Facts, path: str) -> Any:
    """The first value in the text that the schema allows at this path, or None."""
    kind = type_of(schema)
    candidates = {"boolean": _booleans, "string": _strings}.get(kind, _numbers)
    allowed = {**schema, "type": kind}
    found = candidates(schema, facts, path)
    return next((c for c in found if c not in (None, "") and not any(faults(c, allowed))), None)


def _booleans(schema: dict[str, Any], facts: Facts, path: str) -> Iterator[bool | None]:
    yield _TRUTHS.get((facts.labelled(_last(path)) or "").lower())
    yield facts.truth(_telling(words_of(_last(path))))


def _numbers(schema: dict[str, Any], facts: Facts, path: str) -> Iterator[float | None]:
    label = facts.labelled(_last(path)) or ""
    if written := re.match(r"[-+]?\d[\d,]*(?:\.\d+)?", label):
        yield _plain(float(written[0].replace(",", "")))
    names = [*words_of(_last(path)), *words_of(schema.get("description", ""))[:6]]
    yield _plain(facts.number(_telling(names)))


def _strings(schema: dict[str, Any], facts: Facts, path: str) -> Iterator[str | None]:
    name = _last(path)
    words = words_of(name)
    by_format = {
        "date": facts.date,
        "date-time": facts.moment,
        "time": facts.time,
        "email": facts.email,
        "uri": facts.url,
        "url": facts.url,
    }
    for kind, take in by_format.items():
        if schema.get("format") == kind or kind in words:
            yield take()
    if schema.get("format") in by_format:
        return
    yield facts.labelled(name)
    yield facts.quotation()
    said = {*words, *words_of(schema.get("description", ""))}
    if said & _NUMBER_LIKE:
        yield facts.written_number()
    for word in words:
        yield facts.place(_PLACES.get(word, ()))
    if "pattern" in schema:
        yield from re.findall(r"\S{1,40}", facts.text)[:200]
    elif said & _NAME_LIKE or not name:
        yield facts.name()
        yield facts.after(("in", "for", "at", "to", "from", "of", "named", "called"))
    if not path:
        yield facts.text.strip()


def _last(path: str) -> str:
    """The name of a field; the items of a list have none."""
    return "" if path.endswith("]") else path.rpartition(".")[2]


def _telling(words: list[str]) -> list[str]:
    return [word for word in words if len(word) > 2 and word not in _SAY_NOTHING]


def _plain(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value
