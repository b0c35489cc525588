"""A saved notebook as nbconvert exports it: HTML as it is, Markdown as GitHub would show it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import nh3
from markdown_it import MarkdownIt
from nbconvert import HTMLExporter, MarkdownExporter
from nbformat import NotebookNode

__all__ = ["exported_html", "github_page", "markdown_of_cells"]

# What GitHub's sanitiser lets through, as far as notebooks use it: no style, no class, no script,
# no player, and pictures by address only.
_TAGS = set(
    "h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p ol ul table thead "
    "tbody tfoot blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike summary "
    "details caption figure figcaption abbr mark small span section picture source".split()
)
_ATTRIBUTES = {
    "*": {"align", "alt", "height", "width", "title", "dir", "lang", "role", "aria-label", "open"},
    "a": {"href"},
    "img": {"src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# GitHub's own sheet, as far as it changes how things stand: borders of tables, blocks of code,
# links that can be read by night.
_SHEET = """
html { color-scheme: light dark; }
body { font: 16px/1.5 sans-serif; max-width: 980px; margin: 2em auto; padding: 0 1em;
       overflow-wrap: break-word; }
table { border-collapse: collapse; display: block; overflow: auto; width: max-content;
        max-width: 100%; margin-bottom: 16px; }
th, td { border: 1px solid #8886; padding: 6px 13px; }
pre { background: #8882; padding: 16px; overflow: auto; font-size: 85%; }
code { background: #8882; font-size: 85%; padding: .2em .4em; }
pre code { background: none; padding: 0; font-size: 100%; }
blockquote { border-left: .25em solid #8886; margin: 0; padding: 0 1em; }
a { color: light-dark(#0969da, #4493f8); }
img { max-width: 100%; }
"""


def exported_html(notebook: NotebookNode) -> str:
    """What `jupyter nbconvert --to html` writes."""
    body, _ = _html_exporter().from_notebook_node(notebook)
    return str(body)


def markdown_of_cells(notebook: NotebookNode) -> list[tuple[str, str]]:
    """What `jupyter nbconvert --to markdown` writes: the source and the outputs of each cell."""
    whole = [_markdown(NotebookNode({**notebook, "cells": [cell]})) for cell in notebook.cells]
    sources = [
        _markdown(NotebookNode({**notebook, "cells": [NotebookNode({**cell, "outputs": []})]}))
        for cell in notebook.cells
    ]
    return [(source, all_[len(source) :]) for source, all_ in zip(sources, whole, strict=True)]


def github_page(cells: Iterable[tuple[str, str]]) -> str:
    """The cells as they stand on GitHub: an article for each, its outputs in a block of class
    `outputs`.
    """
    sections = (
        f'<article>{_sanitised(source)}<div class="outputs">{_sanitised(outputs)}</div></article>'
        for source, outputs in cells
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><style>{_SHEET}</style>'
        f"</head><body>{''.join(sections)}</body></html>"
    )


def _markdown(notebook: NotebookNode) -> str:
    body, _ = _markdown_exporter().from_notebook_node(notebook)
    return str(body)


def _sanitised(markdown: str) -> str:
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown)
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow",
    )


@cache
def _html_exporter() -> HTMLExporter:
    return HTMLExporter()  # type: ignore[no-untyped-call]


@cache
def _markdown_exporter() -> MarkdownExporter:
    return MarkdownExporter()  # type: ignore[no-untyped-call]
