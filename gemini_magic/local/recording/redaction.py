"""What never stands in a recording: keys, tokens, signing secrets, and addresses that are keys."""

import re
from urllib.parse import parse_qsl, urlencode

GONE = "REDACTED"

_SECRET_QUERY = frozenset({"key", "access_token"})
_SECRETS = (
    (re.compile(r"AIza[\w-]{35}"), GONE),
    (re.compile(r"AQ\.[\w-]{20,}"), GONE),
    (re.compile(r"ya29\.[\w.-]+"), GONE),
    (re.compile(r"whsec_[\w+/=-]+"), f"whsec_{GONE}"),
    (re.compile(r"auth_tokens/[\w.-]+"), f"auth_tokens/{GONE}"),
    (re.compile(r"(?i)(Bearer )[\w.~+/=-]+"), rf"\g<1>{GONE}"),
    (re.compile(r"([?&](?:key|access_token)=)[^&\s\"\\]+"), rf"\g<1>{GONE}"),
)
_UPLOAD = re.compile(r"(upload_id=)([^&\s\"\\]+)")


class Redaction:
    """Remembers the secrets it was shown: `learn` each key that a request carries.

    An upload's id opens the upload to whoever knows it, but tells two uploads apart: each gets a
    number in its place. What is redacted already stays as it is.
    """

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._uploads: dict[str, str] = {}

    def learn(self, key: str) -> None:
        """A secret by its value; what has fewer than 8 characters would be found everywhere."""
        if len(key) >= 8:
            self._keys.add(key)

    def text(self, text: str) -> str:
        """Any text: a body, an address, a chunk."""
        for key in self._keys:
            text = text.replace(key, GONE)
        for pattern, instead in _SECRETS:
            text = pattern.sub(instead, text)
        return _UPLOAD.sub(lambda found: found[1] + self._upload(found[2]), text)

    def query(self, query: str) -> str:
        """A query without its keys, its names in order."""
        pairs = sorted(
            (name, value)
            for name, value in parse_qsl(query, keep_blank_values=True)
            if name not in _SECRET_QUERY
        )
        return self.text(urlencode(pairs))

    def _upload(self, upload_id: str) -> str:
        if upload_id.startswith("redacted-"):
            return upload_id
        return self._uploads.setdefault(upload_id, f"redacted-{len(self._uploads) + 1}")
