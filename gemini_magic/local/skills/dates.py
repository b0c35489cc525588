"""Dates: today, weekdays, distances and sums of days."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.calendar_dates import dates_in

_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_SPAN = re.compile(r"(\d{1,6})\s+(day|week|fortnight)s?\b", re.IGNORECASE)
_LONGEST_PROMPT = 200


def answer(request: Request, resources: Resources) -> Answer | None:
    prompt = request.prompt
    if len(prompt) > _LONGEST_PROMPT:
        return None
    days = [day for _, day in dates_in(prompt)]
    for question, reply in _QUESTIONS:
        if re.search(question, prompt, re.IGNORECASE):
            answered = reply(prompt, days)
            if answered is not None:
                return answered
    return None


def _distance(prompt: str, days: list[date]) -> Answer | None:
    if len(days) == 1:
        days = [date.today(), *days]
    if len(days) != 2:
        return None
    first, last = days
    span = abs((last - first).days)
    return computed(
        [f"{first} is day {first.toordinal()} of the calendar, {last} day {last.toordinal()}."],
        f"From {_shown(first)} to {_shown(last)} there are **{span} days** "
        f"({span // 7} weeks and {span % 7} days).",
    )


def _moved(prompt: str, days: list[date]) -> Answer | None:
    span = _SPAN.search(prompt)
    if span is None:
        return None
    start = days[0] if days else date.today()
    count = int(span[1]) * _DAYS[span[2].lower()]
    back = re.search(r"\b(?:ago|before|earlier)\b", prompt, re.IGNORECASE)
    try:
        end = start + timedelta(days=-count if back else count)
    except OverflowError:
        return None
    direction = "before" if back else "after"
    return computed(
        [f"{span[0]} are {count} days, counted from {start}."],
        f"{span[0].capitalize()} {direction} {_shown(start)} is **{_shown(end)}**.",
    )


def _weekday(prompt: str, days: list[date]) -> Answer | None:
    if len(days) != 1:
        return None
    return computed(
        [f"The weekday follows from the calendar: {days[0]} is day {days[0].toordinal()}."],
        f"{days[0]} is a **{days[0]:%A}**.",
    )


def _now(prompt: str, days: list[date]) -> Answer | None:
    now = datetime.now().astimezone()
    return computed(
        ["The clock of this machine says so."],
        f"It is **{_shown(now.date())}**, {now:%H:%M} ({now:%Z}).",
    )


_QUESTIONS: tuple[tuple[str, Callable[[str, list[date]], Answer | None]], ...] = (
    (r"how (?:many days|long|far)|days (?:between|until|till|from|since)", _distance),
    (r"\d+\s+(?:day|week|fortnight)s?\s+(?:from|after|before|ago|later|earlier)", _moved),
    (r"(?:what|which) (?:day|weekday)\b.*\b(?:was|is|will)|day of the week|weekday", _weekday),
    (r"what(?:'s| is) (?:the )?(?:date|time|day)\b.{0,20}$|what (?:time|day|date) is it", _now),
)


def _shown(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B} {day.year}"
