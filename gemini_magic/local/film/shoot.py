"""x"""

from gemini_magic.local.film.plan import Plan
from gemini_magic.local.film.reel import Reel
from PIL import Image, ImageDraw


class Unfilmable(ValueError):
    """x"""


def shoot(plan: Plan) -> bytes:
    def draw(i: int) -> Image.Image:
        im = Image.new("RGB", (plan.width, plan.height), (i % 256, 80, 120))
        ImageDraw.Draw(im).ellipse((i * 10, 100, i * 10 + 80, 180), fill="red")
        return im

    return Reel((plan.width, plan.height), plan.seconds * 24, draw).mp4()
