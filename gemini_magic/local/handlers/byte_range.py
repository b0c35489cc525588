"""Which bytes of a file a request asks for, by the header Range (RFC 9110, section 14)."""

import re

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def asked_range(header: str | None, size: int) -> range | None:
    """The bytes of one range; all of them for a header that says nothing we know.

    None where the range lies behind the end.
    """
    match = _ONE.fullmatch((header or "").strip())
    if match is None or match[0] == "bytes=-":
        return range(size)
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size) if int(last) and size else None
    if last and int(last) < int(first):
        return range(size)
    return range(int(first), min(int(last or size) + 1, size)) if int(first) < size else None
