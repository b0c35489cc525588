"""Rules that write a Python program for a question; each is a module with `write(task)`.

`given` runs what stands in the prompt, `pictures` cut out and measure images that came with it,
`plots` draw, `tables` read CSV, `texts` count and turn letters, `days` count days, `sequences` make
numbers (`sources`) and measure them (`measures`), and `expressions` compute. `task` is what they
are asked and what they give.
"""

from typing import Protocol

from gemini_magic.local.execution.programs import (
    days,
    expressions,
    given,
    pictures,
    plots,
    sequences,
    tables,
    texts,
)
from gemini_magic.local.execution.programs.task import Program, Task

__all__ = ["RULES", "Program", "Rule", "Task", "program_for"]


class Rule(Protocol):
    def write(self, task: Task, /) -> Program | None: ...


RULES: tuple[Rule, ...] = (given, pictures, plots, tables, texts, days, sequences, expressions)


def program_for(task: Task) -> Program | None:
    """The program of the first rule that has one."""
    return next((program for rule in RULES if (program := rule.write(task)) is not None), None)
