"""Code in colour: spans of inline styles, by Pygments, that read on light and on dark.

No classes and no style sheet: a saved output has none. The colours are the notebook's own where
it has them, of those that read on a block's grey; the others have the same contrast with white as
with black.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

__all__ = ["PALETTE", "STYLES", "highlighted"]

_EDITOR = "--jp-mirror-editor"
_COLOURS = {
    "c": "var(--jp-inverse-layout-color3,#6e7781)",
    "k": f"var({_EDITOR}-keyword-color,#a347ba)",
    "s": f"var({_EDITOR}-string-color,#c0392b)",
    "n": f"var({_EDITOR}-variable-2-color,#1a7f5a)",
    "d": f"var({_EDITOR}-def-color,#2f76c4)",
    "b": f"var({_EDITOR}-builtin-color,#8a6d1a)",
}
PALETTE = ";".join(f"--gm-{name}:{colour}" for name, colour in _COLOURS.items())
"""For the style of an element around the code: so the spans, of which there are many, are short."""

_TOKENS = {
    "Token.Comment": "c",
    "Token.Keyword": "k",
    "Token.Operator.Word": "k",
    "Token.Literal.String": "s",
    "Token.Generic.Deleted": "s",
    "Token.Literal.Number": "n",
    "Token.Generic.Inserted": "k",
    "Token.Name.Function": "d",
    "Token.Name.Class": "d",
    "Token.Name.Tag": "d",
    "Token.Name.Builtin": "b",
}
_STYLES = {kind: f"color:var(--gm-{name})" for kind, name in _TOKENS.items()}
STYLES = frozenset(_STYLES.values())
"""The only styles that the allow-list lets through."""

_LEXERS = frozenset(
    "python py python3 pycon json bash sh shell sql javascript js typescript ts html xml css r "
    "julia go rust rs kotlin swift ruby rb yaml yml toml ini diff markdown md tex latex "
    "dockerfile".split()
)
# Languages whose own lexers are slow (20 kB of blank lines take C's 14 s), and one that reads
# nearly the same words.
_LIKE = {
    **dict.fromkeys("c cpp c++ csharp java".split(), "javascript"),
    **dict.fromkeys("console makefile".split(), "bash"),
}
_LONGEST = 8_000  # characters; time grows by their square in most lexers, up to a second here


@lru_cache(maxsize=512)
def highlighted(code: str, language: str) -> str:
    """The code as HTML; plain where the language is none that is known, or the code is long."""
    known = _LIKE.get(language.lower(), language.lower())
    if known not in _LEXERS or len(code) > _LONGEST:
        return escape(code)
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(known, stripnl=False, ensurenl=False)
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
        if style := _STYLES.get(str(kind), ""):
            return style
        kind = getattr(kind, "parent", None)
    return ""


def _span(value: str, style: str) -> str:
    inner = escape(value)
    return f'<span style="{style}">{inner}</span>' if style and value else inner
