"""What a text says outright: labelled values, numbers, dates, quotations, names and lists.

Facts are taken: what one field of a schema has used, the next will not get again.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from gemini_magic.local.words.calendar_dates import dates_in

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w]*\d)")
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_MOMENT = re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?")
_TIME = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"https?://[^\s\"'<>)]+")
_QUOTED = re.compile(
    r"\"([^\"\n]{1,500})\"|“([^”\n]{1,500})”|`([^`\n]{1,500})`|(?<!\w)'([^'\n]{1,200})'(?!\w)"
)
_NAME = re.compile(r"\b[A-Z][\w'’-]*(?:\s+(?:(?:of|de|da|van|von|the|la|le)\s+)?[A-Z][\w'’-]*)*")
_PREPOSITION = re.compile(r"\s+(?:in|for|at|of|to|from|on)\b")
_WORD = re.compile(r"[A-Za-z]+|\d+")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_THING = re.compile(
    r"\b(?:the|an?|my|our|this|that|your)\s+((?:[a-z][\w-]*\s+){0,3}?[a-z][\w-]*)"
    r"(?=\s+(?:i|we|you|he|she|they|that|which|who|from|in|on|at|for|to|of|with|by|and|or|is|was|"
    r"are|last|this|today|tomorrow|yesterday|please)\b|\s*[.,;:?!]|\s*$)",
    re.IGNORECASE,
)
_LIST = re.compile(r"[^\n.;:?!]*?[,;][^\n.:?!]*")

_MOST_LITERALS = 20
_MOST_NAMES = 200

# Words that begin sentences with a capital and are no names.
_COMMON = frozenset(
    "a about add all also an and answer are as ask at book bring but buy calculate call can "
    "check classify compare compute convert could create delete describe divide do does dr "
    "draw explain extract fetch fill find for from generate get give have he hello help her "
    "here hers hey hi his how i i'd i'm if in invent is it it's json just let list look make "
    "me mr mrs ms multiply my name need no not now of on open or order our play please "
    "provide put read record register remember remind reply return run schedule search send "
    "set she should show so sort subtract summarise summarize tell that the their then there "
    "these they this those to today tomorrow translate turn use using want was we were what "
    "what's when where which who why will with would write yes you your".split()
)


class Facts:
    """The facts of one text, which fields take one after another."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._taken: list[tuple[int, int]] = []

    def labelled(self, name: str) -> str | None:
        """The value after `name:`, `name =` or `name is`, up to the next comma or line."""
        spoken = r"[\s_-]*".join(map(re.escape, _words(name)))
        if not spoken:
            return None
        found = re.search(
            rf"\b{spoken}\b[\"']?\s*(?:[:=]|\bis\b|\bof\b|\bare\b|(?=\s[\"']|\s\d))\s*"
            rf"(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s,;.\n][^,;\n]*?)"
            rf"(?=[,;\n)]|\.(?:\s|$)|\s+and\s|$))",
            self.text,
            re.IGNORECASE,
        )
        return self._took(found) if found else None

    def number(self, names: Iterable[str] = ()) -> float | None:
        """The number that stands nearest to one of the names, or else the first not yet taken."""
        free = [m for m in _NUMBER.finditer(self.text) if self._is_free(m)]
        dates = [m.span() for m, _ in dates_in(self.text)]
        free = [m for m in free if not any(a <= m.start() < b for a, b in dates)]
        if not free:
            return self._number_word()
        anchors = [
            m.start()
            for name in names
            for m in re.finditer(rf"\b{re.escape(name)}\w{{0,2}}\b", self.text, re.IGNORECASE)
        ]
        nearest = min(
            free, key=lambda m: min((abs(m.start() - at) for at in anchors), default=m.start())
        )
        return float(self._took(nearest).replace(",", ""))

    def _number_word(self) -> float | None:
        for found in re.finditer(r"\b[a-z]+\b", self.text, re.IGNORECASE):
            if found[0].lower() in _NUMBER_WORDS and self._is_free(found):
                return float(_NUMBER_WORDS[self._took(found).lower()])
        return None

    def date(self) -> str | None:
        """The first date, as ISO writes it."""
        for found, day in dates_in(self.text):
            if self._is_free(found):
                self._taken.append(found.span())
                return day.isoformat()
        return None

    def moment(self) -> str | None:
        return self._first(_MOMENT) or self.date()

    def time(self) -> str | None:
        return self._first(_TIME)

    def email(self) -> str | None:
        return self._first(_EMAIL)

    def url(self) -> str | None:
        return self._first(_URL)

    def quotation(self) -> str | None:
        return self._first(_QUOTED)

    def numbers(self) -> list[str]:
        return _NUMBER.findall(self.text)

    def written_number(self) -> str | None:
        """The first number, just as it is written."""
        return self._first(_NUMBER)

    def literals(self) -> Iterator[Any]:
        """Lists and objects that stand in the text as JSON."""
        for found in list(re.finditer(r"[\[{]", self.text))[:_MOST_LITERALS]:
            try:
                yield json.JSONDecoder().raw_decode(self.text, found.start())[0]
            except (ValueError, RecursionError):
                continue

    def place(self, prepositions: Iterable[str]) -> str | None:
        """The name after one of the prepositions: "to London", "in New York"."""
        for word in prepositions:
            found = re.search(rf"\b{word}\s+(?:the\s+)?({_NAME.pattern})", self.text)
            if found and self._is_free(found):
                self._taken.append(found.span(1))
                return found[1]
        return None

    def name(self) -> str | None:
        """The first capitalised phrase that is not just the beginning of a sentence."""
        for span, name in self._free_names():
            self._taken.append(span)
            return name
        return None

    def names(self) -> list[str]:
        found = list(islice(self._free_names(), _MOST_NAMES))
        self._taken += [span for span, _ in found]
        return list(dict.fromkeys(name for _, name in found))

    def _free_names(self) -> Iterator[tuple[tuple[int, int], str]]:
        for found in _NAME.finditer(self.text):
            # "Weather in Oslo": a capital at the start, and a preposition, make no name.
            if found.start() == 0 and _PREPOSITION.match(self.text, found.end()):
                continue
            if self._is_free(found) and (name := _without_common(found[0])):
                yield found.span(), name

    def choice(self, options: Sequence[str]) -> str | None:
        """The option that the text mentions, whole words first, then word stems.

        A sentence that mentions several only lists the options.
        """
        told = [s for s in _SENTENCE.split(self.text) if len(_mentioned(options, s)) < 2]
        for mentioned in (_mentioned(options, sentence) for sentence in told):
            if mentioned:
                return mentioned[0]
        stems = {word[:5].casefold() for word in _words(" ".join(told)) if len(word) > 4}
        for option in options:
            if any(len(w) > 4 and w[:5].casefold() in stems for w in _words(option)):
                return option
        return None

    def choices(self, options: Sequence[str]) -> list[str]:
        """All the options that the text mentions, in its order."""
        return sorted(_mentioned(options, self.text), key=self.text.casefold().find)

    def truth(self, names: Iterable[str]) -> bool | None:
        """Whether the text affirms or denies one of the names."""
        for name in names:
            if re.search(rf"\b(?:not|no|without|isn't|never)\W+(?:\w+\W+)?{re.escape(name)}",
                         self.text, re.IGNORECASE):  # fmt: skip
                return False
            if re.search(rf"\b{re.escape(name)}", self.text, re.IGNORECASE):
                return True
        return None

    def items(self) -> list[str]:
        """The members of the longest list in the text: bullets, or "a, b and c"."""
        bullets = re.findall(r"^\s*(?:[-*•]|\d+[.)])\s+(.+)$", self.text, re.MULTILINE)
        if bullets:
            return [bullet.strip() for bullet in bullets]
        tail = self.text.rpartition(":")[2] if ":" in self.text else self.text
        lists = [_split_list(found) for found in _LIST.findall(tail)]
        longest = max(lists, key=len, default=[])
        if not longest and tail is not self.text and re.search(r"\band\b|\bor\b", tail):
            longest = _split_list(tail)
        return longest if len(longest) > 1 else []

    def after(self, prepositions: Iterable[str]) -> str | None:
        """The phrase after a preposition: "weather in oslo today" gives "oslo"."""
        words = "|".join(prepositions)
        found = re.search(rf"\b(?:{words})\s+(?:the\s+)?([\w'’-]+)", self.text, re.IGNORECASE)
        return found[1] if found and found[1].casefold() not in _COMMON else None

    def thing(self) -> str | None:
        """What is spoken of without a name: "show me the old chair I bought" gives "old chair"."""
        return self._first(_THING)

    def _first(self, pattern: re.Pattern[str]) -> str | None:
        return next((self._took(m) for m in pattern.finditer(self.text) if self._is_free(m)), None)

    def _is_free(self, found: re.Match[str]) -> bool:
        return not any(a < found.end() and found.start() < b for a, b in self._taken)

    def _took(self, found: re.Match[str]) -> str:
        self._taken.append(found.span())
        groups = [group for group in found.groups() if group is not None]
        return (groups[0] if groups else found[0]).strip()


