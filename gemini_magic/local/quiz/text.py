"""Questions on sentences: what a thing is, which number, name or term was left out."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from gemini_magic.local.quiz.question import Question, wrong_choices
from gemini_magic.local.words.ranking import terms
from gemini_magic.local.words.textrank import best_sentences, sentences

_DEFINITION = re.compile(
    r"^(?P<article>The |A |An |)(?P<what>[A-Z]?[\w' -]{2,40}?) (?:is|are|was|were) "
    r"(?P<said>(?:a|an|the|one of|any)\b[^.;:]{8,140})"
)
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?!\d)|(?<![\w.,-])\d+(?:\.\d+)?(?![\w]|\.\d)")
_BEGINS = r"^(?!(?:A|An|At|But|For|He|In|It|On|She|The|They|This|When) )(?=[A-Z][\w'’-]+ [A-Z])"
_NAME = re.compile(rf"(?:(?<=\w )|{_BEGINS})[A-Z][\w'’-]+(?: (?:of |de |van )?[A-Z][\w'’-]+)*")
_TERM = re.compile(r"\b[a-z][a-z-]{2,}\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
_GAP = "_____"
_PRONOUNS = frozenset({"he", "she", "it", "they", "this", "that", "these", "those", "there", "we"})
_Kind = Callable[[str, Sequence[str]], Question | None]
_LEAST, _MOST = 2, 45  # words of a sentence that can be asked about


def questions_on(text: str) -> Iterator[Question]:
    """The best of each kind in turn, each sentence once; none where the text is too short."""
    told = [one for one in sentences(text) if _LEAST <= len(_WORD.findall(one)) <= _MOST]
    if len(told) < 2:
        return
    central = set(best_sentences(told, max(3, len(told) // 2)))
    order = sorted(range(len(told)), key=lambda at: (at not in central, at))
    kinds = [list(_of_kind(kind, told, order)) for kind in (_definition, _number, _name, _term)]
    used: set[str] = set()
    while any(kinds):
        for kind in kinds:
            while kind:
                question = kind.pop(0)
                if question.why not in used:
                    used.add(question.why)
                    yield question
                    break


def _of_kind(kind: _Kind, told: Sequence[str], order: Sequence[int]) -> Iterator[Question]:
    for at in order:
        question = kind(told[at], told)
        if question is not None and len(question.wrong) >= 2:
            yield question


def _definition(sentence: str, told: Sequence[str]) -> Question | None:
    found = _DEFINITION.match(sentence)
    if found is None or found["what"].split()[0].lower() in _PRONOUNS:
        return None
    others = (other for one in told if one != sentence and (other := _DEFINITION.match(one)))
    wrong = wrong_choices(found["said"], (_capital(other["said"]) for other in others))
    what = found["what"]
    if what[1:] == what[1:].lower():  # no name
        what = what[:1].lower() + what[1:]
    what = f"{found['article'].lower()}{what}"
    return Question(f"What is said of {what}?", _capital(found["said"]), wrong, _quoted(sentence))


def _number(sentence: str, told: Sequence[str]) -> Question | None:
    found = _NUMBER.search(sentence)
    if found is None:
        return None
    others = [n for one in told if one != sentence for n in _NUMBER.findall(one)]
    alike = [other for other in others if len(other) == len(found[0])]
    wrong = wrong_choices(found[0], [*_near(found[0]), *alike])
    return _gap(sentence, found, "Which number is missing?", wrong)


def _name(sentence: str, told: Sequence[str]) -> Question | None:
    found = _NAME.search(sentence)
    if found is None:
        return None
    others = [name for one in told for name in _NAME.findall(one) if name not in sentence]
    return _gap(sentence, found, "Which name is missing?", wrong_choices(found[0], others))


def _term(sentence: str, told: Sequence[str]) -> Question | None:
    count = Counter(word for one in told for word in set(_TERM.findall(one)))
    words = [word for word in _TERM.finditer(sentence) if terms(word[0])]
    if not words:
        return None
    found = max(words, key=lambda word: (len(word[0]), word.start()))
    others = [word for word in count if word not in sentence and terms(word)]
    # Those that grammar does not tell apart come first.
    others.sort(key=lambda word: (not _is_alike(word, found[0]), -count[word], word))
    wrong = wrong_choices(found[0], others)
    return _gap(sentence, found, "Which word is missing?", wrong)


def _is_alike(one: str, other: str) -> bool:
    """Whether two words end alike, so that grammar does not tell them apart."""
    plural = one.endswith("s") == other.endswith("s")
    return plural and one.endswith(("ing", "ed", "ly")) == other.endswith(("ing", "ed", "ly"))


def _gap(sentence: str, found: re.Match[str], ask: str, wrong: tuple[str, ...]) -> Question:
    shown = f"{sentence[: found.start()]}{_GAP}{sentence[found.end() :]}"
    return Question(f"{ask} “{shown}”", found[0], wrong, _quoted(sentence))


def _near(number: str) -> list[str]:
    """Numbers that look like it and are not it; years stay near, others are halved or doubled."""
    value = float(number.replace(",", ""))
    is_year = re.fullmatch(r"1\d{3}|20\d{2}", number) is not None
    made = (value + 10, value - 7, value + 3) if is_year else (value * 2, value / 2, value + 1)
    return [_like(one, number) for one in made if one > 0]


def _like(value: float, number: str) -> str:
    places = len(number.partition(".")[2])
    if not places and value != int(value):
        value = int(value) + 1
    return f"{value:,.{places}f}" if "," in number else f"{value:.{places}f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quoted(sentence: str) -> str:
    return f"The text says: “{sentence}”"
