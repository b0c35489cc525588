"""With the code execution tool: a program for the question, written by rule, run and told."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from gemini_magic.local.answer import Answer, Part, Piece, Text, Thought, computed
from gemini_magic.local.execution.correct import corrected
from gemini_magic.local.execution.programs import Program, Task, program_for
from gemini_magic.local.execution.programs.charts import drawer
from gemini_magic.local.execution.programs.tables import inline_csv
from gemini_magic.local.execution.workshop import Ran
from gemini_magic.local.project.resolve import decoded
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_LONGEST_PROMPT = 50_000
_MOST_FILES = 20
_MOST_BYTES = 20 * 1024 * 1024
_LONGEST_TOLD = 4000
_AGAIN = re.compile(r"^\s*(?:and|now|then|what about|how about|same|again|do it)\b", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|them|that|this|these|those)\b", re.IGNORECASE)
_CODE_WANTED = re.compile(
    r"\b(?:run|execute|plot|chart|graph)\b|\b(?:python|code|program)\b.*\b(?:comput|calculat|find)",
    re.IGNORECASE,
)
_CANNOT = (
    "The local engine writes programs by rules, and none fits this question. They compute, make "
    "primes and other sequences, count days, letters and words, read CSV, measure pictures, and "
    "plot functions and data; a program in a fenced block is run as it stands. With an API key, "
    "Gemini writes more."
)


def answer(request: Request, resources: Resources) -> Answer | None:
    if not _may_run(request) or len(request.prompt) > _LONGEST_PROMPT:
        return None
    files = _files(request)
    for prompt in _readings(request):
        inline = inline_csv(prompt)
        given = {**files, "data.csv": inline.encode()} if inline and not files else files
        if (program := program_for(Task(prompt, given))) is not None:
            return Answer(_run(program, given, resources))
    if re.search(r"\b(?:plot|chart|graph)\b", request.prompt) and not drawer():
        return computed([], "To draw, the engine needs matplotlib or Pillow: neither is installed.")
    return computed([], _CANNOT) if _CODE_WANTED.search(request.prompt) else None


def _may_run(request: Request) -> bool:
    tools = request.body.get("tools", ())
    must_call = request.declarations and request.calling_config.get("mode") == "ANY"
    wants_json = "json" in request.config.get("responseMimeType", "")
    has_tool = any("codeExecution" in tool for tool in tools)
    return bool(has_tool and request.prompt and not must_call and not wants_json)


def _readings(request: Request) -> Iterator[str]:
    """The prompt; a short one that goes on from an earlier one is read together with that."""
    prompt = request.prompt
    yield prompt
    if len(prompt) > 80 or not (_AGAIN.search(prompt) or _IT.search(prompt)):
        return
    for earlier in reversed(request.earlier_prompts):
        numbers = re.findall(r"-?\d[\d,.]*\d|\d", prompt)
        if numbers and re.search(r"\d", earlier):
            yield re.sub(r"\d[\d,.]*\d|\d", numbers[0].lstrip("-"), earlier, count=1)
        elif not numbers:
            yield f"{prompt} {earlier}"


def _files(request: Request) -> dict[str, bytes]:
    """What came with the conversation, under its names; text that cannot be a file is left out."""
    files: dict[str, bytes] = {}
    size = 0
    for content in request.contents:
        for part in content["parts"] if content.get("role") != "model" else ():
            media = part.get("inlineData") or part.get("fileData")
            if media is None or len(files) >= _MOST_FILES:
                continue
            data = _bytes(media)
            size += len(data)
            if size <= _MOST_BYTES:
                files[_name(media, len(files))] = data
    return files


def _bytes(media: dict[str, Any]) -> bytes:
    if "path" in media:
        data: bytes = media["path"].read_bytes()
        return data
    return decoded(media.get("data", ""))


def _name(media: dict[str, Any], number: int) -> str:
    given = re.sub(r"[^\w. -]", "_", PurePath(media.get("displayName", "")).name).strip(". ")
    subtype = media.get("mimeType", "").partition("/")[2].partition(";")[0]
    ending = {"plain": "txt", "jpeg": "jpg", "x-python": "py"}.get(subtype, subtype) or "bin"
    return given[:80] or f"input_file_{number}.{re.sub(r'[^a-z0-9]', '', ending)[:8]}"


def _run(program: Program, files: dict[str, bytes], resources: Resources) -> Iterator[Piece]:
    yield Thought(f"A program that {program.does} answers this; it runs in a limited process.")
    yield from _shown_code(program.code)
    ran = resources.workshop.run(program.code, files)
    yield from _shown_result(program.code, ran)
    if not ran.is_ok and (other := corrected(program.code, ran.output)) is not None:
        yield Text(f"The code failed: {_last_line(ran.output)}. A corrected program runs once.\n\n")
        yield from _shown_code(other)
        ran = resources.workshop.run(other, files)
        yield from _shown_result(other, ran)
    note = f"\n\n{program.note}" if program.note and ran.is_ok else ""
    yield Text(f"{_told(program, ran)}{note}")


def _shown_code(code: str) -> Iterator[Piece]:
    yield Part({"executableCode": {"language": "PYTHON", "code": code, "id": _id(code)}})


def _shown_result(code: str, ran: Ran) -> Iterator[Piece]:
    printed = {"output": ran.output} if ran.output else {}
    yield Part({"codeExecutionResult": {"outcome": ran.outcome, **printed, "id": _id(code)}})
    for picture in ran.pictures:
        data = b64encode(picture.data).decode("ascii")
        yield Part({"inlineData": {"mimeType": picture.mime_type, "data": data}})


def _id(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()[:8]


def _told(program: Program, ran: Ran) -> str:
    if not ran.is_ok:
        return f"The code did not finish: {_last_line(ran.output)}."
    printed = ran.output.strip()
    drawn = f" It drew {len(ran.pictures)} picture(s)." if ran.pictures else ""
    if program.caption and ran.pictures:
        return program.caption
    if not printed:
        return f"The code ran and printed nothing.{drawn}"
    if "\n" not in printed and len(printed) <= 300 and not program.is_given:
        return f"{printed}.{drawn}" if printed[-1].isalnum() else f"{printed}{drawn}"
    shown = printed if len(printed) <= _LONGEST_TOLD else f"{printed[:_LONGEST_TOLD]}\n…"
    return f"The code ran and printed:\n\n```\n{shown}\n```{drawn}"


def _last_line(output: str) -> str:
    lines = output.strip().splitlines()
    return lines[-1].rstrip(".") if lines else "it gave no reason"
