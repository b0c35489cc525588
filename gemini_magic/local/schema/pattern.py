"""Regular expressions of a schema: matched only where that is surely quick, and sampled.

Python's `re` backtracks without limit and holds the interpreter, so nested repeats are not run.
"""

import re
import warnings
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_LONGEST_MATCHED = 200
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)
_SAMPLE_OF_CATEGORY = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_WORD: "-",
}
_LIKELY = "a1A-_ .,:/@0b"


def matches(pattern: Any, value: str) -> bool | None:
    """Whether the pattern is found in the value; None where this cannot be said quickly."""
    tree = _tree(pattern)
    if tree is None or len(value) > _LONGEST_MATCHED or _depth_of_repeats(tree) > 1:
        return None
    return re.search(pattern, value) is not None


def sample(pattern: Any) -> str | None:
    """A string the pattern matches, or None where none was found."""
    tree = _tree(pattern)
    if tree is None:
        return None
    text = _sampled(tree, {})
    return text if len(text) <= _LONGEST_MATCHED and matches(pattern, text) is not False else None


@lru_cache(maxsize=64)
def _tree(pattern: Any) -> Any:
    if not isinstance(pattern, str) or len(pattern) > 1000:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return _parser.parse(pattern)
        except (re.error, RecursionError, OverflowError):
            return None


def _depth_of_repeats(tree: Any) -> int:
    """How deep unbounded repeats are nested; a row of them counts as nesting when it is long."""
    deepest = in_a_row = 0
    for operation, argument in tree:
        depth = max((_depth_of_repeats(branch) for branch in _branches(argument)), default=0)
        if operation in _REPEATS and argument[1] > 1:
            depth += 1
            in_a_row += argument[1] is op.MAXREPEAT or argument[1] > 20
        deepest = max(deepest, depth)
    return deepest + (in_a_row > 3)


def _branches(argument: Any) -> list[Any]:
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, list | tuple):
        return [branch for item in argument for branch in _branches(item)]
    return []


def _sampled(tree: Any, groups: dict[int, str]) -> str:
    return "".join(_sample_of(operation, argument, groups) for operation, argument in tree)


def _sample_of(operation: Any, argument: Any, groups: dict[int, str]) -> str:
    if operation is op.LITERAL:
        return chr(argument)
    if operation is op.NOT_LITERAL:
        return next(c for c in _LIKELY if ord(c) != argument)
    if operation is op.ANY:
        return "a"
    if operation is op.IN:
        return _sample_of_set(argument)
    if operation in _REPEATS:
        least, most, body = argument
        count: int = min(max(least, 1), most, _LONGEST_MATCHED)
        return _sampled(body, groups) * count
    if operation is op.BRANCH:
        return _sampled(argument[1][0], groups)
    if operation is op.SUBPATTERN:
        text = _sampled(argument[3], groups)
        groups[argument[0]] = text
        return text
    if operation is op.GROUPREF:
        return str(groups.get(argument, ""))
    # Anchors and look-arounds take no room.
    return ""


def _sample_of_set(items: Any) -> str:
    if items[0][0] is op.NEGATE:
        return next((c for c in _LIKELY if not _in_set(c, items[1:])), "~")
    operation, argument = items[0]
    if operation is op.RANGE:
        return chr(argument[0])
    return chr(argument) if operation is op.LITERAL else _SAMPLE_OF_CATEGORY.get(argument, "a")


def _in_set(character: str, items: Any) -> bool:
    for operation, argument in items:
        if operation is op.LITERAL and ord(character) == argument:
            return True
        if operation is op.RANGE and argument[0] <= ord(character) <= argument[1]:
            return True
        if operation is op.CATEGORY and _SAMPLE_OF_CATEGORY.get(argument) == character:
            return True
    return False
