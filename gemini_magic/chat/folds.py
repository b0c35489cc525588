"""How each event changes a reply: pure functions, by the type of the event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .answer import Answer, changed
from .events import (
    Annotated,
    Asked,
    Attached,
    Counted,
    Finish,
    Heard,
    Older,
    Opened,
    Parsed,
    PartDelta,
    PartStart,
    Refused,
    Rejected,
    Stopped,
    ToolResult,
    Waiting,
)

if TYPE_CHECKING:
    from .reply import Reply

__all__ = ["FOLDS"]


def _with_answer(reply: Reply, index: int, change: Callable[[Answer], Answer]) -> Reply:
    answers = reply.answers
    answers += tuple(Answer() for _ in range(index + 1 - len(answers)))
    answers = (*answers[:index], change(answers[index]), *answers[index + 1 :])
    return changed(reply, answers=answers, waiting=None)


def _delta(reply: Reply, event: PartDelta) -> Reply:
    if len(reply.answers) > 1 or event.candidate:
        return _with_answer(reply, event.candidate, lambda answer: answer.grown(event.text))
    # By far the most frequent step.
    return changed(reply, answers=(reply.answers[0].grown(event.text),), waiting=None)


def _start(reply: Reply, event: PartStart) -> Reply:
    return _with_answer(reply, event.candidate, lambda answer: answer.started(event.part))


def _counted(reply: Reply, event: Counted) -> Reply:
    return changed(reply, usage=event.usage, waiting=None)


def _attached(reply: Reply, event: Attached) -> Reply:
    return changed(reply, sent=event.sent, pictures=event.pictures)


def _opened(reply: Reply, event: Opened) -> Reply:
    # A further exchange of the same reply: the totals of the one before are settled now.
    spent = reply.spent if reply.usage is None else (*reply.spent, reply.usage)
    answers = tuple(changed(a, finish_reason="", finish_message="") for a in reply.answers)
    return changed(
        reply,
        answers=answers,
        model_version=event.model_version or reply.model_version,
        response_id=event.response_id or reply.response_id,
        usage=None,
        spent=spent,
        waiting=None,
    )


def _heard(reply: Reply, event: Heard) -> Reply:
    return changed(reply, heard=reply.heard + event.text)


def _annotated(reply: Reply, event: Annotated) -> Reply:
    def noted(answer: Answer) -> Answer:
        return changed(answer, notes={**answer.notes, **event.notes})

    return _with_answer(reply, event.candidate, noted)


def _finish(reply: Reply, event: Finish) -> Reply:
    def finished(answer: Answer) -> Answer:
        return changed(answer, finish_reason=event.reason, finish_message=event.message)

    return _with_answer(reply, event.candidate, finished)


def _tool_result(reply: Reply, event: ToolResult) -> Reply:
    reply = _with_answer(reply, 0, lambda answer: answer.started(event.part))
    # The model is asked again: what it says has not ended yet.
    reply = _finish(reply, Finish(""))
    verdicts = (*reply.verdicts, event.verdict)
    return changed(reply, durations=reply.durations.plus(event.seconds), verdicts=verdicts)


def _asked(reply: Reply, event: Asked) -> Reply:
    return changed(reply, asked=event)


def _parsed(reply: Reply, event: Parsed) -> Reply:
    return changed(reply, parsed=event.value)


def _rejected(reply: Reply, event: Rejected) -> Reply:
    # What functions of ours have answered stays, and so does what was asked of them.
    ours = [at for at, part in enumerate(reply.parts, 1) if part.kind == "function_response"]
    answer = Answer()
    for part in reply.parts[: ours[-1] if ours else 0]:
        answer = answer.started(part)
    return changed(reply, answers=(answer,), rejected=event.problem)


def _older(reply: Reply, event: Older) -> Reply:
    return changed(reply, older=event)


def _refused(reply: Reply, event: Refused) -> Reply:
    return changed(reply, refused=event.reason, waiting=None)


def _stopped(reply: Reply, event: Stopped) -> Reply:
    return changed(reply, stopped=event, waiting=None)


def _waiting(reply: Reply, event: Waiting) -> Reply:
    return changed(reply, waiting=event)


FOLDS: dict[type, Callable[[Reply, Any], Reply]] = {
    PartDelta: _delta,
    PartStart: _start,
    Counted: _counted,
    Attached: _attached,
    Opened: _opened,
    Heard: _heard,
    Annotated: _annotated,
    Finish: _finish,
    ToolResult: _tool_result,
    Asked: _asked,
    Parsed: _parsed,
    Rejected: _rejected,
    Older: _older,
    Refused: _refused,
    Stopped: _stopped,
    Waiting: _waiting,
}
