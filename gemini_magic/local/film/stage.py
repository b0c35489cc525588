"""The stage of a film: a backdrop and sprites, painted once and put together for each frame."""

import functools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from gemini_magic.local.drawing.abstract import paint_abstract
from gemini_magic.local.drawing.backdrops import BACKDROPS, Sheet
from gemini_magic.local.drawing.brush import Brush
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.film.cast import Actor, Cast
from gemini_magic.local.film.move import Pose, eased, lens, pose

_ROOM = 0.88  # a frame in the world, so that the camera can move
_SMOOTH = 2  # painted so much larger, then shrunk
_NIGHT = (10, 14, 46)
_FLAKES = 90
_WEIGHTLESS = frozenset({"space", "underwater"})
_LEVELS = {"sky": 0.24, "any": 0.5}


@dataclass(frozen=True)
class Player:
    """A sprite on the stage, where it is at home, and who moves it."""

    actor: Actor
    sprite: Image.Image
    home: Pose


class Stage:
    """Draws frame after frame; `pictures` play along as what they are."""

    def __init__(
        self,
        cast: Cast,
        size: tuple[int, int],
        seconds: float,
        seed: int,
        pictures: Sequence[Image.Image] = (),
    ) -> None:
        self._cast, self._size, self._seconds = cast, size, seconds
        self._world = round(size[0] / _ROOM), round(size[1] / _ROOM)
        self._dice = random.Random(seed)
        self._day = self._backdrop(seed)
        self._night = _darkened(self._day, seed) if cast.light else self._day
        self._players = [*self._played(cast.actors), *self._shown(pictures)]
        spots = random.Random(seed + 1)
        # Most things tilt a little only: the same few pictures of them come again and again.
        self._turned = functools.lru_cache(maxsize=32)(self._turn)
        self._flakes = [(spots.random(), spots.random(), spots.random()) for _ in range(_FLAKES)]

    def frame(self, t: float) -> Image.Image:
        """The picture at a share of the film."""
        world = self._lit(t)
        for number, player in enumerate(self._players):
            place = pose(player.actor, player.home, number, self._seconds, t)
            sprite = self._turned(number, round(-place.turn))
            if place.scale != 1:
                size = round(sprite.width * place.scale), round(sprite.height * place.scale)
                sprite = sprite.resize(size, Image.Resampling.BILINEAR)
            left = round(place.x * world.width - sprite.width / 2)
            top = round(place.y * world.height - sprite.height / 2)
            world.paste(sprite, (left, top), sprite)
        if self._cast.falling:
            self._let_fall(world, t)
        return self._seen(world, t)

    def _lit(self, t: float) -> Image.Image:
        if not self._cast.light:
            return self._day.copy()
        share = eased(t) if self._cast.light == "night" else 1 - eased(t)
        return Image.blend(self._day, self._night, share)

    def _seen(self, world: Image.Image, t: float) -> Image.Image:
        seen = lens(self._cast.camera, _ROOM, t)
        (width, height), (wide, high) = self._size, self._world
        if seen.size == _ROOM:
            left = round(seen.x * wide - width / 2)
            top = round(seen.y * high - height / 2)
            left, top = max(0, min(left, wide - width)), max(0, min(top, high - height))
            return world.crop((left, top, left + width, top + height))
        half_w, half_h = seen.size * wide / 2, seen.size * high / 2
        box = (
            seen.x * wide - half_w, seen.y * high - half_h,
            seen.x * wide + half_w, seen.y * high + half_h,
        )  # fmt: skip
        return world.resize(self._size, Image.Resampling.BILINEAR, box=box)

    def _turn(self, number: int, degrees: int) -> Image.Image:
        sprite = self._players[number].sprite
        return sprite.rotate(degrees, Image.Resampling.BILINEAR) if degrees else sprite

    def _let_fall(self, world: Image.Image, t: float) -> None:
        draw = ImageDraw.Draw(world)
        wide, high = world.size
        r = min(wide, high) / 220
        for x, y, speed in self._flakes:
            pace = 0.12 + 0.1 * speed if self._cast.falling == "snow" else 0.8 + 0.3 * speed
            fallen = (y + pace * t * self._seconds) % 1.0 * high
            if self._cast.falling == "snow":
                at = (x + 0.02 * math.sin(6 * (t * self._seconds + 7 * speed))) * wide
                size = r * (0.7 + speed)
                draw.ellipse((at - size, fallen - size, at + size, fallen + size), fill="white")
            else:
                at = x * wide
                draw.line((at, fallen, at - r, fallen + 7 * r), fill=(176, 200, 232), width=2)

    def _backdrop(self, seed: int) -> Image.Image:
        wide, high = self._world[0] * _SMOOTH, self._world[1] * _SMOOTH
        image = Image.new("RGB", (wide, high), "white")
        sheet = Sheet(ImageDraw.Draw(image, "RGBA"), wide, high, random.Random(seed), "flat")
        if self._cast.backdrop in BACKDROPS:
            backdrop = BACKDROPS[self._cast.backdrop]
            backdrop.paint(sheet, backdrop.colour)
        else:
            paint_abstract(sheet, seed)
        return image.reduce(_SMOOTH)

    def _played(self, actors: Sequence[Actor]) -> list[Player]:
        """Side by side in the order of the prompt, each at the height where such things are."""
        backdrop = BACKDROPS.get(self._cast.backdrop)
        horizon = backdrop.horizon if backdrop else None
        short, high = min(self._world), self._world[1]
        players = []
        for number, actor in enumerate(actors):
            size = actor.size * (1 if len(actors) < 4 else 3.5 / (len(actors) + 0.5))
            place = MOTIFS[actor.kind].place
            level = _LEVELS.get("sky" if actor.move == "fly" else place, 0.5)
            if self._cast.backdrop in _WEIGHTLESS:
                level = 0.5 + self._dice.uniform(-0.2, 0.2)
            elif place != "sky" and actor.move != "fly" and horizon is not None:
                level = horizon - size * short / high / 2 + 0.02
            x = (number + 0.5) / len(actors) + self._dice.uniform(-0.04, 0.04)
            players.append(Player(actor, self._sprite(actor, size * short), Pose(x, level)))
        return players

    def _shown(self, pictures: Sequence[Image.Image]) -> list[Player]:
        """Pictures in white frames, side by side."""
        side = round(0.42 * min(self._world))
        players = []
        for number, picture in enumerate(pictures):
            sprite = picture.convert("RGBA")
            sprite.thumbnail((side, side))
            edge = max(2, side // 40)
            framed = Image.new(
                "RGBA", (sprite.width + 2 * edge, sprite.height + 2 * edge), (255, 255, 255, 255)
            )
            framed.paste(sprite, (edge, edge), sprite)
            actor = Actor("picture", (255, 255, 255), 0.42, "")
            players.append(Player(actor, framed, Pose((number + 0.5) / len(pictures), 0.42)))
        return players

    def _sprite(self, actor: Actor, size: float) -> Image.Image:
        side = max(4, round(1.5 * size) * _SMOOTH)
        image = Image.new("RGBA", (side, side), (*actor.colour, 0))
        unit = size * _SMOOTH / 2
        draw = ImageDraw.Draw(image, "RGBA")
        brush = Brush(draw, side / 2, side / 2, unit, "flat", self._dice)
        MOTIFS[actor.kind].paint(brush, actor.colour)
        return image.reduce(_SMOOTH)


def _darkened(day: Image.Image, seed: int) -> Image.Image:
    """The same place by night, with stars."""
    night = Image.blend(day, Image.new("RGB", day.size, _NIGHT), 0.72)
    draw = ImageDraw.Draw(night)
    dice = random.Random(seed + 2)
    for _ in range(70):
        x, y = dice.random() * day.width, dice.random() ** 1.5 * 0.5 * day.height
        r = min(day.size) / 500 * dice.uniform(0.6, 1.6)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 250, 226))
    return night
