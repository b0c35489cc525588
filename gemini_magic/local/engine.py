"""The engine: asks each skill in turn, and the first that does not decline answers."""

import random
from collections.abc import Generator
from typing import Any

from gemini_magic.local import reply
from gemini_magic.local.answer import Answer
from gemini_magic.local.ending import continued, ended, shown_before
from gemini_magic.local.lessons.faults import Fault
from gemini_magic.local.lessons.script import Script
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.rules import safety
from gemini_magic.local.rules.modalities import check_modalities
from gemini_magic.local.rules.signed_history import check_signatures
from gemini_magic.local.skills import SKILLS

_NO_FAULT = Fault()


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

    def stream(self, request: Request, fault: Fault = _NO_FAULT) -> Generator[dict[str, Any]]:
        """The chunks of a response, made as they are asked for; what can be checked is at once."""
        check_modalities(request)
        check_signatures(request, self.resources.signer)
        shown = shown_before(request, self.resources.signer)
        return self._chunks(request, fault, shown)

    def _chunks(self, asked: Request, fault: Fault, shown: int) -> Generator[dict[str, Any]]:
        request = self.resources.project.resolved(asked)
        blocked = safety.feedback(fault.block) if fault.block else safety.prompt_feedback(request)
        if blocked is not None:
            yield reply.blocked(request, blocked, self.new_id())
            return
        count = request.config.get("candidateCount", 1)
        answers = (self._ended(request.for_candidate(i), asked, fault, shown) for i in range(count))
        yield from reply.chunks(request, answers, self.new_id(), self.resources.signer)

    def _ended(self, request: Request, asked: Request, fault: Fault, shown: int) -> Answer:
        """The answer as the request's thresholds, its fault and its continuation let it end."""
        if fault.finish:
            return ended(self.answer(request), fault.finish)
        answer = safety.rated(request, self.answer(request))
        return continued(asked, answer, shown, fault.continuation, self.resources.signer)
