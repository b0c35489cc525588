"""How actors and the camera move: all are functions of a share of the film, from 0 to 1."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from gemini_magic.local.film.cast import Actor


@dataclass(frozen=True)
class Pose:
    """Where an actor is, in shares of the world; `turn` is in degrees, `scale` from 0."""

    x: float
    y: float
    turn: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True)
class Lens:
    """What the camera sees of the world: the middle and the size, in shares of the world."""

    x: float
    y: float
    size: float


def eased(t: float) -> float:
    """Slow, fast, slow."""
    return t * t * (3 - 2 * t)


def pose(actor: Actor, home: Pose, number: int, seconds: float, t: float) -> Pose:
    """An actor's pose; equal ones do not move in step."""
    time = t * seconds + 0.37 * number
    moved = _MOVES.get(actor.move, _breathe)(home, time, t)
    return Pose(1 - moved.x, moved.y, -moved.turn, moved.scale) if actor.is_leftward else moved


def lens(camera: str, room: float, t: float) -> Lens:
    """`room` is how large a frame is in the world, below 1."""
    slack = 1 - room
    return _CAMERAS.get(camera, _pan)(room, slack, eased(t))


def _across(home: Pose, t: float) -> float:
    """To the right, through home in the middle of the film; one behind another stays so."""
    return home.x + 0.8 * (t - 0.5)


def _go(home: Pose, time: float, t: float) -> Pose:
    return Pose(
        _across(home, t), home.y - 0.006 * abs(math.sin(9 * time)), 1.5 * math.sin(9 * time)
    )


def _fly(home: Pose, time: float, t: float) -> Pose:
    lift = 0.05 * math.sin(2.1 * time)
    return Pose(_across(home, t), home.y + lift, -7 * math.cos(2.1 * time))


def _rise(home: Pose, time: float, t: float) -> Pose:
    shake = 0.004 * math.sin(23 * time)
    return Pose(home.x + shake, home.y + 0.08 - (home.y + 0.2) * t * t)


def _fall(home: Pose, time: float, t: float) -> Pose:
    return Pose(home.x, -0.1 + (home.y + 0.1) * min(1.0, 1.6 * t * t))


def _bounce(home: Pose, time: float, t: float) -> Pose:
    return Pose(home.x + 0.12 * (t - 0.5), home.y - 0.3 * abs(math.sin(2.6 * time)))


def _spin(home: Pose, time: float, t: float) -> Pose:
    return Pose(home.x + 0.16 * (t - 0.5), home.y, 120 * time)


def _grow(home: Pose, time: float, t: float) -> Pose:
    return Pose(home.x, home.y, scale=0.35 + 0.9 * eased(t))


def _shrink(home: Pose, time: float, t: float) -> Pose:
    return Pose(home.x, home.y, scale=max(0.02, 1 - 0.95 * eased(t)))


def _sway(home: Pose, time: float, t: float) -> Pose:
    return Pose(home.x, home.y, 7 * math.sin(2.4 * time))


def _breathe(home: Pose, time: float, t: float) -> Pose:
    return Pose(home.x + 0.012 * math.sin(1.3 * time), home.y - 0.012 * abs(math.sin(2.6 * time)))


_MOVES: dict[str, Callable[[Pose, float, float], Pose]] = {
    "go": _go, "fly": _fly, "rise": _rise, "fall": _fall, "bounce": _bounce, "spin": _spin,
    "grow": _grow, "shrink": _shrink, "sway": _sway,
}  # fmt: skip


def _pan(room: float, slack: float, t: float) -> Lens:
    return Lens(room / 2 + slack * t, 0.5, room)


def _pan_left(room: float, slack: float, t: float) -> Lens:
    return Lens(1 - room / 2 - slack * t, 0.5, room)


def _still(room: float, slack: float, t: float) -> Lens:
    return Lens(0.5, 0.5, room)


def _zoom_in(room: float, slack: float, t: float) -> Lens:
    return Lens(0.5, 0.5, 1 - 0.4 * t)


def _zoom_out(room: float, slack: float, t: float) -> Lens:
    return Lens(0.5, 0.5, 0.6 + 0.4 * t)


_CAMERAS: dict[str, Callable[[float, float, float], Lens]] = {
    "pan left": _pan_left, "still": _still, "zoom in": _zoom_in, "zoom out": _zoom_out,
}  # fmt: skip
