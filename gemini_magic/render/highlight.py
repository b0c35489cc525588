"""Code in colour: spans of inline styles, by Pygments, that read on light and on dark.

No classes and no style sheet: a saved output has none. The colours are the notebook's own where
it has them; the others have the same contrast with white as with black.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

__all__ = ["STYLES", "highlighted"]

_COLOURS = {
    "Token.Comment": "color:var(--jp-mirror-editor-comment-color,#6e7781);font-style:italic",
    "Token.Keyword": "color:var(--jp-mirror-editor-keyword-color,#a347ba);font-weight:600",
    "Token.Literal.String": "color:var(--jp-mirror-editor-string-color,#c0392b)",
    "Token.Literal.Number": "color:var(--jp-mirror-editor-number-color,#1a7f5a)",
    "Token.Name.Function": "color:var(--jp-mirror-editor-def-color,#2f76c4)",
    "Token.Name.Class": "color:var(--jp-mirror-editor-def-color,#2f76c4)",
    "Token.Name.Tag": "color:var(--jp-mirror-editor-tag-color,#2f76c4)",
    "Token.Name.Builtin": "color:var(--jp-mirror-editor-builtin-color,#8a6d1a)",
    "Token.Operator.Word": "color:var(--jp-mirror-editor-keyword-color,#a347ba);font-weight:600",
    "Token.Generic.Deleted": "color:var(--jp-mirror-editor-error-color,#c0392b)",
    "Token.Generic.Inserted": "color:var(--jp-mirror-editor-number-color,#1a7f5a)",
}
STYLES = frozenset(_COLOURS.values())
"""The only styles that the allow-list lets through."""

# Languages whose lexers take time in proportion to the code, whatever it holds.
_LEXERS = frozenset(
    "python py python3 pycon json bash sh shell console sql javascript js typescript ts html xml "
    "css r julia java c cpp c++ csharp go rust rs kotlin swift ruby rb yaml yml toml ini diff "
    "markdown md tex latex dockerfile makefile".split()
)
_LONGEST = 20_000  # characters


@lru_cache(maxsize=512)
def highlighted(code: str, language: str) -> str:
    """The code as HTML; plain where the language is none that is known, or the code is long."""
    if language.lower() not in _LEXERS or len(code) > _LONGEST:
        return escape(code)
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language.lower(), stripnl=False, ensurenl=False)
    shown: list[str] = []
    run, run_style = "", ""
    for kind, value in lexer.get_tokens(code):
        # Blanks have no colour: they join what stands before.
        style = _style(kind) if value.strip() else run_style
        if style != run_style:
            shown.append(_span(run, run_style))
            run, run_style = "", style
        run += value
    shown.append(_span(run, run_style))
    return "".join(shown)


@lru_cache(maxsize=256)
def _style(kind: object) -> str:
    while kind is not None:
        if style := _COLOURS.get(str(kind), ""):
            return style
        kind = getattr(kind, "parent", None)
    return ""


def _span(value: str, style: str) -> str:
    inner = escape(value)
    return f'<span style="{style}">{inner}</span>' if style and value else inner
