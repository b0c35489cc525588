"""Words and letters: counted, turned round, sorted, looked at for palindromes."""

import re

from gemini_magic.local.execution.programs.task import Program, Task

_QUOTED = re.compile(r"[\"“'‘`]([^\"“”'‘’`\n]{1,2000})[\"”'’`]")
_LETTER = re.compile(
    r"\bhow (?:many|often)\b.*?(?:\bletters? |\b)[\"'“‘`]?([a-z])[\"'”’`]?(?:['’]?s)?\b"
    r"(?: \w+){0,4}? (?:in|of) (?:the )?(?:word|string|phrase|text|sentence)?\s*"
    r"[\"“'‘`]?(\w[\w -]*)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:word|string|text|phrase|sentence|letters of|characters of|is|reverse|uppercase|in|of)"
    r"(?: the)?(?: (?:word|string|text|phrase))?[:\s]+(?!the\b|a\b|an\b)([\w][\w -]*?)"
    r"(?: (?:a palindrome|backwards?|reversed|to upper|in upper).*)?[?.!]*$",
    re.IGNORECASE,
)
_WORDS = re.compile(r":\s*([A-Za-z][\w '-]*(?:\s*,\s*(?:and\s+)?[A-Za-z][\w '-]*)+)")
_SORT = re.compile(r"\bsort|\balphabetic", re.IGNORECASE)
_LIST = re.compile(r"\b([A-Za-z][\w-]*(?:\s*,\s*(?:and\s+)?[A-Za-z][\w-]*){2,}(?:,? and [\w-]+)?)")

_PALINDROME = """\
letters = [c.lower() for c in text if c.isalnum()]
is_one = letters == letters[::-1]
print(repr(text), "is" if is_one else "is not", "a palindrome")
"""
_VOWELS = """\
vowels = [c for c in text if c.lower() in "aeiou"]
print("There are", len(vowels), "vowels in", repr(text))
"""
_LENGTH = """\
letters = sum(c.isalpha() for c in text)
print(repr(text), "has", len(text), "characters, of which", letters, "are letters")
"""
_FREQUENCIES = """\
from collections import Counter

for letter, count in Counter(text.lower().replace(" ", "")).most_common():
    print(letter, count)
"""
_RULES = (
    (r"\bpalindrome", _PALINDROME),
    (r"\brevers|\bbackwards?\b", "print(text[::-1])\n"),
    (r"\bhow many vowels|\bcount (?:the )?vowels", _VOWELS),
    (
        r"\b(?:how many|count (?:the )?)\s*words\b|\bword count",
        'print("There are", len(text.split()), "words in", repr(text))\n',
    ),
    (
        r"\b(?:how many|count (?:the )?)\s*(?:letters|characters)\b|\bhow long\b|\blength of\b",
        _LENGTH,
    ),
    (r"\bfrequenc|\bhow often (?:does )?each|\bcount each", _FREQUENCIES),
    (r"\bupper ?case|\bcapital letters", "print(text.upper())\n"),
    (r"\blower ?case", "print(text.lower())\n"),
)


def write(task: Task) -> Program | None:
    question = task.question
    if found := _LETTER.search(question):
        return _letters(found[1], found[2].strip())
    if _SORT.search(question) and (found := _WORDS.search(question) or _LIST.search(question)):
        words = [word for word in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", found[1]) if word]
        down = ", reverse=True" if re.search(r"descending|reverse|z to a", question) else ""
        code = f"words = {words!r}\nprint(*sorted(words, key=str.lower{down}), sep=', ')\n"
        return Program(code, f"sorts {len(words)} words")
    for asked, code in _RULES:
        if re.search(asked, question, re.IGNORECASE) and (text := _text(question)):
            head, gap, rest = code.rpartition("\n\n") if code.startswith("from") else ("", "", code)
            return Program(
                f"{head}{gap}text = {text!r}\n{rest}", f"looks at the text {text[:60]!r}"
            )
    return None


def _letters(letter: str, text: str) -> Program:
    code = (
        f"text = {text!r}\ncount = text.lower().count({letter.lower()!r})\n"
        f'print("The letter", {letter!r}, "stands", count, "times in", repr(text))\n'
    )
    return Program(code, f"counts the letter {letter!r} in {text[:60]!r}")


def _text(question: str) -> str:
    if quoted := max(_QUOTED.findall(question), key=len, default=""):
        return quoted
    found = _SUBJECT.search(question)
    return found[1].strip() if found else ""
