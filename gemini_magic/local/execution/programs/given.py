"""Python in a fenced block of the prompt: run as it stands."""

import re

from gemini_magic.local.execution.programs.task import Program, Task
from gemini_magic.local.words.syntax import parsed

_FENCE = re.compile(r"```([\w+-]*)[^\S\n]*\n(.*?)```", re.DOTALL)
_PYTHON = frozenset(("python", "py", "python3"))
_RUN = re.compile(r"\b(?:run|execut|output|print|result|code|program)", re.IGNORECASE)
_NOT_RUN = re.compile(
    r"\b(?:do not|don't|without) (?:run|execut)|\b(?:explain|translate|review|convert|rewrite)\b",
    re.IGNORECASE,
)


def write(task: Task) -> Program | None:
    around = _FENCE.sub(" ", task.prompt)
    if _NOT_RUN.search(around) and not re.search(r"\brun\b(?! it\b)", around):
        return None
    blocks = [code for language, code in _FENCE.findall(task.prompt) if _is_code(language, code)]
    if not blocks or not (_RUN.search(around) or _says_python(task.prompt) or not around.strip()):
        return None
    return Program("\n".join(blocks), "is the program in the prompt, as it stands", is_given=True)


def _says_python(prompt: str) -> bool:
    return any(language.lower() in _PYTHON for language, _ in _FENCE.findall(prompt))


def _is_code(language: str, code: str) -> bool:
    if language.lower() in _PYTHON:
        return True
    if language:
        return False
    try:
        parsed(code)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return bool(re.search(r"[=(]", code))
