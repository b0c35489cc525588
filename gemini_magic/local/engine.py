"""The engine: asks each skill in turn, and the first that does not decline answers."""

from collections.abc import Generator
from typing import Any
from uuid import uuid4

from gemini_magic.local import reply
from gemini_magic.local.answer import Answer
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.signed_history import check_signatures
from gemini_magic.local.skills import SKILLS


class Engine:
    """Answers requests from its resources; one engine serves all requests of a process."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    def answer(self, request: Request) -> Answer:
        offers = (skill.answer(request, self.resources) for skill in SKILLS)
        return next(answer for answer in offers if answer is not None)

    def stream(self, request: Request) -> Generator[dict[str, Any]]:
        """The chunks of a response, made as they are asked for; signatures are checked at once."""
        check_signatures(request, self.resources.signer)
        return self._chunks(request)

    def _chunks(self, request: Request) -> Generator[dict[str, Any]]:
        request = self.resources.project.resolved(request)
        count = request.config.get("candidateCount", 1)
        answers = (self.answer(request.for_candidate(index)) for index in range(count))
        yield from reply.chunks(request, answers, uuid4().hex[:22], self.resources.signer)
