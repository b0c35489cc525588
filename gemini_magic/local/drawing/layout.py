"""Where things stand: by what the prompt says of them, else on the ground, in the sky or in a row.

Lengths are in units of the sheet's shorter side until items are made.
"""

import math
from dataclasses import dataclass, field

from gemini_magic.local.drawing.backdrops import BACKDROPS
from gemini_magic.local.drawing.colours import to_hex
from gemini_magic.local.drawing.groups import WORDS, Group
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.scene import MOST_ITEMS, Item
from gemini_magic.local.drawing.wearing import worn

_GAP = 0.05
_SKY_SLOTS = ((0.78, 0.2), (0.24, 0.24), (0.52, 0.15), (0.9, 0.4), (0.1, 0.42), (0.64, 0.36))
_WHITE = "#fffcf0"


@dataclass
class _Box:
    """A group on the sheet: its centre, and how many stand in a row of it."""

    group: Group
    size: float  # of one thing
    columns: int
    x: float = 0
    y: float = 0
    step: float | None = None  # from one thing to the next, where it is not their size

    @property
    def rows(self) -> int:
        return math.ceil(self.group.count / self.columns)

    @property
    def width(self) -> float:
        wide = 3.2 if self.group.kind == WORDS else 1.12
        return self.columns * self.size * wide

    @property
    def height(self) -> float:
        return self.rows * self.size * 1.12 + (0.08 if self.group.words else 0)


@dataclass
class _Cluster:
    """Boxes that stand to each other as the prompt says; they move together."""

    boxes: list[_Box] = field(default_factory=list)

    def edges(self) -> tuple[float, float, float, float]:
        return (
            min(box.x - box.width / 2 for box in self.boxes),
            min(box.y - box.height / 2 for box in self.boxes),
            max(box.x + box.width / 2 for box in self.boxes),
            max(box.y + box.height / 2 for box in self.boxes),
        )

    def move(self, dx: float, dy: float) -> None:
        for box in self.boxes:
            box.x += dx
            box.y += dy

    def scale(self, factor: float) -> None:
        for box in self.boxes:
            box.x, box.y, box.size = box.x * factor, box.y * factor, box.size * factor


def arranged(groups: list[Group], backdrop: str, width: int, height: int) -> tuple[Item, ...]:
    """The items of the groups, on a sheet of this shape."""
    short = min(width, height)
    wide, high = width / short, height / short
    groups = _with_pairs_split(groups)
    boxes = [_box(group) for group in groups]
    free = _placed(boxes, wide, high)
    placed = [box for box in boxes if box not in free]
    horizon = BACKDROPS[backdrop].horizon if backdrop in BACKDROPS else None
    clusters = [c for c in _clusters(boxes) if c.boxes[0] in free or len(c.boxes) > 1]
    sky = [c for c in clusters if horizon is not None and _is_sky(c)]
    rest = [c for c in clusters if c not in sky]
    for cluster, (x, y) in zip(sky, _SKY_SLOTS, strict=False):
        cluster.move(x * wide, y * high)
        _keep_on(cluster, wide)
    rest += sky[len(_SKY_SLOTS) :]
    if rest:
        has_headline = any(box.group.kind == WORDS and box.y < 0.2 * high for box in placed)
        _in_row(rest, wide, high, horizon, is_sky_taken=bool(sky) or has_headline)
    for box in boxes:
        if box.group.relation == "wearing":
            _put_on(box, boxes[box.group.others[0]])
    is_dark = backdrop in BACKDROPS and BACKDROPS[backdrop].is_dark
    items = [item for box in boxes for item in _items(box, wide, high, is_dark=is_dark)]
    return tuple(items[:MOST_ITEMS])


def _with_pairs_split(groups: list[Group]) -> list[Group]:
    """What stands between two equal things needs them apart."""
    groups = [Group(**vars(group)) for group in groups]
    for group in groups:
        if group.relation != "between" or len(group.others) != 1:
            continue
        other = groups[group.others[0]]
        if other.count == 2:
            other.count = 1
            groups.append(Group(other.kind, 1, other.colour, other.size))
            group.others = [*group.others, len(groups) - 1]
    return groups


def _box(group: Group) -> _Box:
    natural = 0.22 if group.kind == WORDS else MOTIFS[group.kind].size
    count = group.count
    in_a_row = 7 if group.kind in MOTIFS and MOTIFS[group.kind].place == "ground" else 4
    columns = count if count <= in_a_row else math.ceil(math.sqrt(count * 1.3))
    return _Box(group, natural * group.size * count**-0.3, columns)


def _placed(boxes: list[_Box], wide: float, high: float) -> list[_Box]:
    """Puts those with a place of their own there; gives the others."""
    free = []
    has_others = any(box.group.kind != WORDS for box in boxes)
    for box in boxes:
        place = box.group.place
        if place is None and box.group.kind == WORDS and has_others and not box.group.relation:
            place = (0.5, 0.11)
            box.size *= 0.8
        if place is None:
            if box.group.relation != "wearing":
                free.append(box)
            continue
        x, y = place[0] * wide, place[1] * high
        half_w, half_h = box.width / 2 + 0.02, box.height / 2 + 0.02
        box.x = min(max(x, half_w), max(wide - half_w, wide / 2))
        box.y = min(max(y, half_h), max(high - half_h, high / 2))
    return free


