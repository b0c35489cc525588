"""What one film is to be: the order that the engine writes and the worker process reads."""

import base64
import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Plan:
    """Pictures are base64 of PNG, JPEG …; `earlier` is the path of a film to go on with."""

    prompt: str = ""
    negative: str = ""
    width: int = 1280
    height: int = 720
    seconds: int = 8
    seed: int = 7
    first: str | None = None
    last: str | None = None
    references: list[str] = field(default_factory=list)
    earlier: str | None = None

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def plan_from(text: str) -> Plan:
    return Plan(**json.loads(text))


def picture_bytes(data: str) -> bytes:
    """Base64 in either alphabet, padded or not."""
    return base64.b64decode(data.replace("-", "+").replace("_", "/") + "==")
