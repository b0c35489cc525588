"""Where new things find room in a scene that has been arranged already."""

import math
from collections.abc import Iterator
from itertools import product

from gemini_magic.local.drawing.backdrops import BACKDROPS
from gemini_magic.local.drawing.colours import to_hex
from gemini_magic.local.drawing.groups import Group
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.scene import Item, Scene
from gemini_magic.local.drawing.wearing import worn

_STEPS = [0.14 + 0.09 * i for i in range(9)]
_BESIDE = {
    "left of": (-1, 0), "right of": (1, 0), "above": (0, -1), "below": (0, 1), "beside": (1, 0),
    "inside": (0, 0),
}  # fmt: skip


def added(scene: Scene, groups: list[Group], shape: float) -> list[Item]:
    """Items for the groups that are new; those that a relation only points at are old."""
    pointed_at = {i for group in groups for i in group.others}
    new: list[Item] = []
    for i, group in enumerate(groups):
        is_old = (group.is_known or i in pointed_at) and _is_there(scene, group)
        if not is_old and group.kind in MOTIFS:
            new += _placed(scene, group, groups, new, shape)
    return new


def _is_there(scene: Scene, group: Group) -> bool:
    return any(item.kind == group.kind for item in scene.items)


def _placed(
    scene: Scene, group: Group, groups: list[Group], new: list[Item], shape: float
) -> Iterator[Item]:
    there = [*scene.items, *new]
    motif = MOTIFS[group.kind]
    colour = to_hex(group.colour) if group.colour else ""
    other = next((groups[i] for i in group.others), None)
    other = other or next((one for one in groups if one.is_known and one is not group), None)
    target = next((item for item in there if other and item.kind == other.kind), None)
    if motif.place == "worn":
        yield from _worn(group, colour, target, there, shape)
        return
    size = motif.size * group.size * 0.62 * group.count**-0.25
    for number in range(group.count):
        if group.place is not None:
            x, y = group.place
            x += (number - (group.count - 1) / 2) * size * 1.15 / max(1.0, shape)
        elif target is not None and group.relation in _BESIDE:
            x, y = _beside(target, group.relation, size, shape)
        else:
            x, y = _free(there, motif.place, scene.backdrop, size)
        item = Item(group.kind, x, y, size, colour, group.words)
        there.append(item)
        yield item


def _worn(
    group: Group, colour: str, target: Item | None, there: list[Item], shape: float
) -> Iterator[Item]:
    """On a head: of the one that was named, or of whoever has one."""
    heads = [item for item in there if item.kind in MOTIFS and MOTIFS[item.kind].head]
    wearer = target or next(iter(heads), None)
    if wearer is None:
        yield Item(group.kind, 0.5, 0.2, MOTIFS[group.kind].size, colour)
        return
    dx, dy, size = worn(group.kind, wearer.kind, wearer.size, group.size)
    x, y = wearer.x + dx / max(1.0, shape), wearer.y + dy / max(1.0, 1 / shape)
    yield Item(group.kind, x, y, size, colour)


def _beside(target: Item, relation: str, size: float, shape: float) -> tuple[float, float]:
    dx, dy = _BESIDE[relation]
    reach = (target.size + size) / 2 * 1.12
    x = target.x + dx * reach / max(1.0, shape)
    y = target.y + dy * reach / max(1.0, 1 / shape)
    return min(max(x, 0.06), 0.94), min(max(y, 0.08), 0.92)


def _free(there: list[Item], place: str, backdrop: str, size: float) -> tuple[float, float]:
    """The spot which is farthest from all that is there, in the sky, on the ground or anywhere."""
    horizon = BACKDROPS[backdrop].horizon if backdrop in BACKDROPS else None
    rows = _STEPS
    if horizon is not None:
        rows = [0.16, 0.24] if place == "sky" else [horizon + 0.03 - size / 2]
    spots = list(product(_STEPS, rows))
    return max(spots, key=lambda spot: min((_gap(item, spot) for item in there), default=0))


def _gap(item: Item, spot: tuple[float, float]) -> float:
    return math.dist((item.x, item.y), spot) - item.size / 2


def free_line(scene: Scene) -> tuple[float, float]:
    """The centre of a line of words, where least is in its way; at the top, if all are equal."""

    def crowd(y: float) -> float:
        return sum(max(0.0, 0.08 + item.size / 2 - abs(item.y - y)) for item in scene.items)

    return 0.5, min((0.12, 0.88, 0.3, 0.5, 0.7), key=crowd)