def _clusters(boxes: list[_Box]) -> list[_Cluster]:
    """Boxes joined by relations, set beside, above or around each other."""
    cluster_of: dict[int, _Cluster] = {id(box): _Cluster([box]) for box in boxes}
    for box in boxes:
        group = box.group
        if not group.relation or group.relation == "wearing":
            continue
        others = [boxes[i] for i in group.others if boxes[i] is not box]
        if not others or any(cluster_of[id(o)] is cluster_of[id(box)] for o in others):
            continue
        _relate(box, cluster_of[id(box)], others, [cluster_of[id(o)] for o in others])
        joined = _Cluster()
        for one in [cluster_of[id(box)], *(cluster_of[id(o)] for o in others)]:
            joined.boxes += [b for b in one.boxes if b not in joined.boxes]
        for member in joined.boxes:
            cluster_of[id(member)] = joined
    unique = {id(c): c for c in cluster_of.values()}
    return [c for c in unique.values() if c.boxes[0].group.relation != "wearing"]


def _relate(
    box: _Box, cluster: _Cluster, others: list[_Box], their_clusters: list[_Cluster]
) -> None:
    """Moves the subject's cluster to where the relation wants it, seen from the first other."""
    other = others[0]
    relation = box.group.relation
    if relation == "inside":
        box.size = min(box.size, other.size * 0.5)
    if relation == "between" and len(others) > 1:
        apart = box.width + (other.width + others[1].width) / 2 + 2 * _GAP
        their_clusters[1].move(other.x + apart - others[1].x, other.y - others[1].y)
        cluster.move((other.x + others[1].x) / 2 - box.x, other.y - box.y)
        return
    sideways = (box.width + other.width) / 2 + _GAP
    upright = (box.height + other.height) / 2 + _GAP * 0.4
    dx, dy = {
        "left of": (-sideways, 0.0), "right of": (sideways, 0.0), "above": (0.0, -upright),
        "below": (0.0, upright), "beside": (sideways, 0.0), "between": (-sideways, 0.0),
    }.get(relation, (0.0, 0.0))  # fmt: skip
    # Sideways, feet stand on one line.
    if dy == 0 and relation != "inside":
        dy = (other.height - box.height) / 2 * (_stands(box) and _stands(other))
    cluster.move(other.x + dx - box.x, other.y + dy - box.y)


def _stands(box: _Box) -> bool:
    return box.group.kind in MOTIFS and MOTIFS[box.group.kind].place == "ground"


def _is_sky(cluster: _Cluster) -> bool:
    kinds = [box.group.kind for box in cluster.boxes]
    return all(kind in MOTIFS and MOTIFS[kind].place == "sky" for kind in kinds)


def _keep_on(cluster: _Cluster, wide: float) -> None:
    if _width(cluster) > 0.94 * wide:
        left, top, right, bottom = cluster.edges()
        middle = (left + right) / 2, (top + bottom) / 2
        cluster.move(-middle[0], -middle[1])
        cluster.scale(0.94 * wide / (right - left))
        cluster.move(wide / 2, middle[1])
    left, top, right, _ = cluster.edges()
    cluster.move(max(0, 0.02 - left) - max(0, right - wide + 0.02), max(0, 0.02 - top))


def _in_row(
    clusters: list[_Cluster],
    wide: float,
    high: float,
    horizon: float | None,
    *,
    is_sky_taken: bool,
) -> None:
    """Side by side in the order of the prompt, as large as fits; many take two rows."""
    per_row = len(clusters) if horizon is not None or len(clusters) < 5 else -(-len(clusters) // 2)
    rows = [clusters[i : i + per_row] for i in range(0, len(clusters), per_row)]
    top = 0.3 if is_sky_taken else 0.1
    room_high = ((0.92 if horizon is None else horizon) - top) * high
    widths = [sum(_width(c) for c in row) + _GAP * (len(row) - 1) for row in rows]
    heights = [max(_height(c) for c in row) for row in rows]
    factor = min(0.9 * wide / max(widths), room_high / sum(heights))
    factor = min(factor, 1.35 if len(clusters) == 1 else 1.15)
    y = high * (top + 0.9) / 2 - factor * sum(heights) / 2
    for row, total, tallest in zip(rows, widths, heights, strict=True):
        x = wide / 2 - factor * total / 2
        for cluster in row:
            cluster.scale(factor)
            left, top, right, bottom = cluster.edges()
            middle = y + factor * tallest / 2 - (top + bottom) / 2
            down = middle if horizon is None else horizon * high + 0.03 - bottom
            cluster.move(x - left, down)
            x += right - left + factor * _GAP
        y += factor * tallest


def _width(cluster: _Cluster) -> float:
    left, _, right, _ = cluster.edges()
    return right - left


def _height(cluster: _Cluster) -> float:
    _, top, _, bottom = cluster.edges()
    return bottom - top


def _put_on(box: _Box, wearer: _Box) -> None:
    """On the head of each that wears one."""
    box.group.count, box.columns = wearer.group.count, wearer.columns
    dx, dy, box.size = worn(box.group.kind, wearer.group.kind, wearer.size, box.group.size)
    box.x, box.y = wearer.x + dx, wearer.y + dy
    box.step = wearer.size * 1.12


def _items(box: _Box, wide: float, high: float, *, is_dark: bool) -> list[Item]:
    group = box.group
    step = box.step or box.size * 1.12
    colour = to_hex(group.colour) if group.colour else ""
    if group.kind == WORDS:
        colour = colour or (_WHITE if is_dark else "")
        size = box.size / 2 if box.y < 0.3 * high else box.size
        return [Item(WORDS, box.x / wide, box.y / high, size, colour, group.words)]
    items = []
    lift = 0.04 if group.words and group.kind != "sign" else 0
    for i in range(group.count):
        row, column = divmod(i, box.columns)
        in_row = min(box.columns, group.count - row * box.columns)
        x = box.x + (column - (in_row - 1) / 2) * step
        y = box.y + (row - (box.rows - 1) / 2) * step - lift
        items.append(Item(group.kind, x / wide, y / high, box.size, colour, group.words))
    return items
