"""Mends a failed program where a rule knows how: missing imports, indents, old print statements."""

import re
import sys
import textwrap
from collections.abc import Callable

from gemini_magic.local.words.syntax import parsed

_NAMELESS = re.compile(r"NameError: name '(\w+)' is not defined")
_OLD_PRINT = re.compile(r"^(\s*)print[ \t]+([^(\s=].*)$", re.MULTILINE)
# Names that programs use as if everyone had them, and where they come from.
_KNOWN = {
    "Counter": "collections", "defaultdict": "collections", "deque": "collections",
    "namedtuple": "collections", "Decimal": "decimal", "Fraction": "fractions",
    "Path": "pathlib", "dataclass": "dataclasses", "datetime": "datetime", "date": "datetime",
    "timedelta": "datetime", "factorial": "math", "gcd": "math", "pi": "math", "sqrt": "math",
    "sin": "math", "cos": "math", "reduce": "functools", "mean": "statistics",
    "median": "statistics", "stdev": "statistics", "sleep": "time", "product": "itertools",
    "combinations": "itertools", "permutations": "itertools",
}  # fmt: skip
_ALIASES = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot"}


def corrected(code: str, output: str) -> str | None:
    """Another program to try after this one has failed with this output; None when no rule helps.

    `print(math.pi)` that failed with a NameError is tried again behind `import math`.
    """
    for rule in _RULES:
        other = rule(code, output)
        if other is not None and other != code and _is_python(other):
            return other
    return None


def _imported(code: str, output: str) -> str | None:
    found = _NAMELESS.search(output)
    if found is None:
        return None
    name = found[1]
    if name in _ALIASES:
        return f"import {_ALIASES[name]} as {name}\n{code}"
    if name in sys.stdlib_module_names and name not in _KNOWN:
        return f"import {name}\n{code}"
    return f"from {_KNOWN[name]} import {name}\n{code}" if name in _KNOWN else None


def _dedented(code: str, output: str) -> str | None:
    return textwrap.dedent(code).expandtabs(4) if "Error: " in output else None


def _printed(code: str, output: str) -> str | None:
    """Python 2's `print x` as `print(x)`."""
    return _OLD_PRINT.sub(r"\1print(\2)", code) if "SyntaxError" in output else None


_RULES: tuple[Callable[[str, str], str | None], ...] = (_imported, _dedented, _printed)


def _is_python(code: str) -> bool:
    try:
        parsed(code)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True
