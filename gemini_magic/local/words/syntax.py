"""Python's own parser, by one thread at a time.

Up to Python 3.12 the depth of a tree is counted for all threads together, and a second one that
parses meanwhile may raise SystemError (CPython issue 106905).
"""

import ast
from threading import Lock

__all__ = ["parsed", "parsed_expression"]

_ALONE = Lock()


def parsed(source: str) -> ast.Module:
    """A program. Raises what `ast.parse` raises."""
    with _ALONE:
        return ast.parse(source)


def parsed_expression(source: str) -> ast.Expression:
    """One expression. Raises what `ast.parse` raises."""
    with _ALONE:
        return ast.parse(source, mode="eval")
