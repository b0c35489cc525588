"""PromptFunction: a prompt as a Python function, whose parameters are its placeholders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from inspect import Parameter, Signature
from typing import Any

from ..attach import Attachment, Prompt, Terms
from ..chat import Reply, Request
from ..session import current
from .template import Template

__all__ = ["PromptFunction"]


class PromptFunction:
    """`summary = PromptFunction("summary", "Sum up in {{n}} words: {{text}}")`, then
    `summary(n=5, text=…)` asks, and returns the reply. Values are taken by place, too.

    `request` says everything but the parts: model, system instruction, tools and so on; the
    attachments in `before` stand before each prompt.
    """

    def __init__(
        self,
        name: str,
        prompt: str,
        request: Request | None = None,
        before: Sequence[Attachment] = (),
    ) -> None:
        self.template = Template(prompt)
        self.request = request or Request(())
        self._before = tuple(before)
        self.__name__ = self.__qualname__ = name
        self.__doc__ = self.template.text
        kind = Parameter.POSITIONAL_OR_KEYWORD
        self.__signature__ = Signature(
            [Parameter(parameter, kind) for parameter in self.template.names],
            return_annotation=Reply,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Reply:
        """Ask with these values."""
        values = self.__signature__.bind(*args, **kwargs).arguments
        return current().send(self.requested(values)).finish()

    def requested(self, values: Mapping[str, Any]) -> Request:
        """What is asked with these values."""
        prompt = Prompt(Terms(uploads=current().uploads))
        for attachment in self._before:
            prompt.attach(attachment)
        self.template.write(prompt, values)
        return replace(self.request, parts=prompt.parts, sent=prompt.sent)

    def __repr__(self) -> str:
        return f"<prompt {self.usage}: {' '.join(self.template.text.split())}>"

    @property
    def usage(self) -> str:
        """How it is called: "summary(n, text)"."""
        return f"{self.__name__}({', '.join(self.template.names)})"
