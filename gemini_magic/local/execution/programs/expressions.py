"""Arithmetic as a program, and equations of one unknown by their formula."""

import ast
import re

from gemini_magic.local.execution.programs.task import Program, Task
from gemini_magic.local.words.expression import expression_in
from gemini_magic.local.words.syntax import parsed

# What `expression_in` finds and the math module knows by the same name.
_MATH = frozenset("sqrt factorial log10 log2 exp sin cos tan gcd lcm pi e".split())
_OWN = {"ln": "from math import log as ln\n", "log": "from math import log10 as log\n"}
_QUADRATIC = """\
import cmath

a, b, c = {a}, {b}, {c}
discriminant = b**2 - 4 * a * c
roots = [(-b + sign * cmath.sqrt(discriminant)) / (2 * a) for sign in (1, -1)]
if discriminant >= 0:
    roots = sorted({{root.real for root in roots}})
print("x =", " or x = ".join(f"{{root:g}}" for root in roots))
"""
_LINEAR = """\
from fractions import Fraction

a, b = Fraction("{b}"), Fraction("{c}")
print(f"x = {{float(-b / a):g}}")
"""
_TERM = re.compile(r"([-+]?)(\d+(?:\.\d+)?)?\*?(x(?:(?:\^|\*\*)2|²)?)?")


def write(task: Task) -> Program | None:
    return _solved(task.question) or _computed(task.question)


def _computed(question: str) -> Program | None:
    expression = expression_in(question)
    if expression is None:
        return None
    try:
        names = {node.id for node in ast.walk(parsed(expression)) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    known = sorted(names & _MATH)
    code = f"from math import {', '.join(known)}\n" if known else ""
    code += "".join(_OWN[name] for name in sorted(names & _OWN.keys()))
    code += "\n" if code else ""
    return Program(f"{code}result = {expression}\nprint(result)\n", f"computes `{expression}`")


def _solved(question: str) -> Program | None:
    """`a x² + b x + c = 0`, its sides in any order of terms."""
    found = re.search(r"\bsolve\b.*?([-+\d.x*^²\s]*x[-+\d.x*^²\s]*)=([-+\d.x*^²\s]+)", question)
    if found is None:
        return None
    left, right = (_coefficients(side) for side in found.groups())
    if left is None or right is None:
        return None
    a, b, c = (round(one - other, 12) for one, other in zip(left, right, strict=True))
    if not a and not b:
        return None
    template = _QUADRATIC if a else _LINEAR
    equation = " ".join(found[0].split()).rstrip(".")
    return Program(template.format(a=f"{a:g}", b=f"{b:g}", c=f"{c:g}"), f"solves {equation[6:]}")


def _coefficients(side: str) -> tuple[float, float, float] | None:
    """How often the side holds x², x and 1."""
    counts = {"xx": 0.0, "x": 0.0, "": 0.0}
    compact = re.sub(r"\s", "", side)
    while compact:
        found = _TERM.match(compact)
        if found is None or not (found[2] or found[3]):
            return None
        power = "xx" if len(found[3] or "") > 1 else found[3] or ""
        counts[power] += float(f"{found[1]}{found[2] or 1}")
        compact = compact[found.end() :]
    return counts["xx"], counts["x"], counts[""]
