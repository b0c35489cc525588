"""Code execution: runs at Google, in a sandbox there and never here."""

from __future__ import annotations

from typing import Any

__all__ = ["CodeExecutionTool"]


class CodeExecutionTool:
    """Lets the model run Python at Google."""

    name = "code_execution"

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return {"codeExecution": {}}
