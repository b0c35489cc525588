"""Questions about this conversation: what was said, and what the user told about themselves."""

import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_SAID = re.compile(
    r"\bwhat (?:did|have) (?:i|we) (?:just |already |first )?(?:say|said|ask|asked|talk|write)|"
    r"\bwhat was my (?:(first|last|previous) )?(?:question|message|prompt)|"
    r"\bmy (first|last|previous) (?:question|message)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"\bwhat(?:'s| is| was| are) my ((?:\w+ ){0,2}\w+)|\b(who am i|how old am i|where do i live|"
    r"where am i from)\b|\bdo you (?:remember|know) my ((?:\w+ ){0,2}\w+)",
    re.IGNORECASE,
)
_WORDED = {
    "who am i": ("name", r"\b(?:i am|i'm|call me|my name is)\s+([A-Z][\w'-]*(?:\s[A-Z][\w'-]*)?)"),
    "how old am i": ("age", r"\b(?:i am|i'm)\s+(\d{1,3})\b|\bmy age is\s+(\d{1,3})"),
    "where do i live": ("home", r"\bi live in\s+([^,.;!\n]+)"),
    "where am i from": ("origin", r"\b(?:i am|i'm|i come) from\s+([^,.;!\n]+)"),
}


def answer(request: Request, resources: Resources) -> Answer | None:
    if not request.earlier_prompts or len(request.prompt) > 200:
        return None
    if said := _SAID.search(request.prompt):
        return _said(request, (said[1] or said[2] or "").lower())
    if asked := _ATTRIBUTE.search(request.prompt):
        return _told(request, (asked[1] or asked[2] or asked[3]).lower())
    return None


def _said(request: Request, which: str) -> Answer:
    earlier = request.earlier_prompts
    thought = (
        f"The question is about this conversation, which holds {len(earlier)} earlier turn(s)."
    )
    if which:
        text = earlier[0] if which == "first" else earlier[-1]
        return computed([thought], f"Your {which} message was: “{text}”")
    listed = "\n".join(f"{n}. {text}" for n, text in enumerate(earlier, 1))
    return computed([thought], f"So far you have said:\n\n{listed}")


def _told(request: Request, what: str) -> Answer | None:
    name, pattern = _WORDED.get(
        "who am i" if what == "name" else what,
        (what, rf"\bmy {re.escape(what)} (?:is|are|was)\s+([^.;!\n]+?)(?:\s+and\s+|[.;!,\n]|$)"),
    )
    for turn in reversed(request.earlier_prompts):
        if found := re.search(pattern, turn, re.IGNORECASE if name != "name" else 0) or (
            re.search(pattern.replace(r"\b(?:", r"(?i:\b)(?i:"), turn) if name == "name" else None
        ):
            value = next(group for group in found.groups() if group).strip()
            thought = f"Among the earlier turns, “{turn[:120]}” tells your {name}."
            return computed([thought], f"Your {name}, as you told me, is **{value}**.")
    return None
