"""Days between dates, weekdays, dates that come later, leap years, and what day it is."""

import re
from datetime import date

from gemini_magic.local.execution.programs.task import Program, Task
from gemini_magic.local.words.calendar_dates import dates_in

_NOW = re.compile(
    r"\b(?:today's date|current (?:date|time|year)|what (?:day|date) is it|date (?:is it )?today|"
    r"(?:what )?time (?:is it|now)|today\?)|\bwhat(?:'s| is) (?:the )?(?:date|time|today)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:weekday|day of the week|(?:what|which) day)\b", re.IGNORECASE)
_LATER = re.compile(
    r"\b(\d{1,6}) (day|week)s? (after|before|from|later than|earlier than)\b", re.IGNORECASE
)
_ADDED = re.compile(r"\b(add|subtract) (\d{1,6}) (day|week)s?\b", re.IGNORECASE)
_LEAP = re.compile(r"\bleap years?\b.*?\b(\d{4})\b.*?\b(\d{4})\b", re.IGNORECASE)
_IS_LEAP = re.compile(r"\bis (\d{4}) a leap year|\bleap year\b.*?\b(\d{4})\b", re.IGNORECASE)


def write(task: Task) -> Program | None:
    question = task.question
    if found := _LEAP.search(question):
        code = (
            f"import calendar\n\nyears = [y for y in range({found[1]}, {int(found[2]) + 1}) "
            'if calendar.isleap(y)]\nprint(len(years), "leap years:", *years)\n'
        )
        return Program(code, f"looks for leap years from {found[1]} to {found[2]}")
    if found := _IS_LEAP.search(question):
        year = found[1] or found[2]
        code = (
            f"import calendar\n\nword = 'is' if calendar.isleap({year}) else 'is not'\n"
            f'print({year}, word, "a leap year")\n'
        )
        return Program(code, f"asks the calendar about {year}")
    days = [day for _, day in dates_in(question)]
    if len(days) >= 2 and re.search(r"\bdays?\b|\bweeks?\b|\bhow long\b", question):
        return _between(days[0], days[1])
    if days and (shift := _shift(question)):
        return _shifted(days[0], shift)
    if _NOW.search(question):
        code = (
            "from datetime import datetime\n\nnow = datetime.now().astimezone()\n"
            'print(f"It is {now:%A, %d %B %Y, %H:%M %Z}")\n'
        )
        return Program(code, "asks the clock")
    return _weekday(days[0]) if days and _WEEKDAY.search(question) else None


def _between(first: date, last: date) -> Program:
    code = (
        f"from datetime import date\n\nfirst = {_code(first)}\nlast = {_code(last)}\n"
        'days = (last - first).days\nprint(f"From {first} to {last} there are {days} days '
        '({days / 7:.1f} weeks)")\n'
    )
    return Program(code, f"counts the days from {first} to {last}")


def _shift(question: str) -> int:
    if found := _LATER.search(question):
        sign = -1 if found[3].lower() in ("before", "earlier than") else 1
        return sign * int(found[1]) * (7 if found[2].lower() == "week" else 1)
    if found := _ADDED.search(question):
        sign = -1 if found[1].lower() == "subtract" else 1
        return sign * int(found[2]) * (7 if found[3].lower() == "week" else 1)
    return 0


def _shifted(day: date, shift: int) -> Program:
    code = (
        f"from datetime import date, timedelta\n\nday = {_code(day)} + timedelta(days={shift})\n"
        'print(f"{day:%A, %d %B %Y}")\n'
    )
    return Program(code, f"goes {shift} days from {day}")


def _weekday(day: date) -> Program:
    code = (
        f"from datetime import date\n\nday = {_code(day)}\n"
        'print(f"{day:%d %B %Y} is a {day:%A}")\n'
    )
    return Program(code, f"asks the calendar for the weekday of {day}")


def _code(day: date) -> str:
    return f"date({day.year}, {day.month}, {day.day})"
