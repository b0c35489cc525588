"""Questions about pictures, answered by what can be measured and read; nothing here sees."""

from collections.abc import Iterator

from gemini_magic.local.answer import Answer, Piece, Text, Thought
from gemini_magic.local.drawing import files
from gemini_magic.local.looking import questions
from gemini_magic.local.project.resolve import media_bytes
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_MOST_IMAGES = 16
_KEYS = ("inlineData", "fileData")
_CLOSING = "The local engine cannot see or hear what it shows; with an API key, Gemini can."


def answer(request: Request, resources: Resources) -> Answer | None:
    last = request.contents[-1]
    media = [part[key] for part in last.get("parts", ()) for key in _KEYS if key in part]
    kinds = {item.get("mimeType", "").partition("/")[0] for item in media}
    if kinds != {"image"} or last.get("role") == "model" or request.declarations:
        return None
    is_json = request.config.get("responseMimeType", "text/plain") != "text/plain"
    if is_json and not questions.wants_places(request.prompt):
        return None
    data = [media_bytes(item) for item in media[:_MOST_IMAGES]]
    if any(one is None for one in data):
        return None
    return Answer(_told([one for one in data if one is not None], request, is_json=is_json))


def _told(data: list[bytes], request: Request, *, is_json: bool) -> Iterator[Piece]:
    yield Thought(
        f"The prompt holds {len(data)} picture(s). The engine has no model that sees; it measures."
    )
    sizes = " and ".join(f"{len(one):,} bytes" for one in data)
    try:
        images = [files.opened(one) for one in data]
        if is_json:
            yield Text(questions.places_json(files.upright(images[0]), request.prompt))
            return
        told = questions.answered(images, request.prompt)
    except files.Unreadable as why:
        yield Text(f"A picture of {sizes}; {why}.\n\n{_CLOSING}")
        return
    yield Text("\n".join(told) + f"\n\n({sizes}.) {_CLOSING}")
