"""Times as the API spells them."""

import re
from datetime import UTC, datetime, timedelta

from gemini_magic.local.wire.errors import InvalidArgument, Violation

_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)s")


def now() -> datetime:
    return datetime.now(UTC)


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC, with microseconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def duration(text: str, field: str) -> timedelta:
    """A duration such as "3600s" or "3.5s"."""
    if (match := _DURATION.fullmatch(text)) is None:
        wrong = (
            f"Invalid value at '{field}' (type.googleapis.com/google.protobuf.Duration), "
            f"Field '{field}', Illegal duration format; duration must end with \"s\": {text!r}"
        )
        raise InvalidArgument(wrong, [Violation(field, wrong)])
    try:
        return timedelta(seconds=float(match[1]))
    except OverflowError as error:
        wrong = f"{field} is {text!r}, which is longer than any time can be."
        raise InvalidArgument(wrong, [Violation(field, wrong)]) from error


def moment(text: str, field: str) -> datetime:
    """An RFC 3339 time; finer fractions than microseconds are cut."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        time = datetime.fromisoformat(cut)
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        wrong = (
            f"Invalid value at '{field}' (type.googleapis.com/google.protobuf.Timestamp), "
            f"Field '{field}', Invalid time format: {text!r}"
        )
        raise InvalidArgument(wrong, [Violation(field, wrong)]) from error
