"""Changing a scene as a prompt asks: each clause is an action, which also says what it has done."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from gemini_magic.local.drawing import additions
from gemini_magic.local.drawing.colours import name_of, to_hex
from gemini_magic.local.drawing.effect_words import effects_in
from gemini_magic.local.drawing.groups import WORDS, Group, Wish
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.reading import wish_of
from gemini_magic.local.drawing.scene import MOST_EFFECTS, MOST_ITEMS, Item, Scene
from gemini_magic.local.drawing.words import Token, tokens

_VERBS = (
    r"make|add|remove|delete|erase|change|turn|write|put|draw|replace|move|flip|rotate|set|crop|blur|"
    r"give|paint|colou?r|resize|invert|convert"
)
_CLAUSE = re.compile(
    rf"(?:[.;\n!。]|,|\band\b|\bthen\b)\s*(?:and\s+|then\s+)*(?=(?:{_VERBS})\b)", re.I
)

Done = tuple[Scene, str]


def edited(scene: Scene, prompt: str, shape: float) -> tuple[Scene, list[str]]:
    """The changed scene and what was done, in words; nothing where no action is understood.

    `shape` is the picture's width over its height.
    """
    said = []
    for clause in _CLAUSE.split(prompt[:2000]):
        if (done := _changed(scene, clause, shape)) is not None:
            scene, what = done
            said.append(what)
    return scene, said


def _changed(scene: Scene, clause: str, shape: float) -> Done | None:
    """What one clause does: the first action that takes it."""
    wish, found = wish_of(clause), tokens(clause)
    is_about_pixels = not wish.groups and not wish.style and bool(effects_in(clause))
    for pattern, action in () if is_about_pixels else _ACTIONS:
        if pattern.search(clause) and (done := action(scene, wish, found, shape)) is not None:
            return done
    if wish.style and wish.style != scene.style:
        return replace(scene, style=wish.style), f"the style is now {wish.style}"
    if effects := effects_in(clause):
        all_of_them = (*scene.effects, *effects)[-MOST_EFFECTS:]
        return replace(scene, effects=all_of_them), ", ".join(effect.name for effect in effects)
    return _onto(scene, wish.backdrop) if wish.backdrop else None


def _background(scene: Scene, wish: Wish, found: list[Token], shape: float) -> Done | None:
    if wish.backdrop:
        return _onto(scene, wish.backdrop)
    if wish.colour is not None:
        changed = replace(scene, backdrop="plain", colour=to_hex(wish.colour))
        return changed, f"the background is now {name_of(wish.colour)}"
    if any(token.text.lower().startswith(("remov", "delet")) for token in found):
        return replace(scene, backdrop="plain", colour="#ffffff"), "the background is now white"
    return None


def _onto(scene: Scene, backdrop: str) -> Done:
    return replace(scene, backdrop=backdrop, colour=""), f"the background is now: {backdrop}"


def _remove(scene: Scene, wish: Wish, found: list[Token], shape: float) -> Done | None:
    kinds = {group.kind for group in wish.groups}
    if any(
        token.text.lower() in ("text", "words", "word", "letters", "caption") for token in found
    ):
        kinds.add(WORDS)
    gone = [item for item in scene.items if item.kind in kinds and _fits(item, wish.groups)]
    names = {token.text.lower() for token in found}
    gone += [item for item in scene.items if item.words.lower() in names]
    if not gone:
        return None
    kept = tuple(item for item in scene.items if item not in gone)
    return replace(scene, items=kept), f"{len(gone)} × {gone[0].kind} is gone"


def _fits(item: Item, groups: list[Group]) -> bool:
    """Whether the colour that was named, if any, is the item's own."""
    colours = [to_hex(group.colour) for group in groups if group.kind == item.kind and group.colour]
    return not colours or item.colour in colours


def _replace(scene: Scene, wish: Wish, found: list[Token], shape: float) -> Done | None:
    if len(wish.groups) < 2:
        return None
    old, new = wish.groups[0], wish.groups[1]
    if new.kind not in MOTIFS or not any(item.kind == old.kind for item in scene.items):
        return None
    colour = to_hex(new.colour) if new.colour else ""
    items = tuple(
        replace(item, kind=new.kind, colour=colour) if item.kind == old.kind else item
        for item in scene.items
    )
    return replace(scene, items=items), f"{old.kind} → {new.kind}"


def _write(scene: Scene, wish: Wish, found: list[Token], shape: float) -> Done | None:
    words = next((group for group in wish.groups if group.kind == WORDS), None)
    if words is None:
        return None
    x, y = words.place or additions.free_line(scene)
    item = Item(WORDS, x, y, 0.2, to_hex(words.colour) if words.colour else "", words.words)
    return replace(scene, items=(*scene.items, item)[:MOST_ITEMS]), f"it says “{words.words}”"


def _add(scene: Scene, wish: Wish, found: list[Token], shape: float) -> Done | None:
    items = additions.added(scene, wish.groups, shape)
    if not items:
        return None
    kinds = Counter(item.words or item.kind for item in items)
    told = ", ".join(f"{count} × {kind}" for kind, count in kinds.items())
    return replace(scene, items=(*scene.items, *items)[:MOST_ITEMS]), f"added: {told}"


def _make(scene: Scene, wish: Wish, found: list[Token], shape: float) -> Done | None:
    """Another colour, size or place for what is there already."""
    kinds = {group.kind for group in wish.groups if any(i.kind == group.kind for i in scene.items)}
    if not kinds and not wish.groups and any(t.text.lower() in ("it", "them") for t in found):
        kinds = {item.kind for item in scene.items}
    if not kinds:
        return None
    group = wish.groups[-1] if wish.groups else Group("")
    colour = group.colour or wish.colour
    size = next((token.value for token in found if token.kind == "size"), 1)
    place = group.place or next((token.value for token in found if token.kind == "place"), None)
    if colour is None and size == 1 and place is None:
        return None
    items = tuple(
        replace(
            item,
            size=min(1.6, item.size * size),
            colour=to_hex(colour) if colour else item.colour,
            x=place[0] if place else item.x,
            y=place[1] if place else item.y,
        )
        if item.kind in kinds
        else item
        for item in scene.items
    )
    told = [name_of(colour)] if colour else []
    told += [f"size × {size:g}"] if size != 1 else []
    told += ["moved"] if place else []
    return replace(scene, items=items), f"{', '.join(sorted(kinds))}: {', '.join(told)}"


_Action = Callable[[Scene, Wish, list[Token], float], Done | None]
_ACTIONS: tuple[tuple[re.Pattern[str], _Action], ...] = tuple(
    (re.compile(words, re.IGNORECASE), action)
    for words, action in (
        (r"background|backdrop|hintergrund|\bfond\b|\bfondo\b|sfondo|背景", _background),
        ((r"\b(?:remove|delete|erase|without|take away|entferne|lösche|enlève|quita)|删除"
         r"|去掉"), _remove),
        ((r"\b(?:replace|swap|turn\b.*\binto|change\b.*\b(?:to|into|for)|ersetze|remplace|reemplaza)"
         r"|换成"), _replace),
        (r"[\"“'‘«「„]", _write),
        ((r"\b(?:add|put|draw|include|place|insert|give|with|wearing|more|another|füge|setz|zeichne|"
         r"ajoute|añade|pon|aggiungi|adicione)|添加|加"), _add),
        ((r"\b(?:make|change|turn|colou?r|paint|recolou?r|move|mach|färbe|change|colorie|haz|pinta|"
         r"fai)|变成|改成"), _make),
    )
)  # fmt: skip
