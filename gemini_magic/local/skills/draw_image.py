"""Image models: a picture drawn from the prompt, or the earlier picture changed as it asks."""

import base64
import re
from collections.abc import Iterator
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.answer import Answer, Finish, Part, Piece, Text, Thought
from gemini_magic.local.drawing import files, formats
from gemini_magic.local.drawing.composing import caption_of, scene_of
from gemini_magic.local.drawing.edits import edited
from gemini_magic.local.drawing.lettering import unwritable
from gemini_magic.local.drawing.scene import Scene
from gemini_magic.local.project.resolve import media_bytes
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_NEW = re.compile(
    r"^\W*(?:please\s+|now\s+)*(?:draw|generate|create|paint|imagine|design|sketch|render|zeichne|"
    r"dessine|dibuja|disegna|画)\b(?!.*\b(?:it|this|that|same|earlier|previous)\b)"
    r"|\bnew (?:image|picture)",
    re.IGNORECASE,
)
_NOT_GEMINI = "Drawn by the local engine's rules from the words of the prompt, not by Gemini."


def answer(request: Request, resources: Resources) -> Answer | None:
    model = catalog.find(request.model)
    asked = request.config.get("responseModalities") or ("TEXT", "IMAGE")
    if model is None or model.id != catalog.DRAWING or "IMAGE" not in asked:
        return None
    return Answer(_pictured(request, with_text="TEXT" in asked), catalog.DRAWING)


def _pictured(request: Request, *, with_text: bool) -> Iterator[Piece]:
    asked = request.config.get("imageConfig", {})
    ratio, size = formats.checked(asked)
    try:
        sources = _sources(request)
    except files.Unreadable as why:
        yield from _refused(why)
        return
    if sources:
        yield Thought(
            "The earlier picture is kept, and changed as far as the prompt is understood."
        )
        try:
            said, data = _changed(request, sources, ratio, size)
        except files.Unreadable as why:
            yield from _refused(why)
            return
    else:
        yield Thought("The prompt is read for things, colours, counts and places, and drawn.")
        said, data = _drawn(request, ratio, size)
    if with_text:
        yield Text(f"{said} {_NOT_GEMINI}")
    blob = {"mimeType": "image/png", "data": base64.b64encode(data).decode("ascii")}
    yield Part({"inlineData": blob}, formats.tokens(request.model, size))


def _refused(why: files.Unreadable) -> Iterator[Piece]:
    yield Text(f"The picture to be changed cannot be used: {why}.")
    yield Finish("NO_IMAGE", "The picture of the prompt could not be read.")


def _drawn(request: Request, ratio: str, size: str) -> tuple[str, bytes]:
    from gemini_magic.local.drawing.painter import paint

    width, height = formats.pixels(request.model, ratio, size)
    scene = scene_of(request.question, width, height, request.seed)
    data = files.png(paint(scene, width, height), scene, (width, height))
    said = f"Here is a picture of “{caption_of(request.question)}”."
    return f"{said}{_missing(scene)}", data


def _changed(request: Request, sources: list[Any], ratio: str, size: str) -> tuple[str, bytes]:
    from gemini_magic.local.drawing.painter import paint, with_badge
    from gemini_magic.local.drawing.retouch import retouched, side_by_side

    source = sources[-1]
    scene = files.scene_in(source) if len(sources) == 1 else None
    if scene is not None:
        is_new_size = bool(request.config.get("imageConfig"))
        pixels = formats.pixels(request.model, ratio, size)
        shape = pixels if is_new_size else files.painted_size(source)
        scene, done = edited(scene, request.prompt, shape[0] / shape[1])
        return _told(done), files.png(paint(scene, *shape), scene, shape)
    images = [files.upright(image) for image in sources]
    image = images[0] if len(images) == 1 else side_by_side(images)
    done = [] if len(images) == 1 else [f"{len(images)} pictures are side by side"]
    image, more = retouched(image, request.prompt)
    return _told(done + more), files.png(with_badge(image))


def _told(done: list[str]) -> str:
    if done:
        return f"The picture is changed: {'; '.join(done)}."
    return (
        "The engine did not understand what to change, so the picture is as it was. It can change "
        "the background, add or remove things it knows, write quoted words, recolour, resize, "
        "rotate, flip, crop, blur, invert, and make a picture grey, brighter or darker. “Draw …” "
        "begins another picture."
    )


def _missing(scene: Scene) -> str:
    pebbles = [item.words for item in scene.items if item.kind == "pebble"]
    shapeless = f" It has no likeness of: {', '.join(dict.fromkeys(pebbles))}." if pebbles else ""
    if scene.backdrop == "abstract":
        shapeless = " It names nothing that the engine can draw, so its words have a composition."
    letters = unwritable("".join(item.words for item in scene.items))
    return shapeless + (f" No font here has the letters {letters[:20]!r}." if letters else "")


def _sources(request: Request) -> list[Any]:
    """The pictures that the prompt is about: its own, else the last one of the history."""
    *earlier, last = request.contents
    own = list(_images(last))
    if own:
        return [files.opened(data) for data in own[-4:]]
    if _NEW.search(request.prompt):
        return []
    for content in reversed(earlier):
        if found := list(_images(content)):
            return [files.opened(found[-1])]
    return []


def _images(content: dict[str, Any]) -> Iterator[bytes]:
    for part in content.get("parts", ()):
        media = part.get("inlineData") or part.get("fileData") or {}
        if media.get("mimeType", "").startswith("image/") and not part.get("thought"):
            data = media_bytes(media)
            if data is not None:
                yield data
