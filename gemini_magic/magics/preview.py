"""`--dry`: what a cell would send, taken apart: its parts, tokens, price and JSON."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..api.call import Call
from ..attach.thumbnail import thumbnail
from ..chat.estimate import Estimate, estimate
from ..errors.keys import redacted
from ..render import MimeBundle, without_controls
from ..render.markup import BORDER, FAINT, code_block, fold, quiet, size, text
from ..render.verbatim import fence, literal
from .table import shortened, table_text

__all__ = ["preview"]

_WIDTH = 60
_LONGEST_DATA = 64  # characters of base64 that are shown as they are
_HEAD = 16
_LONGEST_TEXT = 20_000  # characters; three forms of it are saved in the notebook
_BASE64 = {"data", "thoughtSignature", "thought_signature", "signature"}
_HEADS = ("from", "part", "size", "content")
_CELL = f"text-align:left;padding:.15em .7em;border-bottom:1px solid {BORDER}"
_SIDE = 64  # pixels of a thumbnail
_MOST = 4_000  # bytes of one


class _Row(NamedTuple):
    """One part: whose it is, of what kind, how large, and what is in it."""

    whose: str
    kind: str
    size: str
    about: str
    picture: bytes = b""  # of a thumbnail
    mime_type: str = ""


def preview(call: Call[Any], *, is_local: bool = False) -> MimeBundle:
    """The bundle of a call that is not sent."""
    rows = list(_rows(call.body or {}))
    facts = _facts(estimate(call, is_local=is_local))
    query = "?" + "&".join(f"{k}={v}" for k, v in call.query.items()) if call.query else ""
    line = f"{call.method} {call.path}{query}"
    body = json.dumps(_shortened(call.body), ensure_ascii=False, indent=2)
    return MimeBundle(
        {
            "text/html": _html(rows, facts, line, body),
            "text/markdown": _markdown(rows, facts, line, body),
            "text/plain": _plain(rows, facts, line, body),
        }
    )


def _facts(guess: Estimate) -> list[str]:
    """Tokens and price in words."""
    by = ", ".join(f"{count:,} of {modality}" for modality, count in guess.prompt.items())
    prompt = f"about {guess.prompt_tokens:,} tokens" + (f" ({by})" if len(guess.prompt) > 1 else "")
    most = "at most" if guess.is_limited else "perhaps"
    cost = guess.cost
    if guess.is_local:
        price = "the local engine costs nothing"
    elif cost is None:
        price = f"no price is known for {guess.model}"
    else:
        least = "" if cost.is_whole else "at least "
        price = f"{least}about ${cost.dollars:.6f}" + (
            f", prices of {cost.as_of}" * bool(cost.as_of)
        )
    return [prompt, f"{most} {guess.answer:,} for the answer", price]


def _rows(body: Mapping[str, Any]) -> Iterator[_Row]:
    """The parts of a body, in either dialect, in the order in which they are sent."""
    system = body.get("systemInstruction") or body.get("system_instruction")
    if isinstance(system, str):
        yield _row("system", {"type": "text", "text": system})
    elif system:
        yield from (_row("system", part) for part in system.get("parts") or ())
    for content in body.get("contents") or ():
        yield from (_row(content.get("role") or "", part) for part in content.get("parts") or ())
    for step in body.get("input") or ():
        items = step.get("content") if isinstance(step.get("content"), list) else [step]
        whose = str(step.get("type") or "").removesuffix("_input").removesuffix("_output")
        yield from (_row(whose, item) for item in items or ())
    for tool in body.get("tools") or ():
        declared = tool.get("functionDeclarations")
        names = [f.get("name", "") for f in declared] if declared else list(_names(tool))
        yield _Row(
            "tools", "functions" if declared else "tool", "", shortened(", ".join(names), _WIDTH)
        )


def _names(tool: Mapping[str, Any]) -> list[str]:
    named = tool.get("name") or tool.get("type")
    return [str(named)] if named else [str(name) for name in tool]


def _row(whose: str, part: Mapping[str, Any]) -> _Row:
    if isinstance(said := part.get("text"), str):
        kind = "thought" if part.get("thought") else "text"
        about = shortened(redacted(said[:_LONGEST_TEXT]), _WIDTH)
        return _Row(whose, kind, f"{len(said):,} characters", f"“{about}”")
    medium = part.get("inlineData") or (part if isinstance(part.get("data"), str) else None)
    if medium is not None:
        return _medium(whose, medium)
    kinds = [name for name in part if name not in _BASE64 and name != "type"]
    kind = str(part.get("type") or (kinds[0] if kinds else "signature"))
    inner = part.get(kind)
    shown = inner if isinstance(inner, Mapping) else {n: part[n] for n in kinds}
    name = shown.get("fileUri") or shown.get("uri") or shown.get("name")
    about = str(name) if name else json.dumps(_shortened(shown), ensure_ascii=False)
    return _Row(whose, _words(kind), "", shortened(redacted(about), _WIDTH))


def _medium(whose: str, medium: Mapping[str, Any]) -> _Row:
    mime_type = str(medium.get("mimeType") or medium.get("mime_type") or "data")
    data = _bytes(str(medium.get("data") or ""))
    about = [str(medium.get("displayName") or "")]
    small = thumbnail(data, _SIDE, _MOST) if mime_type.startswith("image/") else None
    if small is not None:
        about.append(f"{small.width} × {small.height} pixels")
    said = ", ".join(filter(None, about))
    picture = (small.data, small.mime_type) if small is not None else (b"", "")
    return _Row(whose, mime_type, size(len(data)), said, *picture)


def _words(name: str) -> str:
    """A field's name as words: "functionCall" is a function call."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ")


