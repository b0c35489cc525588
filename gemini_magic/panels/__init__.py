"""Panels: widgets for what a cell cannot be, each in one output that stays when it has ended.

panel.py         Panel, the base of all: the kernel's side of one output
place.py         that output: shown, and replaced by what stays
transcript.py    turns as a bundle that reads without kernel and extension
voice.py         a conversation by voice
panel.js/css     the browser's side of the base; each panel adds its own behind it

How a panel works. The work goes on beside the cells, in threads of the kernel, and tells the
panel what happens; the panel tells the browser. Text that grows is sent as numbered pieces
(`Panel.tell`); a view that misses one, or opens late, asks for all of it. What the browser says
arrives as messages by kind (`Panel.hears`). `freeze` ends a panel: its output becomes a static
bundle, which the notebook keeps; a widget that is left standing reads "model not found" when it is
opened again.

To add one: a subclass of `Panel` with its own script and style, and its name in `PANELS`.
"""

from .voice import VoicePanel, voice

__all__ = ["PANELS", "VoicePanel", "voice"]

PANELS = {"voice": voice}
"""What `%gemini panel` may be followed by."""
