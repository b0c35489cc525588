"""Tab completion of `%gemini` and `%%gemini`, through IPython's completer: any frontend has it.

Nothing is asked of the service: models come from the catalog. What a value may be is in
`choices`, imported with the first Tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from IPython.core.completer import CompletionContext, SimpleCompletion, context_matcher

from .verb_flags import OPERANDS

__all__ = ["complete_from", "forget"]

_IDENTIFIER = "gemini_magic"
_CELL = re.compile(r"\s*%%gemini(?=\s)")
_LINE = re.compile(r"\s*%?gemini(?=\s)")
_FIELD = re.compile(r"\{\{\s*((?:[^\W\d]\w*)?)$")


class Found(NamedTuple):
    """What may stand in place of the `fragment` before the cursor."""

    fragment: str
    texts: Iterable[str]
    kind: str


def complete_from(shell: Any) -> None:
    """Let the shell's completer ask us, too."""

    @context_matcher(identifier=_IDENTIFIER)
    def gemini_matcher(context: CompletionContext) -> dict[str, Any]:
        found = _found(shell, context.full_text, context.cursor_line, context.text_until_cursor)
        if found is None:
            return {"completions": [], "suppress": False}
        matching = (text for text in found.texts if text.startswith(found.fragment))
        return {
            "completions": [SimpleCompletion(text=text, type=found.kind) for text in matching],
            "matched_fragment": found.fragment,
            "ordered": True,
            "suppress": True,  # a flag is no Python name
        }

    shell.Completer.custom_matchers.append(gemini_matcher)


def forget(shell: Any) -> None:
    """Take back what `complete_from` did."""
    matchers = shell.Completer.custom_matchers
    matchers[:] = [one for one in matchers if getattr(one, "matcher_identifier", "") != _IDENTIFIER]


def _found(shell: Any, text: str, line: int, before: str) -> Found | None:
    """What to complete, if the cursor is in a place of ours."""
    if begun := _CELL.match(before):
        return _in_cell(shell, before[begun.end() :])
    if begun := _LINE.match(before):
        return _in_line(shell, before[begun.end() :])
    if line and _CELL.match(text) and (field := _FIELD.search(before)):
        from .choices import variables

        return Found(field[1], variables(shell), "instance")
    return None


def _in_cell(shell: Any, typed: str) -> Found:
    """After `%%gemini`: a verb, flags, and the values of flags."""
    from .flags import flags_of
    from .magics import CELL_VERBS

    words, fragment = _words(typed)
    verb = words[0] if words and words[0] in CELL_VERBS else "ask"
    if value := _value(shell, words, fragment):
        return value
    if len(words) == 1 and verb in OPERANDS:
        from .choices import variables

        return Found(fragment, variables(shell), "instance")
    spellings = (spelling for flag in flags_of(verb) for spelling in reversed(flag.spellings))
    if fragment.startswith("-"):
        is_long = fragment.startswith("--")
        return Found(fragment, (one for one in spellings if one[:2] == "--" or not is_long), "flag")
    return Found(fragment, [*([] if words else CELL_VERBS), *spellings], "verb")


def _in_line(shell: Any, typed: str) -> Found:
    """After `%gemini`: a verb, and what it takes."""
    from .choices import of_verb
    from .magics import ONE_LINE_VERBS
    from .verbs import VERBS

    words, fragment = _words(typed)
    if not words:
        return Found(fragment, [*ONE_LINE_VERBS, *VERBS, "help"], "verb")
    if words[0] in ("fix", *ONE_LINE_VERBS):
        return _in_cell(shell, typed)
    return Found(fragment, of_verb(shell, words, fragment), "value")


def _value(shell: Any, words: list[str], fragment: str) -> Found | None:
    """The value of a flag: behind it, or behind its equals sign."""
    from .flags import flags

    by_spelling = {spelling: flag for flag in flags().values() for spelling in flag.spellings}
    spelling, equals, rest = fragment.partition("=")
    if equals and spelling in by_spelling:
        flag, fragment = by_spelling[spelling], rest
    elif words and (words[-1] in by_spelling) and not fragment.startswith("-"):
        flag = by_spelling[words[-1]]
    else:
        return None
    if not flag.takes_value:
        return None
    from .choices import of_flag

    fragment = fragment.rpartition(",")[2] if "…" in flag.metavar else fragment
    return Found(fragment, of_flag(shell, flag.name, fragment), "value")


def _words(typed: str) -> tuple[list[str], str]:
    """The whole words, and the one that is being typed."""
    *words, fragment = re.split(r"\s+", typed.lstrip()) if typed.strip() else [""]
    return words, fragment
