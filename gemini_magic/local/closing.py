"""How a WebSocket says what went wrong: a close code and a short reason, and nothing else."""

from dataclasses import dataclass
from typing import Self

from gemini_magic.local.wire.errors import ApiError

NORMAL = 1000
GOING_AWAY = 1001
ABNORMAL = 1006  # never sent: the connection broke
BAD_ARGUMENT = 1007
POLICY = 1008
INTERNAL = 1011

_MOST_REASON_BYTES = 123  # RFC 6455, section 5.5
_CODES = {400: BAD_ARGUMENT, 401: POLICY, 403: POLICY, 404: POLICY}


@dataclass(frozen=True)
class Closing:
    """The last thing that is said on a connection."""

    code: int
    reason: str = ""

    @classmethod
    def of(cls, error: ApiError) -> Self:
        """What the API closes a connection with for an error; 1011 for what is not our fault."""
        return cls(_CODES.get(error.code, INTERNAL), error.message.strip())

    @property
    def short_reason(self) -> str:
        """As much of the reason as a close frame holds, cut between characters."""
        return self.reason.encode()[:_MOST_REASON_BYTES].decode(errors="ignore")
