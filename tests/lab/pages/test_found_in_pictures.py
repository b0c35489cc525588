"""What a model finds in a picture: marks on it, a table below, in every place it is read."""

from __future__ import annotations

from tests.lab.seen import LOAD, Cell, Seen

DRAW = """from PIL import Image, ImageDraw
photo = Image.new("RGB", (400, 240), "white")
pen = ImageDraw.Draw(photo)
pen.ellipse((30, 30, 150, 150), fill=(226, 54, 54))
pen.rectangle((220, 60, 380, 200), fill=(52, 106, 216))"""
TABLE = ["blue region", "red region", "width", "height"]


def test_boxes_points_and_masks(seen: Seen) -> None:
    seen(
        "found_in_pictures",
        LOAD,
        Cell(DRAW),
        Cell(
            "%%gemini -i photo\nDetect the things; give bounding boxes as JSON",
            says=[*TABLE, "not Gemini"],
            has={"table": 1, "span[title]": 2, "button.gm-copy": 2},
            pictures=2,
        ),
        Cell("%%gemini -i photo\nPoint to the things; answer as JSON", says=TABLE, pictures=2),
        Cell("%%gemini -i photo\nGive segmentation masks as JSON", says=TABLE, pictures=2),
    )
