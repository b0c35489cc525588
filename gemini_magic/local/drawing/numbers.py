"""The numbers of a chart, as people write them: `label: value` pairs, or a bare list."""

import re

from gemini_magic.local.drawing.scene import MOST_VALUES, Chart

_NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)?"
_PAIR = re.compile(
    rf"([^\W\d_][\w ./&'’()-]{{0,40}}?|'?\b(?:19|20)\d\d|Q\d)\s*"
    r"(?:[:：=]|\s(?:is|are|at|with)\s|\s|\()\s*"
    rf"(?:[$€£¥]\s?)?({_NUMBER})\s*(?:%|k\b|°)?\)?(?=\s*(?:[,;.\n、，]|and\b|und\b|et\b|y\b|$|\s))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.]){_NUMBER}(?![\w])")
_FILLER = re.compile(
    r"^(?:(?:.*\b)?(?:of|for|with|showing|shows|from|titled|data|values?|sales|where|und|and|et|y|the)\s+)+",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:titled|called|named|title)\s*:?\s*[\"“'«]([^\"”'»]{1,80})|chart (?:of|for|showing)\s+"
    r"(?:the\s+)?([^\d:;,.=\"]{3,50})[:：]", re.IGNORECASE,
)  # fmt: skip


def chart_from(prompt: str, kind: str) -> Chart | None:
    """The chart that a prompt spells out; None where it gives no numbers."""
    title = next((m[1] or m[2] for m in _TITLE.finditer(prompt)), "").strip()
    text = re.sub(r"[\"“”«»]", "", prompt[:4000])
    pairs = [(_label(m[1]), _value(m[2])) for m in _PAIR.finditer(text)]
    pairs = [(label, value) for label, value in pairs if label]
    bare = [_value(m.group()) for m in _BARE.finditer(text)]
    if len(pairs) < 2 or len(pairs) < len(bare) / 2:
        pairs = [(str(i), value) for i, value in enumerate(bare, 1)]
    if not pairs:
        return None
    labels, values = zip(*pairs[:MOST_VALUES], strict=True)
    return Chart(kind, labels, values, title)


def _label(text: str) -> str:
    return _FILLER.sub("", text).strip(" -(")[:30]


def _value(text: str) -> float:
    return max(-1e15, min(float(text.replace(",", "")), 1e15))
