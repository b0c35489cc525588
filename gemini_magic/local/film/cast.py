"""Who plays in a film and what happens, read from the words of its prompt."""

import re
from dataclasses import dataclass, field, replace

from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.words import Token, tokens

_MOST_ACTORS = 12
_MOST_OF_A_KIND = 6

# Stems of verbs, in English and some other languages, and how they move what they are said of.
_MOVES = {
    "rise": r"ris(?:es?|ing)|launch|lift|tak\w+ off|climb|steig|monte|sube|升|上升",
    "fall": r"fall|drop|sink|descend|land(?:s|ing)\b|fällt|tombe|cae|落",
    "bounce": r"bounc|jump|hop(?:s|ping)\b|leap|hüpf|spring|saut|salta|跳",
    "spin": r"spin|rotat|roll|twirl|whirl|dreh|tourne|gira|旋转|转",
    "grow": r"grow|expand|swell|bloom|approach|wächst|grandi|crece|长大",
    "shrink": r"shrink|fade|vanish|disappear|melt|schrumpf",
    "sway": r"sway|dance|danc|wave|wobbl|swing|shak|tanz|danse|baila|跳舞",
    "fly": r"fly|flies|flew|float|soar|drift|hover|glid|flieg|vole|vuela|飞",
    "go": r"driv|ride|run|walk|mov|sail|swim|swam|race|racing|cross|travel|pass|chas|march|fähr|"
    r"fahr|läuft|lauf|geht|schwimm|segel|roule|court|nage|marche|corre|nada|camina|跑|走|游|开",
}
_BY_NATURE = {
    "go": "car bus train bicycle boat horse dog fish whale turtle snail duck robot",
    "fly": "bird plane butterfly bee ufo cloud hot_air_balloon kite owl ghost",
    "rise": "rocket balloon sun",
    "bounce": "ball rabbit frog smiley",
    "spin": "star planet snowflake ring spiral",
    "sway": "tree palm flower sunflower tulip pine flag",
}
_NATURE = {
    kind.replace("_", " "): move for move, kinds in _BY_NATURE.items() for kind in kinds.split()
}
_HOME = {
    "underwater": "fish whale turtle", "sea": "boat",
    "space": "rocket planet astronaut ufo", "sky": "bird plane balloon hot_air_balloon kite",
}  # fmt: skip
_HOMES = {kind.replace("_", " "): place for place, kinds in _HOME.items() for kind in kinds.split()}
_END = Token("stop", "", "")
_CAMERAS = {
    "zoom in": r"zoom(?:s|ing)?[ -]?in|push(?:es)?[ -]in|dolly[ -]?in|close[ -]?up",
    "zoom out": r"zoom(?:s|ing)?[ -]?out|pull(?:s|ing)?[ -](?:back|out)|dolly[ -]?out",
    "pan left": r"pan(?:s|ning)?(?: \w+)? left|nach links",
    "still": r"static (?:shot|camera)|still camera|locked|fixed camera",
}
_DARKENS = re.compile(
    r"(?:to|into|becomes?|until|wird|devient) (?:the )?(?:night|dusk|dark|nacht|nuit)"
    r"|night falls|(?:gets?|grows?) dark|sun sets|day (?:and|to|into) night|夜幕",
    re.IGNORECASE,
)
_LIGHTENS = re.compile(
    r"(?:to|into|becomes?|until) (?:the )?(?:day|morning|dawn)|sun ?rise"
    r"|dawn|gets? (?:bright|light)|天亮",
    re.IGNORECASE,
)
_LEFTWARD = re.compile(r"(?:to(?:wards?)? (?:the )?|right to )left|leftwards?|nach links", re.I)


@dataclass(frozen=True)
class Actor:
    """A motif that moves; `size` is in shares of the frame's shorter side."""

    kind: str
    colour: RGB
    size: float
    move: str
    is_leftward: bool = False


@dataclass(frozen=True)
class Cast:
    """`falling` is snow, rain or nothing; `light` says whether night or day comes."""

    actors: list[Actor] = field(default_factory=list)
    backdrop: str = ""
    words: str = ""
    camera: str = "pan right"
    light: str = ""
    falling: str = ""


def cast_from(prompt: str, negative: str = "") -> Cast:
    """What the prompt names, without what the negative prompt names."""
    unwanted = {token.value for token in tokens(negative) if token.kind in ("motif", "backdrop")}
    said = tokens(prompt)
    actors = [one for one in _actors(said, prompt) if one.kind not in unwanted]
    backdrops = [t.value for t in said if t.kind == "backdrop" and t.value not in unwanted]
    light = "night" if _DARKENS.search(prompt) else "day" if _LIGHTENS.search(prompt) else ""
    if light:
        # Night that is still to come is no place to begin.
        backdrops = [one for one in backdrops if one not in ("night", "sunset")]
    falling = next((word for word in ("snow", "rain") if re.search(rf"\b{word}", prompt, re.I)), "")
    return Cast(
        actors=[one for one in actors if one.kind != "rain"][:_MOST_ACTORS],
        backdrop=backdrops[0] if backdrops else _home_of(actors),
        words="\n".join(token.value for token in said if token.kind == "quote"),
        camera=_first(_CAMERAS, prompt) or ("pan right" if actors or backdrops else "still"),
        light=light,
        falling="" if falling in unwanted else falling,
    )


def _actors(said: list[Token], prompt: str) -> list[Actor]:
    """Each motif with the colour beside it and the verb behind it."""
    found: list[Actor] = []
    colour: RGB | None = None
    shade, size, count, move = 0.0, 1.0, 1, ""
    for token, following in zip(said, [*said[1:], _END], strict=False):
        if token.kind == "colour":
            named = COLOURS[token.value] if isinstance(token.value, str) else token.value
            if following.kind in ("motif", "colour", "word", "size") or not found:
                colour = named
            else:
                found[-1] = replace(found[-1], colour=named)
        elif token.kind == "shade":
            shade = token.value
        elif token.kind == "size":
            size = token.value
        elif token.kind == "number":
            count = int(max(1, min(token.value, _MOST_OF_A_KIND)))
        elif token.kind == "motif" and token.value in MOTIFS:
            motif = MOTIFS[token.value]
            own = shaded(colour or motif.colour, shade) if shade else colour or motif.colour
            actor = Actor(
                token.value,
                own,
                min(0.8, motif.size * size),
                move or _NATURE.get(token.value, ""),
                bool(_LEFTWARD.search(prompt)),
            )
            number = count if count > 1 else 3 if token.is_plural else 1
            found += [actor] * number
            colour, shade, size, count, move = None, 0.0, 1.0, 1, ""
        elif token.kind == "word" and (verb := _first(_MOVES, token.text)):
            if following.kind in ("motif", "colour", "shade", "size"):  # "a bouncing red ball"
                move = verb
            elif found:
                last = found[-1].kind
                found = [replace(a, move=verb) if a.kind == last else a for a in found]
    return found


def _home_of(actors: list[Actor]) -> str:
    """Where such actors are met; empty where there are none."""
    homes = [_HOMES[actor.kind] for actor in actors if actor.kind in _HOMES]
    return homes[0] if homes else "meadow" if actors else ""


def _first(patterns: dict[str, str], text: str) -> str:
    found = (name for name, stem in patterns.items() if re.search(rf"\b(?:{stem})", text, re.I))
    return next(found, "")
