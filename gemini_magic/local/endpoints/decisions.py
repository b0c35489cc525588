"""`decisions`: closed questions about an input."""

import asyncio
from typing import Any

from gemini_magic.local.decisions import decided
from gemini_magic.local.endpoints.interactions import InteractionEndpoint
from gemini_magic.local.handlers.base import VERSION
from gemini_magic.local.interactions.told import usage_of_texts
from gemini_magic.local.interactions.wire import CONTENT, Tagged, one_or_all
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.wire.proto import Message, Problems, Repeated, read, string, struct

_MOST_QUESTIONS = 50
_MOST_CRITERIA = 100

Wire = dict[str, Any]

_INSTRUCTIONS = one_or_all(CONTENT)
_QUESTION = Tagged(
    "question",
    {
        "choice": Message(
            "ChoiceQuestion", {"type": string, "instructions": _INSTRUCTIONS, "criteria": struct}
        ),
        "score": Message(
            "ScoreQuestion",
            {"type": string, "instructions": _INSTRUCTIONS, "criteria": Repeated(string)},
        ),
        "noul": Message(
            "NoulQuestion",
            {
                "type": string,
                "instructions": _INSTRUCTIONS,
                "criteria": Message(
                    "NoulCriteria", {"true_description": string, "false_description": string}
                ),
            },
        ),
    },
)


def _questions(value: Any, path: str, problems: Problems) -> Any:
    named = struct(value, path, problems)
    if not isinstance(named, dict):
        return {}
    return {name: _QUESTION(one, f"{path}.{name}", problems) for name, one in named.items()}


_CREATE = Message(
    "CreateDecisionRequest",
    {"model": string, "input": one_or_all(CONTENT), "questions": _questions},
)


class Decide(InteractionEndpoint):
    async def post(self, version: str) -> None:
        asked = read(self.body_json(), _CREATE)
        self.known_model(asked.get("model", "").removeprefix("models/"), version, "generateContent")
        text = _text(asked.get("input", ""))
        questions: dict[str, Wire] = asked.get("questions", {})
        if not text:
            raise InvalidArgument("input holds no text; the local engine decides about text only.")
        _check(questions)
        asked_texts = {name: _text(one["instructions"]) for name, one in questions.items()}
        answers = {
            name: await asyncio.to_thread(
                decided, text, {**question, "instructions": asked_texts[name]}
            )
            for name, question in questions.items()
        }
        read_texts = "\n".join([text, *asked_texts.values()])
        usage = usage_of_texts(read_texts, "", "", "")
        self.send({"answers": answers, "usage": usage})


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(item["text"] for item in content if item.get("text"))


def _check(questions: dict[str, Wire]) -> None:
    if not 1 <= len(questions) <= _MOST_QUESTIONS:
        raise InvalidArgument(
            f"questions holds {len(questions)} entries; it must hold from 1 to {_MOST_QUESTIONS}."
        )
    for name, question in questions.items():
        if not question.get("instructions"):
            raise InvalidArgument(f"questions.{name}.instructions is missing.")
        criteria = question.get("criteria", {})
        if question["type"] != "noul" and not 2 <= len(criteria) <= _MOST_CRITERIA:
            raise InvalidArgument(
                f"questions.{name}.criteria holds {len(criteria)} entries; it must hold from 2 "
                f"to {_MOST_CRITERIA}."
            )
        meanings = criteria.values() if isinstance(criteria, dict) else criteria
        if not all(isinstance(meaning, str) for meaning in meanings):
            raise InvalidArgument(f"questions.{name}.criteria must hold texts.")


ROUTES = [(rf"{VERSION}/decisions", Decide)]
