"""A value that satisfies a schema: from the facts of a text where it has them, else the simplest.

Deterministic, and bounded whatever the schema asks for.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gemini_magic.local.schema.check import faults, resolve
from gemini_magic.local.schema.simplest import Unsatisfiable, simplest, type_of
from gemini_magic.local.schema.stated import stated
from gemini_magic.local.words.facts import Facts

_DEEPEST = 24
_DEEPEST_OPTIONAL = 5
_MOST_ITEMS = 1000
_MOST_CLAUSES = 100
_MOST_VALUES = 20_000
_LONGEST_TEXT = 8000
_SENTENCES = re.compile(r"[\n;]+|(?<=[.!?])\s+")
_CLAUSES = re.compile(r"[\n;]+|(?<=[.!?])\s+|,?\s+and\s+|,\s+")


@dataclass
class Filled:
    """A value, and the paths that came from the text and that had to be made up."""

    value: Any = None
    found: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)


def fill(schema: Any, text: str) -> Filled:
    """A valid value, or `Unsatisfiable`."""
    filled = Filled()
    filler = _Filler(schema, filled, iter(range(_MOST_VALUES)))
    filled.value = filler.value(schema, Facts(text[:_LONGEST_TEXT]), "", 0)
    if (fault := next(faults(filled.value, schema), None)) is not None:
        raise Unsatisfiable(fault)
    return filled


class _Filler:
    def __init__(self, root: Any, filled: Filled, budget: Iterator[int]) -> None:
        self._root = root
        self._filled = filled
        self._budget = budget

    def value(self, schema: Any, facts: Facts, path: str, depth: int) -> Any:
        if depth > _DEEPEST or next(self._budget, None) is None:
            raise Unsatisfiable("the schema never ends")
        if schema is False:
            raise Unsatisfiable(f"nothing is allowed at {path!r}")
        if not isinstance(schema, dict):
            schema = {}
        if "$ref" in schema:
            target = resolve(schema["$ref"], self._root)
            siblings = {key: value for key, value in schema.items() if key != "$ref"}
            target = target if isinstance(target, dict) else {}
            return self.value({**target, **siblings}, facts, path, depth + 1)
        if "allOf" in schema:
            return self.value(self._merged(schema), facts, path, depth + 1)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._enum(schema, facts, path)
        if schema.get("properties") or "items" in schema:
            for literal in facts.literals():
                if not any(faults(literal, schema, self._root)):
                    self._filled.found.append(path)
                    return literal
        for options in (schema.get("anyOf"), schema.get("oneOf")):
            if options:
                return self._any_of(options, schema, facts, path, depth)
        return self._of_type(schema, facts, path, depth)

    def _of_type(self, schema: dict[str, Any], facts: Facts, path: str, depth: int) -> Any:
        kind = type_of(schema)
        if kind == "object":
            return self._object(schema, facts, path, depth)
        if kind == "array":
            return self._array(schema, facts, path, depth)
        return None if kind == "null" else self._scalar(schema, facts, path)

    def _merged(self, schema: dict[str, Any]) -> dict[str, Any]:
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        for part in schema["allOf"]:
            if isinstance(part, dict) and "$ref" in part:
                part = resolve(part["$ref"], self._root)
            for key, value in part.items() if isinstance(part, dict) else ():
                if key == "properties":
                    value = {**merged.get(key, {}), **value}
                elif key == "required":
                    value = [*merged.get(key, []), *value]
                merged[key] = value
        return merged

    def _enum(self, schema: dict[str, Any], facts: Facts, path: str) -> Any:
        allowed = [o for o in schema["enum"] if not any(faults(o, {**schema, "enum": [o]}))]
        if not allowed:
            raise Unsatisfiable(f"no option of the enum at {path!r} is of its type")
        by_text = {str(option): option for option in allowed}
        choice = facts.choice(list(by_text))
        if choice is None and len(allowed) > 1:
            self._filled.made_up.append(path)
            return schema["default"] if schema.get("default") in allowed else allowed[0]
        self._filled.found.append(path)
        return by_text[choice] if choice is not None else allowed[0]

    def _any_of(
        self, options: list[Any], schema: dict[str, Any], facts: Facts, path: str, depth: int
    ) -> Any:
        """The first alternative for which the text has a fact; then the first that is possible."""
        outer = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
        possible: list[tuple[Any, list[str]]] = []
        for option in options[:_MOST_ITEMS]:
            before = len(self._filled.found), len(self._filled.made_up)
            try:
                merged = {**outer, **option} if isinstance(option, dict) else option
                made = self.value(merged, facts, path, depth + 1)
            except Unsatisfiable:
                continue
            finally:
                found = self._filled.found[before[0] :]
                made_up = self._filled.made_up[before[1] :]
                del self._filled.found[before[0] :], self._filled.made_up[before[1] :]
            if found:
                self._filled.found += found
                self._filled.made_up += made_up
                return made
            possible.append((made, made_up))
        if not possible:
            raise Unsatisfiable(f"no alternative at {path!r} can be satisfied")
        # A text without the fact says null, where null is allowed.
        made, made_up = next((p for p in possible if p[0] is None), possible[0])
        self._filled.made_up += made_up
        return made

    def _object(self, schema: dict[str, Any], facts: Facts, path: str, depth: int) -> Any:
        properties = schema.get("properties") or {}
        required = [name for name in schema.get("required", ()) if isinstance(name, str)]
        order = schema.get("propertyOrdering") or []
        made: dict[str, Any] = {}
        most = schema.get("maxProperties", math.inf)
        for name in sorted(properties, key=lambda n: order.index(n) if n in order else len(order)):
            optional = name not in required
            if optional and (depth > _DEEPEST_OPTIONAL or len(required) >= most):
                continue
            try:
                made[name] = self.value(
                    properties[name], facts, f"{path}.{name}" if path else name, depth + 1
                )
            except Unsatisfiable:
                if not optional:
                    raise
        for name in [n for n in made if n not in required]:
            if len(made) > most:
                del made[name]
        self._additional(made, schema, facts, path, depth)
        return made

    def _additional(
        self, made: dict[str, Any], schema: dict[str, Any], facts: Facts, path: str, depth: int
    ) -> None:
        """Properties that are only named in `required`, in the text, or needed for the count."""
        extra = schema.get("additionalProperties", True)
        missing = [name for name in schema.get("required", ()) if name not in made]
        if isinstance(extra, dict) and not schema.get("properties"):
            pairs = re.findall(r"\b(\w+)\s*=\s*[\"']?[\w.-]+", facts.text)
            missing += [name for name in dict.fromkeys(pairs) if name not in missing]
        least = schema.get("minProperties", 0)
        if least > _MOST_ITEMS:
            raise Unsatisfiable(f"{least} properties at {path!r} are too many")
        missing += [f"property{i}" for i in range(1, least - len(made) - len(missing) + 1)]
        if missing and extra is False:
            raise Unsatisfiable(f"{missing[0]!r} is required at {path!r} but not allowed")
        for name in missing:
            made[name] = self.value(extra, facts, f"{path}.{name}" if path else name, depth + 1)

    def _array(self, schema: dict[str, Any], facts: Facts, path: str, depth: int) -> Any:
        least, most = schema.get("minItems", 0), schema.get("maxItems", _MOST_ITEMS)
        if least > min(most, _MOST_ITEMS):
            raise Unsatisfiable(f"{least} items at {path!r} are too many")
        first = schema.get("prefixItems", [])
        made = [self.value(item, facts, f"{path}[{i}]", depth + 1) for i, item in enumerate(first)]
        items = schema.get("items", {})
        if not first:
            made += self._listed(items, facts, path, depth)[: int(most)]
        if not made and least == 0:
            self._filled.made_up.append(path)
        while len(made) < least:
            made.append(self.value(items, facts, f"{path}[{len(made)}]", depth + 1))
        return _unique(made, items, least) if schema.get("uniqueItems") else made

    def _listed(self, items: Any, facts: Facts, path: str, depth: int) -> list[Any]:
        """One item for each member of a list in the text, or for each clause that has its facts."""
        if isinstance(items, dict) and "$ref" in items:
            items = resolve(items["$ref"], self._root)
        kind = type_of(items) if isinstance(items, dict) else "string"
        if kind not in ("object", "array"):
            if isinstance(items, dict) and "enum" in items:
                texts = facts.choices([str(option) for option in items["enum"]])
            else:
                texts = facts.items() or (facts.names() if kind == "string" else facts.numbers())
            if kind == "string":
                whole = [text for text in texts if not any(faults(text, items, self._root))]
                self._filled.found += [f"{path}[{i}]" for i in range(len(whole))]
                return whole
            return self._each(items, texts, path, depth)
        by_sentence = self._each(items, _SENTENCES.split(facts.text), path, depth)
        if len(by_sentence) > 1:
            return by_sentence
        return self._each(items, _CLAUSES.split(facts.text), path, depth) or by_sentence

    def _each(self, items: Any, texts: list[str], path: str, depth: int) -> list[Any]:
        """An item for each text that holds at least half of its facts."""
        listed: list[Any] = []
        for text in texts[:_MOST_CLAUSES]:
            item = Filled()
            filler = _Filler(self._root, item, self._budget)
            try:
                value = filler.value(items, Facts(text), f"{path}[{len(listed)}]", depth + 1)
            except Unsatisfiable:
                continue
            if item.found and len(item.found) >= len(item.made_up):
                listed.append(value)
                self._filled.found += item.found
                self._filled.made_up += item.made_up
        return listed

    def _scalar(self, schema: dict[str, Any], facts: Facts, path: str) -> Any:
        value = stated(schema, facts, path)
        if value is not None:
            self._filled.found.append(path)
            return value
        self._filled.made_up.append(path)
        return simplest(schema, path)


def _unique(items: list[Any], schema: Any, least: int) -> list[Any]:
    unique = list({json.dumps(item, sort_keys=True): item for item in items}.values())
    options = schema.get("enum", []) if isinstance(schema, dict) else []
    unique += [option for option in options if option not in unique][: max(0, least - len(unique))]
    kind = type_of(schema) if isinstance(schema, dict) else "string"
    counter = 0
    while len(unique) < least and counter < _MOST_ITEMS and not options:
        counter += 1
        item = {"integer": counter, "number": counter, "string": f"unknown {counter}"}.get(kind)
        if item is not None and item not in unique and not any(faults(item, schema)):
            unique.append(item)
    if len(unique) < least:
        raise Unsatisfiable("not enough different items")
    return unique
