"""The tone of a text by a small lexicon: how many good words more than bad ones."""

import re

_GOOD = frozenset(
    "amazing awesome beautiful best brilliant charming delicious delight delighted delightful easy "
    "enjoy enjoyed excellent fantastic fast favorite favourite friendly fun glad good gorgeous "
    "great happy helpful impressed incredible joy like liked love loved lovely nice perfect "
    "pleasant pleased recommend satisfied superb thank thanks terrific well wonderful worth".split()
)
_BAD = frozenset(
    "angry annoyed annoying awful bad boring broke broken cold complain crash crashed dirty "
    "disappointed disappointing disappointment dreadful expensive fail failed failure hate hated "
    "horrible late lousy mediocre mess missing never poor problem problems refund rude sad slow "
    "terrible tasteless ugly unhappy upset useless waste wasted worse worst wrong".split()
)
_NEGATION = frozenset("not no never hardly isn't wasn't don't didn't doesn't can't won't".split())


def tone(text: str) -> int:
    """Above zero is good, below is bad; a negation turns the next three words round."""
    score = 0
    negated_until = -1
    for at, word in enumerate(re.findall(r"[a-z]+(?:['’]t)?", text.lower())):
        word = word.replace("’", "'")
        if word in _NEGATION and word != "never":
            negated_until = at + 3
            continue
        value = (word in _GOOD) - (word in _BAD)
        score += -value if at <= negated_until else value
    return score
