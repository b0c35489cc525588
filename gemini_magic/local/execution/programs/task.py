"""What a rule is asked, and the program that it gives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

_TALK = re.compile(
    r"\b(?:please |can you |could you )?(?:use|using|with|by|via|generate|write|run|running|"
    r"execute|executing|make)(?: and (?:run|execute))? (?:a |an |some |the |your )?"
    r"(?:small |short |simple |little )?(?:python )?"
    r"(?:code execution|code|program|script|python)(?: tool)?(?: in python)?"
    r"(?: to\b| for\b| that\b| which\b)?(?: (?:it|the calculation|this)\b)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d,.])(\d{1,3})((?:,\d{3})+)(?![\d,])")
_MILLION = re.compile(r"\b(\d+)\s+(thousand|million)\b", re.IGNORECASE)
_ZEROS = {"thousand": "000", "million": "000000"}


@dataclass(frozen=True)
class Program:
    """Python code, what it does, and what is said when it draws instead of printing.

    `note` is said after what it has printed.
    """

    code: str
    does: str
    caption: str = ""
    is_given: bool = False
    note: str = ""


@dataclass(frozen=True)
class Task:
    """The question as the user wrote it, and the files that came with it."""

    prompt: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def question(self) -> str:
        """The prompt without talk of code, its numbers without commas."""
        plain = _TALK.sub(" ", self.prompt)
        plain = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), plain)
        plain = _MILLION.sub(lambda found: found[1] + _ZEROS[found[2].lower()], plain)
        return " ".join(plain.split())
