"""Calls of the functions that the request declares: chosen by BM25, arguments read by schema."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.answer import Answer, FunctionCall, Piece, Text, Thought
from gemini_magic.local.calls.arguments import Arguments, parameters_of, read_arguments
from gemini_magic.local.calls.dependent_clauses import asked_now, is_dependent
from gemini_magic.local.calls.made_calls import MadeCall, made_calls, similar, values_for
from gemini_magic.local.calls.search_before_calls import Search, searched
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.schema import Unsatisfiable
from gemini_magic.local.skills.json_output import written_json
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.words.facts import Facts
from gemini_magic.local.words.ranking import rank, terms

_FORBIDDEN = re.compile(r"\b(?:without|do not|don't|never) (?:call|us)(?:e|ing)?\b", re.IGNORECASE)
# What is wanted stands at one end of a long prompt.
_LONGEST_TEXT = 4000
_HALF = _LONGEST_TEXT // 2
_MOST_CALLS = 16
_MOST_AT_ONCE = 8
_DEEPEST = 3
_PREPOSITION = r"(?:of|in|for|at|to|from|near)"
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|\n+|,?\s+(?:and then|then|and also|and)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class _Choice:
    """One call to make: the declaration, its score and the words that ask for it.

    `given` are arguments which results of earlier calls have given.
    """

    declaration: dict[str, Any]
    score: float
    text: str
    given: dict[str, Any] = field(default_factory=dict)


def answer(request: Request, resources: Resources) -> Answer | None:
    search = searched(request)
    calls = _calls(search.request if search else request, resources)
    return Answer(chain(_shown(search, request, resources), calls)) if calls else None


def _shown(search: Search | None, request: Request, resources: Resources) -> Iterator[Piece]:
    if search is not None:
        yield from search.pieces(request, resources)


def _calls(request: Request, resources: Resources) -> Iterator[Piece] | None:
    mode = request.calling_config.get("mode", "AUTO")
    declarations = _allowed(request)
    asked = _asked(request)
    if not declarations or mode == "NONE" or not asked:
        return None
    made = made_calls(request)
    choices = _choices_now(request, declarations, made)
    if mode == "ANY":
        new = [d for d in declarations if d["name"] not in {call.name for call in made}]
        choices = choices or _choices(asked, declarations)
        choices = choices or [_Choice((new or declarations)[0], 0, asked)]
    elif not choices or _FORBIDDEN.search(asked):
        return None
    return _called(request, resources, choices, forced=mode == "ANY")


def next_calls(request: Request, resources: Resources) -> Answer | None:
    """The calls that results of others have made possible; None when the question is answered."""
    made = made_calls(request)
    if not made or made[-1].has_failed or len(made) >= _MOST_CALLS:
        return None
    return answer(request, resources)


def _choices_now(
    request: Request, declarations: list[dict[str, Any]], made: list[MadeCall]
) -> list[_Choice]:
    """What is to be called with what is known by now, and has not been called yet."""
    question = request.question[:_LONGEST_TEXT]
    clauses = [clause for clause in _CLAUSE.split(question) if clause.strip()]
    waits = is_dependent(question, clauses)
    asked = "\n".join(asked_now(question, clauses, made)) if waits else _asked(request)
    if not made:
        choices = _choices(asked, declarations)
        return [_provider_or_itself(choice, declarations) for choice in choices]
    if waits:
        choices = [_with_results(choice, made) for choice in _choices(asked, declarations)]
        return [choice for choice in choices if not _is_made(choice, made)]
    done = {call.name for call in made}
    left = [declaration for declaration in declarations if declaration["name"] not in done]
    told = {term for d in declarations if d["name"] in done for term in terms(_described(d))}
    open_terms = " ".join(set(terms(question)) - told)
    scores = rank(open_terms, [_described(d) for d in left]) if left else []
    for score, i in sorted(((score, -i) for i, score in enumerate(scores)), reverse=True):
        wanted = _Choice(left[-i], score, question)
        if score > 0 and (choices := list(_one_per_value(wanted, made))):
            return choices
    return []


def _is_made(choice: _Choice, made: list[MadeCall]) -> bool:
    args = {**_read(choice.declaration, choice.text).values, **choice.given}
    return any(call.name == choice.declaration["name"] and call.args == args for call in made)


def _read(declaration: dict[str, Any], text: str) -> Arguments:
    """The arguments that a text says by itself."""
    try:
        return read_arguments(parameters_of(declaration), text, text)
    except Unsatisfiable:
        return Arguments({}, [])


def _provider_or_itself(
    choice: _Choice, declarations: list[dict[str, Any]], depth: int = 0
) -> _Choice:
    """The function itself, or one that can find out what the prompt does not say."""
    schema = parameters_of(choice.declaration)
    if depth > _DEEPEST:
        return choice
    for name in _read(choice.declaration, choice.text).missing:
        wanted = similar(name, _description(schema, name))
        for other in declarations:
            gives = set(terms(f"{other['name']} {other.get('description', '')}"))
            if other is choice.declaration or not gives & set(terms(" ".join(wanted))):
                continue
            first = _provider_or_itself(replace(choice, declaration=other), declarations, depth + 1)
            if not _read(first.declaration, choice.text).missing:
                return first
    return choice


def _with_results(choice: _Choice, made: list[MadeCall]) -> _Choice:
    return next(_one_per_value(choice, made), choice)


def _one_per_value(choice: _Choice, made: list[MadeCall]) -> Iterator[_Choice]:
    """Calls for which the results say what was missing: one, or one for each value of a list."""
    schema = parameters_of(choice.declaration)
    missing = _read(choice.declaration, choice.text).missing
    found = {name: values_for(name, _description(schema, name), made) for name in missing}
    if not missing or not all(found.values()):
        return
    most = max(len(values) for values in found.values())
    for i in range(min(most, _MOST_AT_ONCE)):
        given = {name: values[min(i, len(values) - 1)] for name, values in found.items()}
        yield replace(choice, given=given)


def _description(schema: dict[str, Any], name: str) -> str:
    described = (schema.get("properties") or {}).get(name)
    return str(described.get("description", "")) if isinstance(described, dict) else ""


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
    listed = [name for name in names if _is_listed(name, choice.text)]
    if not takes_one or len(listed) < 2 or "enum" in properties[required[0]]:
        return [choice]
    others = {name: [n for n in listed if n != name] for name in listed}
    return [
        _Choice(choice.declaration, choice.score, _without(choice.text, others[name]))
        for name in listed
    ]


def _is_listed(name: str, text: str) -> bool:
    """Whether others stand beside it, joined by a comma or a word."""
    before = rf"(?:,|\band|\bor)\s+(?:{_PREPOSITION}\s+)?"
    found = re.search(rf"{re.escape(name)}\s*(?:,|and\b|or\b)|{before}{re.escape(name)}", text)
    return found is not None


def _without(text: str, names: list[str]) -> str:
    for name in names:
        before = rf"(?:(?:,\s*|\s*\band\s+)+(?:{_PREPOSITION}\s+)?)?"
        text = re.sub(rf"{before}{re.escape(name)}", "", text)
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
    missing = [name for name in read.missing if name not in choice.given]
    read = Arguments({**read.values, **choice.given}, missing)
    if not read.missing or resources.language_model is None or request.model == catalog.RULES:
        return read
    ask = f"{choice.text}\n\nGive the arguments of the function {name}."
    written = written_json(request, resources.language_model, schema, ask)
    if not isinstance(written, dict):
        return read
    added = {missing: written[missing] for missing in read.missing if missing in written}
    return Arguments({**read.values, **added}, [])