def words_of(name: str) -> list[str]:
    """The words in an identifier: `departureCity` and `departure_city` both have two."""
    return [word.lower() for word in _words(name)]


def _words(name: str) -> list[str]:
    return _WORD.findall(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name))


def _without_common(phrase: str) -> str:
    words = phrase.split()
    while words and words[0].casefold().rstrip("'’s") in _COMMON | {"i"}:
        words = words[1:]
    return " ".join(words).removesuffix("'s").removesuffix("’s")


def _split_list(text: str) -> list[str]:
    parts = re.split(r"\s*[,;]\s*(?:and\s+|or\s+)?|\s+(?:and|or|&)\s+", text.strip(" .!?\n"))
    return [part.strip() for part in parts if part.strip()]


def _mentioned(options: Sequence[str], sentence: str) -> list[str]:
    """The options a sentence names; one inside a longer one ("red" in "dark red") not twice."""
    found: list[str] = []
    for option in sorted(options, key=len, reverse=True):
        words = r"[\s_-]*".join(map(re.escape, _words(option))) or re.escape(option)
        if re.search(rf"(?<!\w){words}(?!\w)", sentence, re.IGNORECASE):
            sentence = re.sub(rf"(?<!\w){words}(?!\w)", " ", sentence, flags=re.IGNORECASE)
            found.append(option)
    return found
