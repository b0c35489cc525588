"""A conversation as it stays in a notebook: each turn's words, its sound, and the reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..api.audio import Audio
from ..chat.live.spoken_turn import SpokenTurn
from ..render import MimeBundle, render, render_alone, without_controls
from ..render.markup import BORDER, FAINT, text
from ..render.verbatim import literal

__all__ = ["transcript"]

NOTHING = "nothing was said"
_TURN = f"margin:.4em 0;padding:.2em 0 .2em .8em;border-left:2px solid {BORDER}"


def transcript(turns: Sequence[SpokenTurn], beside: str = "") -> MimeBundle:
    """The bundle of these turns; `beside` names the folder for sound that is large."""
    html, markdown, plain = [], [], []
    found: dict[str, bytes] = {}
    for number, turn in enumerate(turns, 1):
        # What was heard stands above the answer already: as the user's words.
        reply = render(replace(turn.reply, heard=""), beside=beside)
        voice = _sound(turn.voice, f"you, turn {number}", beside)
        said = turn.said or "(speech)"
        html.append(
            f'<div style="{_TURN}"><div dir="auto"><strong style="{FAINT}">you</strong> '
            f"{text(said)}</div>{voice.data.get('text/html', '')}"
            f"{reply.data['text/html']}</div>"
        )
        markdown.append(f"**you** {literal(said)}\n\n{reply.data['text/markdown']}")
        plain.append(f"you: {without_controls(said)}\nmodel: {reply.data['text/plain']}")
        found |= {**voice.files, **reply.files}
    return MimeBundle(
        {
            "text/html": "".join(html) or f'<div style="{FAINT}">{NOTHING}</div>',
            "text/markdown": "\n\n---\n\n".join(markdown) or f"*{NOTHING}*",
            "text/plain": "\n\n".join(plain) or f"[{NOTHING}]",
        },
        files=found,
    )


def _sound(sound: Audio | None, name: str, beside: str) -> MimeBundle:
    return MimeBundle({}) if sound is None else render_alone(sound, beside=beside)
