"""Pictures that came with the question: cut out, enlarged, turned, marked, measured and counted."""

import re
from collections.abc import Callable
from pathlib import PurePath

from gemini_magic.local.execution.programs.task import Program, Task
from gemini_magic.local.looking.measures import region_in

_ENDINGS = frozenset((".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"))
_NOTE = (
    "The local engine cannot see what a picture shows: the program measures and cuts it out. With "
    "an API key, Gemini looks at it."
)
_OPEN = """\
from PIL import Image, ImageOps

image = ImageOps.exif_transpose(Image.open({name!r})).convert("RGB")
print(f"The picture has {{image.width}} x {{image.height}} pixels.")
"""
_REGIONS = """\
from collections import Counter

small = image.copy()
small.thumbnail((120, 120))
width, height = small.size
edge = [(x, y) for x in range(width) for y in (0, height - 1)]
edge += [(x, y) for x in (0, width - 1) for y in range(height)]
colours = Counter(tuple(c // 32 * 32 + 16 for c in small.getpixel(at)) for at in edge)
background = colours.most_common(1)[0][0]
different = {
    (x, y) for x in range(width) for y in range(height)
    if sum(abs(a - b) for a, b in zip(small.getpixel((x, y)), background)) > 96
}
boxes = []
while different:
    todo, region = [different.pop()], []
    while todo:
        x, y = todo.pop()
        region.append((x, y))
        for near in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if near in different:
                different.remove(near)
                todo.append(near)
    if len(region) > 11:
        xs, ys = zip(*region)
        scale = image.width / width
        corners = (min(xs), min(ys), max(xs) + 1, max(ys) + 1)
        boxes.append(tuple(round(corner * scale) for corner in corners))
boxes.sort()
"""
_COUNT = """\
print(f"{len(boxes)} region(s) stand out from the background {background}:")
for number, (left, top, right, bottom) in enumerate(boxes[:20], 1):
    print(f"{number}. {right - left} x {bottom - top} pixels at ({left}, {top})")
"""
_MARK = """\
from PIL import ImageDraw

marked = image.copy()
draw = ImageDraw.Draw(marked)
for number, box in enumerate(boxes[:20], 1):
    draw.rectangle(box, outline="red", width=max(2, image.width // 200))
    draw.text((box[0] + 4, box[1] + 2), str(number), fill="red")
marked.save("marked.png")
"""
_AROUND = """\
box = (0, 0, image.width, image.height)
if boxes:
    lefts, tops, rights, bottoms = zip(*boxes)
    room = max(image.size) // 40
    box = (max(0, min(lefts) - room), max(0, min(tops) - room),
           min(image.width, max(rights) + room), min(image.height, max(bottoms) + room))
"""
_AT = """\
left, top, right, bottom = {shares}
box = (int(left * image.width), int(top * image.height),
       int(right * image.width), int(bottom * image.height))
"""
_ZOOM = """\
part = image.crop(box)
factor = 768 / max(part.size)
part = part.resize((max(1, round(part.width * factor)), max(1, round(part.height * factor))))
part.save("zoom.png")
print(f"Enlarged {factor:.2f} times: the part at {box}.")
"""
_COLOURS = """\
mean = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
print(f"Its mean colour is {mean} (red, green, blue).")
"""
_TURN = """\
turned = image.rotate({degrees}, expand=True)
turned.save("turned.png")
print(f"Turned: {{turned.width}} x {{turned.height}} pixels.")
"""
_GREY = """\
image.convert("L").save("grey.png")
print("Turned into shades of grey.")
"""

_ZOOMED = re.compile(r"\b(?:zoom|crop|enlarge|magnif|close-?up|cut out)\w*", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:how many|count|number of|measure|segment|detect|bounding box(?:es)?)\b", re.IGNORECASE
)
_MARKED = re.compile(r"\b(?:annotate|mark|label|outline|box(?:es)?|draw around)\w*\b", re.I)
_COLOURED = re.compile(r"\b(?:mean|average) colou?r\b", re.IGNORECASE)
_TURNED = re.compile(r"\b(?:rotate|turn)\b", re.IGNORECASE)
_GREYED = re.compile(r"\bgr[ae]y(?:scale)?\b|\bblack[- ]and[- ]white\b", re.IGNORECASE)
_DEGREES = re.compile(r"(-?\d{1,3})\s*(?:°|degrees?)")


def write(task: Task) -> Program | None:
    name = next((n for n in task.files if PurePath(n).suffix.lower() in _ENDINGS), None)
    steps = [part for is_asked, part in _STEPS if is_asked.search(task.prompt)] if name else []
    if not steps:
        return None
    code = "\n".join([_OPEN.format(name=name), *(one(task.prompt) for one in steps)])
    if "boxes" in code:
        code = code.replace(_OPEN.format(name=name), f"{_OPEN.format(name=name)}\n{_REGIONS}", 1)
    return Program(code, f"opens `{name}` and measures it", note=_NOTE)


def _zoom(question: str) -> str:
    region, shares = region_in(question)
    return (_AT.format(shares=shares) if region else _AROUND) + _ZOOM


def _turn(question: str) -> str:
    found = _DEGREES.search(question)
    degrees = int(found[1]) if found else 90
    is_left = re.search(r"\b(?:counter-?clockwise|anti-?clockwise|left)\b", question, re.I)
    return _TURN.format(degrees=degrees if is_left else -degrees)


_STEPS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_ZOOMED, _zoom),
    (_COUNTED, lambda _: _COUNT),
    (_MARKED, lambda _: _MARK),
    (_COLOURED, lambda _: _COLOURS),
    (_TURNED, _turn),
    (_GREYED, lambda _: _GREY),
)
