"""From a prompt's tokens to a wish: colours, counts and sizes go to the thing they stand by."""

from zlib import crc32

from gemini_magic.local.drawing.colours import COLOURS, RGB, palette, shaded
from gemini_magic.local.drawing.groups import WORDS, Group, Wish
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.numbers import chart_from
from gemini_magic.local.drawing.scene import MOST_LETTERS
from gemini_magic.local.drawing.words import Token, tokens

MOST_OF_A_KIND = 40
_MOST_GROUPS = 16
_MOST_UNKNOWN = 2
_PLENTY = {"star": 7, "snowflake": 7, "flower": 5, "tulip": 5, "balloon": 5, "tree": 4}
_COPULAS = frozenset("is are be being 是 为 成 ist sind est sont es son è sono é".split())
_DEFINITE = frozenset("the der die das den le la el il lo".split())
_TIMES = ("night", "sunset")
_TIMELESS = ("space", "underwater", "room", "city")


def wish_of(prompt: str) -> Wish:
    """What the prompt asks to be drawn."""
    reader = _Reader(tokens(prompt))
    wish = reader.read()
    if reader.chart is not None:
        wish.chart = chart_from(prompt, reader.chart)
        wish.groups = [] if wish.chart else wish.groups
    return wish


class _Reader:
    """Goes through the tokens once; `_next` collects what will belong to the next thing."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._wish = Wish()
        self._at = 0
        self._next = Group("")
        self._shade: float | None = None
        self._number: float | None = None
        self._article = ""
        self._relation = ""
        self._last: int | None = None  # the group which what comes after a noun speaks of
        self._between: int | None = None
        self._is_clause_empty = True
        self._was_background = False
        self._noun: list[str] = []
        self._backdrops: list[str] = []
        self.chart: str | None = None

    def read(self) -> Wish:
        for at, token in enumerate(self._tokens):
            self._at = at
            if token.kind != "word":
                self._end_noun(token)
            getattr(self, f"_on_{token.kind}")(token)
        self._end_noun(Token("stop", "", ""))
        wish = self._wish
        if self._next.colour and wish.colour is None and not wish.groups:
            wish.colour = self._colour()
        wish.backdrop = wish.backdrop or _joined(self._backdrops)
        return wish

    def _on_motif(self, token: Token) -> None:
        groups = self._wish.groups
        colour = self._colour()
        known = self._known(token.value, colour) if self._article in _DEFINITE else None
        if known is None:
            if len(groups) >= _MOST_GROUPS:
                return
            group = self._next
            group.kind, group.colour, group.count = token.value, colour, self._count(token)
            group.is_known = self._article in _DEFINITE
            groups.append(group)
            known = len(groups) - 1
        self._relate(known)
        self._forget()
        self._is_clause_empty = False
        self._was_background = False
        if MOTIFS[token.value].place != "worn" or self._last is None:
            self._last = known

    def _known(self, kind: str, colour: RGB | None) -> int | None:
        for i, group in enumerate(self._wish.groups):
            if group.kind == kind and colour in (None, group.colour):
                return i
        return None

    def _count(self, token: Token) -> int:
        if self._number is not None and self._number >= 1:
            return min(int(self._number), MOST_OF_A_KIND)
        return _PLENTY.get(token.value, 3) if token.is_plural else 1

    def _relate(self, known: int) -> None:
        groups = self._wish.groups
        is_worn = MOTIFS[groups[known].kind].place == "worn"
        if self._relation == "wearing" or not self._relation:
            if is_worn and self._last is not None:
                groups[known].relation, groups[known].others = "wearing", [self._last]
            else:
                self._join_between(known)
            return
        if self._last is not None and self._last != known:
            groups[self._last].relation = self._relation
            groups[self._last].others = [known]
            self._between = self._last

    def _join_between(self, known: int) -> None:
        """In "between a house and a tree" the tree, too, belongs to what stands between."""
        if self._between is None:
            return
        subject = self._wish.groups[self._between]
        if subject.relation == "between" and subject.others != [known]:
            subject.others.append(known)
        self._between = None

    def _on_colour(self, token: Token) -> None:
        colour = COLOURS[token.value] if isinstance(token.value, str) else token.value
        if self._comes_after():
            if self._was_background:
                self._wish.colour = colour
                return
            if self._last is not None:
                group = self._wish.groups[self._last]
                group.colour = group.colour or colour
                return
        self._next.colour = colour

    def _comes_after(self) -> bool:
        """Whether an adjective stands behind its noun: "un chat noir", "the sky is blue"."""
        before = self._tokens[self._at - 1] if self._at else None
        after = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        if before is None or (after is not None and after.kind in ("motif", "background", "word")):
            return False
        return before.kind in ("motif", "background") or before.value in _COPULAS

    def _colour(self) -> RGB | None:
        colour = self._next.colour
        return shaded(colour, self._shade) if colour and self._shade is not None else colour

    def _on_shade(self, token: Token) -> None:
        self._shade = float(token.value)

    def _on_size(self, token: Token) -> None:
        self._next.size = token.value

    def _on_number(self, token: Token) -> None:
        self._number = token.value

    def _on_article(self, token: Token) -> None:
        self._article = token.text.lower()

    def _on_relation(self, token: Token) -> None:
        self._relation = token.value

    def _on_place(self, token: Token) -> None:
        if self._is_clause_empty or self._last is None:
            self._next.place = token.value
        else:
            self._wish.groups[self._last].place = token.value
        self._relation = ""

    def _on_backdrop(self, token: Token) -> None:
        self._backdrops.append(token.value)
        if self._next.colour is not None and token.value in ("sky", "sea", "meadow", "night"):
            self._wish.colour = self._colour()
        self._was_background = token.value == "sky"
        self._forget()

    def _on_background(self, token: Token) -> None:
        if self._next.colour is not None:
            self._wish.colour = self._colour()
        self._was_background = True
        self._forget()

    def _on_style(self, token: Token) -> None:
        self._wish.style = self._wish.style or token.value

    def _on_chart(self, token: Token) -> None:
        self.chart = self.chart or token.value

    def _on_quote(self, token: Token) -> None:
        groups = self._wish.groups
        words = token.value[:MOST_LETTERS]
        if self._last is not None and groups[self._last].kind == "sign":
            groups[self._last].words = words
        elif len(groups) < _MOST_GROUPS:
            place, colour = self._next.place, self._colour()
            groups.append(Group(WORDS, colour=colour, place=place, words=words))
            if self._last is None or self._wish.groups[self._last].kind == WORDS:
                self._last = len(groups) - 1
                self._is_clause_empty = False
        self._forget()

    def _on_stop(self, token: Token) -> None:
        self._is_clause_empty = True
        if token.text in ".;!?\n。；！？":
            self._forget()

    def _on_joining(self, token: Token) -> None:
        """It parts what stands before it from what follows."""

    def _on_picture(self, token: Token) -> None:
        self._article = ""
        self._number = None

    def _on_word(self, token: Token) -> None:
        if self._article or self._number is not None or self._noun:
            self._noun.append(token.text)

    def _end_noun(self, token: Token) -> None:
        """A noun phrase that ends without a motif names something that is unknown here."""
        noun, self._noun = self._noun, []
        if token.kind in ("colour", "shade", "size", "style"):
            return  # what came before was another adjective
        if not noun or token.kind in ("motif", "backdrop", "picture", "chart", "background"):
            return
        name = noun[-1]
        if len(name) > 2 and not name.lower().endswith(("ly", "ing")):
            self._add_unknown(name)
        self._forget()

    def _add_unknown(self, name: str) -> None:
        wish = self._wish
        if name.lower() in wish.unknown or len(wish.unknown) >= _MOST_UNKNOWN:
            return
        wish.unknown.append(name.lower())
        group = self._next
        group.kind, group.words = "pebble", name
        group.colour = self._colour() or palette(crc32(name.lower().encode()))[0]
        wish.groups.append(group)
        known = len(wish.groups) - 1
        self._relate(known)
        self._last, self._is_clause_empty = known, False

    def _forget(self) -> None:
        self._next = Group("")
        self._shade = self._number = None
        self._article = self._relation = ""


def _joined(backdrops: list[str]) -> str:
    """One backdrop for all that were named: the time of day changes the place."""
    if not backdrops:
        return ""
    time = next((name for name in _TIMES if name in backdrops), "")
    place = next((name for name in backdrops if name not in (*_TIMES, "sky")), "")
    if time == "sunset" and place in ("beach", "sea"):
        return "beach sunset"
    if time and place in _TIMELESS:
        return place
    return time or place or backdrops[0]
