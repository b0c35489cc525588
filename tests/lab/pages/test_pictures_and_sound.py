"""A notebook for each kind of medium: made, edited, sent, marked, too large for a notebook."""

from __future__ import annotations

import pytest

from tests.lab.seen import LOAD, NOTE, Cell, Seen

DISC = Cell('from PIL import Image\nImage.radial_gradient("L").resize((200, 120)).save("disc.png")')
TONE = Cell(
    """import wave
with wave.open("tone.wav", "wb") as sound:
    sound.setparams((1, 2, 8000, 0, "NONE", ""))
    sound.writeframes(bytes(range(0, 250, 2)) * 128)"""
)
REPORT = Cell(
    """import matplotlib.figure
figure = matplotlib.figure.Figure()
figure.add_subplot().set_title("A page of a report")
figure.savefig("report.pdf")"""
)
FILM = """import gemini_magic as gm, time
client = gm.Client(engine="local")
film = client.models.generate_videos(model="veo-3.1-fast-generate-preview", prompt="a red car",
                                     config={"duration_seconds": 4})
while not film.done:
    time.sleep(0.2)
    film = client.operations.get(film)
video = film.response.generated_videos[0].video
video.video_bytes = client.files.download(file=video)
video.save("car.mp4")
video"""
PHOTO = Cell(
    """from PIL import Image, ImageDraw
photo = Image.new("RGB", (400, 240), "white")
pen = ImageDraw.Draw(photo)
pen.ellipse((30, 30, 150, 150), fill=(226, 54, 54))
pen.rectangle((220, 60, 380, 200), fill=(52, 106, 216))"""
)
FOUND = ["blue region", "red region", "width", "height", NOTE]
LARGE = """import os
from PIL import Image
from gemini_magic.api.types import Blob
import io
file = io.BytesIO()
Image.frombytes("RGB", (400, 300), os.urandom(360_000)).save(file, "PNG")
Blob(mime_type="image/png", data=file.getvalue())"""

NOTEBOOKS = {
    "picture": (Cell("%%gemini image\nA red house under a sun", says=[NOTE], pictures=1),),
    "edited": (
        Cell("%%gemini image\nA red house under a yellow sun", says=[NOTE], pictures=1),
        Cell("%%gemini image\nMake the house blue", says=[NOTE, "blue"], pictures=1),
    ),
    "several": (Cell("%%gemini image --count 3\nA green tree", says=[NOTE], pictures=3),),
    "sound": (Cell("%%gemini speak\nGood morning.", says=[NOTE], players=1),),
    "music": (
        Cell(
            "%%gemini -m lyria-3-clip-preview\nA calm tune for piano",
            says=["piano", NOTE],
            players=1,
        ),
    ),
    "film": (
        Cell(FILM, players=1),
        Cell("%%gemini -i car.mp4\nWhat happens in this film?", says=["car.mp4", "video/mp4"]),
    ),
    "sent-picture": (
        DISC,
        Cell(
            "%%gemini -i disc.png\nWhat is in this picture?",
            says=["sent:", "disc.png", "200 × 120", NOTE],
            pictures=1,
        ),
    ),
    "sent-sound": (
        TONE,
        Cell("%%gemini -i tone.wav\nWhat do you hear?", says=["tone.wav", "audio/wav", NOTE]),
    ),
    "sent-document": (
        REPORT,
        Cell("%%gemini -i report.pdf\nWhat does it say?", says=["report.pdf", "application/pdf"]),
    ),
    "sent-values": (
        Cell(
            "import pandas\n"
            "owls = pandas.DataFrame({'owl': ['barn', 'snowy'], 'grams': [500, 2000]})\n"
            "def mean(values): return sum(values) / len(values)"
        ),
        Cell("%%gemini\nWhich owl in {{owls}} weighs more?", says=["sent:", "owls", "2 rows"]),
        Cell("%%gemini --no-history\nWhat does {{mean}} do?", says=["sent: mean (1 line)", NOTE]),
    ),
    "boxes": (
        PHOTO,
        Cell(
            "%%gemini -i photo\nDetect the things; give bounding boxes as JSON",
            says=FOUND,
            has={"table": 1, "span[title]": 2, "button.gm-copy": 2},
            pictures=2,
        ),
    ),
    "points": (
        PHOTO,
        Cell(
            "%%gemini -i photo\nPoint to the things; answer as JSON",
            says=["blue region", "red region"],
            hides=["width"],
            has={"th": 4},
            pictures=2,
        ),
    ),
    "masks": (
        PHOTO,
        Cell("%%gemini -i photo\nGive segmentation masks as JSON", says=FOUND, pictures=2),
    ),
    "beside": (Cell(LARGE, has={"a[href*='gemini_media/'] img": 1}, pictures=1),),
}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_medium_is_seen_everywhere(seen: Seen, name: str) -> None:
    seen(name, LOAD, *NOTEBOOKS[name])