def _bytes(data: str) -> bytes:
    try:
        return base64.b64decode(
            data + "=" * (-len(data) % 4), altchars=b"-_" if "-" in data or "_" in data else None
        )
    except (binascii.Error, ValueError):
        return b""


def _shortened(value: Any, name: str = "") -> Any:
    """JSON to look at: long base64 and long texts cut, keys cut."""
    if isinstance(value, str):
        if name in _BASE64 and len(value) > _LONGEST_DATA:
            return f"{value[:_HEAD]}… ({size(len(value) * 3 // 4)})"
        return _middle_cut(redacted(value))
    if isinstance(value, Mapping):
        return {key: _shortened(item, key) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shortened(item) for item in value]
    return value


def _middle_cut(said: str) -> str:
    if len(said) <= _LONGEST_TEXT:
        return said
    half = _LONGEST_TEXT // 2
    return f"{said[:half]}\n… {len(said) - 2 * half:,} characters …\n{said[-half:]}"


def _plain(rows: list[_Row], facts: list[str], line: str, body: str) -> str:
    table = table_text([list(_HEADS), *(list(row[:4]) for row in rows)], numbers_from=9)
    return without_controls(f"not sent · {' · '.join(facts)}\n\n{table}\n\n{line}\n{body}")


def _markdown(rows: list[_Row], facts: list[str], line: str, body: str) -> str:
    shown = "\n".join("- " + literal(" · ".join(filter(None, row[:4]))) for row in rows)
    told = literal(" · ".join(facts))
    return f"**not sent** · {told}\n\n{shown}\n\n{literal(line)}\n\n{fence(body, 'json')}"


def _html(rows: list[_Row], facts: list[str], line: str, body: str) -> str:
    head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in _HEADS)
    lines = "".join(map(_html_row, rows))
    told = text(" · ".join(facts))
    return (
        f'<div class="gm-preview"><div><b>not sent</b> <span style="{FAINT}">{told}</span></div>'
        f'<table style="color:inherit;border-collapse:collapse;margin:.5em 0">'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        f"{fold(text('The request'), quiet(text(line)) + code_block(body))}</div>"
    )


def _html_row(row: _Row) -> str:
    cells = (*map(text, row[:3]), _picture(row) + text(row.about))
    return "<tr>" + "".join(f'<td style="{_CELL}">{inner}</td>' for inner in cells) + "</tr>"


def _picture(row: _Row) -> str:
    if not row.picture:
        return ""
    data = base64.b64encode(row.picture).decode()
    return (
        f'<img src="data:{row.mime_type};base64,{data}" alt="" '
        'style="height:2.4em;width:auto;vertical-align:middle;margin-right:.4em">'
    )
