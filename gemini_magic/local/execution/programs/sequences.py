"""Numbers by name or list, and what is asked about them: "the sum of the first 50 primes"."""

import re

from gemini_magic.local.execution.programs.measures import (
    asks_for_list,
    asks_for_order,
    measures_in,
)
from gemini_magic.local.execution.programs.sources import listed, source_in
from gemini_magic.local.execution.programs.task import Program, Task

_IS_PRIME = re.compile(r"\bis (\d{1,15}) (?:a )?prime\b|\b(\d{1,15}) is (?:a )?prime\b")
_PRIME = """\
n = {n}
divisor = next((d for d in range(2, int(n**0.5) + 1) if n % d == 0), None)
if n < 2:
    print(n, "is not a prime: primes start at 2")
elif divisor:
    print(n, "is not a prime: it is", divisor, "times", n // divisor)
else:
    print(n, "is a prime")
"""


def write(task: Task) -> Program | None:
    question = task.question
    if found := _IS_PRIME.search(question.lower()):
        n = found[1] or found[2]
        return Program(_PRIME.format(n=n), f"looks for a divisor of {n}")
    source = source_in(question)
    if source is None:
        return None
    is_listed = (given := listed(question)) is not None and given.code == source.code
    measures = measures_in(question)
    order = asks_for_order(question)
    if is_listed and not measures and not order:
        return None
    modules = sorted({measure.module for measure in measures if measure.module})
    code = "".join(f"import {module}\n" for module in modules) + source.code
    code = _imports_first(code)
    if order:
        code += f"numbers = {order}\n"
    if order or not measures or asks_for_list(question):
        code += f'print("{_sentence_start(source.spoken)}:", *numbers)\n'
    for measure in measures:
        code += f'print("The {measure.name} of {source.spoken} is", {measure.expression})\n'
    names = ", ".join(measure.name for measure in measures) or "list"
    return Program(code, f"makes {source.spoken} and then their {names}")


def _imports_first(code: str) -> str:
    lines = code.splitlines(keepends=True)
    imports = sorted({line for line in lines if line.startswith("import ")})
    rest = "".join(line for line in lines if not line.startswith("import ")).lstrip("\n")
    gap = "\n\n" if rest.startswith("def ") else "\n"
    return f"{''.join(imports)}{gap}{rest}" if imports else rest


def _sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]
