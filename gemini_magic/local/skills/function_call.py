"""Calls of the functions that the request declares: chosen by BM25, arguments read by schema."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.answer import Answer, FunctionCall, Piece, Text, Thought
from gemini_magic.local.arguments import Arguments, parameters_of, read_arguments
from gemini_magic.local.errors import InvalidArgument
from gemini_magic.local.facts import Facts
from gemini_magic.local.ranking import rank
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.schema import Unsatisfiable
from gemini_magic.local.skills.json_output import written_json

_FORBIDDEN = re.compile(r"\b(?:without|do not|don't|never) (?:call|us)(?:e|ing)?\b", re.IGNORECASE)
# What is wanted stands at one end of a long prompt.
_LONGEST_TEXT = 4000
_HALF = _LONGEST_TEXT // 2
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
    asked = _asked(request)
    if not declarations or mode == "NONE" or not asked:
        return None
    choices = _choices(asked, declarations)
    if mode == "ANY":
        choices = choices or [_Choice(declarations[0], 0, asked)]
    elif not choices or _FORBIDDEN.search(asked):
        return None
    return Answer(_called(request, resources, choices, forced=mode == "ANY"))


def _asked(request: Request) -> str:
    """The prompt; while functions are being called, what has come back stands after it."""
    last = request.contents[-1].get("parts", ())
    results = [
        f"{key}: {value}"
        for part in last
        for key, value in part.get("functionResponse", {}).get("response", {}).items()
    ]
    asked = "\n".join([request.question, *results]) if results else request.prompt
    return asked if len(asked) <= _LONGEST_TEXT else f"{asked[:_HALF]}\n{asked[-_HALF:]}"


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
    properties = parameters_of(declaration).get("properties") or {}
    # The name twice: it says more than the words around it.
    words = [declaration["name"], declaration["name"], declaration.get("description", "")]
    for name, schema in properties.items():
        if isinstance(schema, dict):
            words += [name, schema.get("description", ""), *schema.get("enum", ())]
    return " ".join(map(str, words))


def _one_per_item(choice: _Choice) -> list[_Choice]:
    """Several calls when the function takes one name and the prompt gives several."""
    parameters = parameters_of(choice.declaration)
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
        args = _arguments(request, resources, choice)
        if args.missing and not forced and len(choices) == 1:
            wanted = ", ".join(f"`{path}`" for path in args.missing)
            yield Thought(f"The prompt does not say {wanted}, so the engine asks.")
            yield Text(f"To call `{name}`, I need to know: {wanted}.")
            return
        found = json.dumps(args.values, ensure_ascii=False)
        made_up = f"; made up: {', '.join(args.missing)}" if args.missing else ""
        yield Thought(f"Arguments read from the prompt by schema: {found[:300]}{made_up}.")
        calls.append(FunctionCall(name, args.values))
    yield from calls


def _arguments(request: Request, resources: Resources, choice: _Choice) -> Arguments:
    """The arguments; SmolLM2, where it is installed, writes what the prompt does not say."""
    schema = parameters_of(choice.declaration)
    name = choice.declaration["name"]
    try:
        read = read_arguments(schema, choice.text, _asked(request))
    except Unsatisfiable as error:
        raise InvalidArgument(f"The parameters of {name!r} cannot be filled: {error}.") from error
    if not read.missing or resources.language_model is None or request.model == catalog.RULES:
        return read
    ask = f"{choice.text}\n\nGive the arguments of the function {name}."
    written = written_json(request, resources.language_model, schema, ask)
    if not isinstance(written, dict):
        return read
    added = {missing: written[missing] for missing in read.missing if missing in written}
    return Arguments({**read.values, **added}, [])
