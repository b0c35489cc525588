"""Calls of the functions that the request declares: chosen by BM25, arguments read by schema."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.answer import Answer, FunctionCall, Piece, Text, Thought
from gemini_magic.local.errors import InvalidArgument
from gemini_magic.local.facts import Facts
from gemini_magic.local.ranking import rank
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.schema import Unsatisfiable, fill, json_schema_from
from gemini_magic.local.skills.json_output import written_json

_CLAUSE = re.compile(r"(?<=[.!?;])\s+|\n+|,?\s+(?:and then|then|and also|and)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class _Choice:
    """One call to make: the declaration, its score and the words that ask for it."""

    declaration: dict[str, Any]
    score: float
    text: str


def answer(request: Request, resources: Resources) -> Answer | None:
    mode = request.calling_config.get("mode", "AUTO")
    declarations = _allowed(request)
    if not declarations or mode == "NONE" or not request.prompt:
        return None
    choices = _choices(request.prompt, declarations)
    if not choices:
        if mode != "ANY":
            return None
        choices = [_Choice(declarations[0], 0, request.prompt)]
    return Answer(_called(request, resources, choices, forced=mode == "ANY"))


def _allowed(request: Request) -> list[dict[str, Any]]:
    names = request.calling_config.get("allowedFunctionNames")
    return [d for d in request.declarations if not names or d["name"] in names]


def _choices(prompt: str, declarations: list[dict[str, Any]]) -> list[_Choice]:
    """The best function for the whole prompt, or one per clause where clauses want several."""
    clauses = [clause for clause in _CLAUSE.split(prompt) if clause.strip()]
    by_clause: list[_Choice] = []
    for clause in clauses:
        if best := _best(clause, declarations):
            by_clause.append(best)
        elif by_clause:
            # "multiply 6 and 7": the second half belongs to the first.
            by_clause[-1] = replace(by_clause[-1], text=f"{by_clause[-1].text} and {clause}")
    if len({choice.declaration["name"] for choice in by_clause}) > 1:
        return [one for choice in by_clause for one in _one_per_item(choice)]
    best = _best(prompt, declarations)
    return _one_per_item(best) if best else []


def _best(text: str, declarations: list[dict[str, Any]]) -> _Choice | None:
    scores = rank(text, [_described(declaration) for declaration in declarations])
    score, index = max((score, -i) for i, score in enumerate(scores))
    return _Choice(declarations[-index], score, text) if score > 0 else None


def _described(declaration: dict[str, Any]) -> str:
    properties = _parameters(declaration).get("properties") or {}
    # The name twice: it says more than the words around it.
    words = [declaration["name"], declaration["name"], declaration.get("description", "")]
    for name, schema in properties.items():
        if isinstance(schema, dict):
            words += [name, schema.get("description", ""), *schema.get("enum", ())]
    return " ".join(map(str, words))


def _parameters(declaration: dict[str, Any]) -> dict[str, Any]:
    written = declaration.get("parametersJsonSchema", declaration.get("parameters"))
    schema = json_schema_from(written)
    return schema if isinstance(schema, dict) else {}


def _one_per_item(choice: _Choice) -> list[_Choice]:
    """Several calls when the function takes one name and the prompt gives several."""
    parameters = _parameters(choice.declaration)
    properties = parameters.get("properties") or {}
    names = Facts(choice.text).names()
    required = parameters.get("required") or list(properties)
    takes_one = len(required) == 1 and properties.get(required[0], {}).get("type") == "string"
    listed = [name for name in names if re.search(rf"{re.escape(name)}\s*(?:,|and\b|or\b)|"
              rf"(?:,|\band|\bor)\s+{re.escape(name)}", choice.text)]  # fmt: skip
    if not takes_one or len(listed) < 2 or "enum" in properties[required[0]]:
        return [choice]
    others = {name: [n for n in listed if n != name] for name in listed}
    return [
        _Choice(choice.declaration, choice.score, _without(choice.text, others[name]))
        for name in listed
    ]


def _without(text: str, names: list[str]) -> str:
    for name in names:
        text = re.sub(rf"(?:,\s*)?(?:\s*\band\s+)?{re.escape(name)}", "", text)
    return re.sub(r"\s*,?\s+and\s+", " ", text)


def _called(
    request: Request, resources: Resources, choices: list[_Choice], *, forced: bool
) -> Iterator[Piece]:
    calls: list[FunctionCall] = []
    for choice in choices:
        name = choice.declaration["name"]
        yield Thought(
            f"The words {choice.text.strip()[:120]!r} fit the function `{name}` best "
            f"(BM25 {choice.score:.2f} over {len(_allowed(request))} declaration(s))."
        )
        args, missing = _arguments(request, resources, choice)
        if missing and not forced and len(choices) == 1:
            wanted = ", ".join(f"`{path}`" for path in missing)
            yield Thought(f"The prompt does not say {wanted}, so the engine asks.")
            yield Text(f"To call `{name}`, I need to know: {wanted}.")
            return
        found = json.dumps(args, ensure_ascii=False)
        made_up = f"; not in the prompt and made up: {', '.join(missing)}" if missing else ""
        yield Thought(f"Arguments read from the prompt by schema: {found[:300]}{made_up}.")
        calls.append(FunctionCall(name, args))
    yield from calls


def _arguments(
    request: Request, resources: Resources, choice: _Choice
) -> tuple[dict[str, Any], list[str]]:
    """The arguments, and the required ones among them that the prompt does not give."""
    schema = _parameters(choice.declaration)
    if not schema.get("properties") and not schema.get("required"):
        return {}, []
    try:
        filled = fill({"type": "object", **schema}, choice.text)
    except Unsatisfiable as error:
        name = choice.declaration["name"]
        raise InvalidArgument(f"The parameters of {name!r} cannot be filled: {error}.") from error
    required = schema.get("required") or []
    args = {
        name: value
        for name, value in filled.value.items()
        if name in required or _top(name, filled.found)
    }
    missing = [n for n in args if n in required and not _top(n, filled.found)]
    if missing and resources.language_model and request.model != catalog.RULES:
        ask = f"{choice.text}\n\nGive the arguments of the function {choice.declaration['name']}."
        written = written_json(request, resources.language_model, schema, ask)
        if isinstance(written, dict):
            args |= {name: written[name] for name in missing if name in written}
            missing = []
    return args, missing


def _top(name: str, paths: list[str]) -> bool:
    return any(path == name or path.startswith((f"{name}.", f"{name}[")) for path in paths)
