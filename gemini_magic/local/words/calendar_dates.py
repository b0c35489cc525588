"""Dates as people write them: 2026-12-01, 1st December 2026, December 1, 2026, tomorrow."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_MONTHS = "january february march april may june july august september october november december"
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS.split())})"
_DATE = re.compile(
    rf"\b(\d{{4}})-(\d\d?)-(\d\d?)|\b(\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\.?,?\s+(\d{{4}})"
    rf"|\b({_MONTH})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{{4}})|\b(today|tomorrow|yesterday|now)\b",
    re.IGNORECASE,
)
_SHIFTS = {"tomorrow": 1, "yesterday": -1}


def dates_in(text: str) -> Iterator[tuple[re.Match[str], date]]:
    """Every date that a text names, with its place."""
    for found in _DATE.finditer(text):
        if (day := _day(found)) is not None:
            yield found, day


def _day(found: re.Match[str]) -> date | None:
    year, month, day, day2, month2, year2, month3, day3, year3, word = found.groups()
    try:
        if word:
            return date.today() + timedelta(days=_SHIFTS.get(word.lower(), 0))
        if year:
            return date(int(year), int(month), int(day))
        name = (month2 or month3)[:3].lower()
        return date(int(year2 or year3), _MONTH_NUMBERS[name], int(day2 or day3))
    except ValueError:
        return None
