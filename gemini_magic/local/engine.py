"""The engine: asks each skill in turn, and the first that does not decline answers."""

import random
from collections.abc import Generator
from typing import Any

from gemini_magic.local import reply
from gemini_magic.local.answer import Answer
from gemini_magic.local.modalities import check_modalities
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.script import Script
from gemini_magic.local.signed_history import check_signatures
from gemini_magic.local.skills import SKILLS


class Engine:
    """Answers requests from its resources; one engine serves all requests of a process."""

    def __init__(
        self, resources: Resources, seed: int | None = None, script: Script | None = None
    ) -> None:
        self.resources = resources
        self._script = script
        self._random = random.SystemRandom() if seed is None else random.Random(seed)

    def new_id(self) -> str:
        """22 hexadecimal digits, the same ones in each process that has the same seed."""
        return f"{self._random.getrandbits(88):022x}"

    def answer(self, request: Request) -> Answer:
        if self._script is not None:
            return self._script.next()
        offers = (skill.answer(request, self.resources) for skill in SKILLS)
        return next(answer for answer in offers if answer is not None)

    def stream(self, request: Request) -> Generator[dict[str, Any]]:
        """The chunks of a response, made as they are asked for; what can be checked is at once."""
        check_modalities(request)
        check_signatures(request, self.resources.signer)
        return self._chunks(request)

    def _chunks(self, request: Request) -> Generator[dict[str, Any]]:
        request = self.resources.project.resolved(request)
        count = request.config.get("candidateCount", 1)
        answers = (self.answer(request.for_candidate(index)) for index in range(count))
        yield from reply.chunks(request, answers, self.new_id(), self.resources.signer)
