"""The arithmetic in a sentence: words turned into signs, and what is asked for cut out."""

import re

# Applied in order: each turns a way of speaking into signs.
_WORDS = (
    (r"(?<=\d),(?=\d{3}\b)", ""),
    (r"×|·|∙|⋅", "*"),
    (r"÷|:(?=\s*\d)", "/"),
    (r"[−–]", "-"),
    (r"\^", "**"),
    (r"√\s*(\d+(?:\.\d+)?)", r"sqrt(\1)"),
    (r"(\d+(?:\.\d+)?)\s*(?:%|percent|per cent)\s*(?:of|von)\b", r"\1/100*"),
    (r"(\d+(?:\.\d+)?)\s*(?:\+|plus)\s*(\d+(?:\.\d+)?)\s*(?:%|percent)", r"\1*(1+\2/100)"),
    (r"(\d+(?:\.\d+)?)\s*(?:-|minus)\s*(\d+(?:\.\d+)?)\s*(?:%|percent)", r"\1*(1-\2/100)"),
    (r"(?:the )?(?:square root|sqrt) of\s*(\d+(?:\.\d+)?)", r"sqrt(\1)"),
    (r"(?:the )?cube root of\s*(\d+(?:\.\d+)?)", r"\1**(1/3)"),
    (r"(?:the )?factorial of\s*(\d+)", r"factorial(\1)"),
    (r"(\d+)!", r"factorial(\1)"),
    (r"\b(?:the )?(?:sum|total) of\s*(\d+(?:\.\d+)?)\s*and\b", r"\1 +"),
    (r"\b(?:the )?product of\s*(\d+(?:\.\d+)?)\s*and\b", r"\1 *"),
    (r"\b(?:the )?difference (?:of|between)\s*(\d+(?:\.\d+)?)\s*and\b", r"\1 -"),
    (r"\b(?:gcd|greatest common divisor) of (\d+) and (\d+)", r"gcd(\1,\2)"),
    (r"\b(?:lcm|least common multiple) of (\d+) and (\d+)", r"lcm(\1,\2)"),
    (r"\bto the power of\b|\bto the power\b", "**"),
    (r"(?<=\d)\s*squared\b", "**2"),
    (r"(?<=\d)\s*cubed\b", "**3"),
    (r"\bplus\b", "+"),
    (r"\bminus\b", "-"),
    (r"\btimes\b|\bmultiplied by\b|(?<=\d)\s*x\s*(?=\d)", "*"),
    (r"\bdivided by\b|(?<=\d)\s+over\s+(?=\d)", "/"),
    (r"\b(?:modulo|mod)\b", "%"),
)
_EXPRESSION = re.compile(
    r"(?:[\d.(]|-\s*\d|\b(?:sqrt|factorial|abs|round|log10|log2|log|ln|exp|sin|cos|tan|gcd|lcm|"
    r"min|max|pi)\b)(?:[\d\s.()+*/%,-]|\b(?:sqrt|factorial|abs|round|log10|log2|log|ln|exp|sin|"
    r"cos|tan|gcd|lcm|min|max|pi|e)\b)*"
)
# What people say around a sum; any other word means that the question is something else.
_ASIDE = frozenset(
    "a add an and answer as briefly by calculate can compute could digits do equal equals evaluate "
    "exactly explain find for get give hello hey hi how i in is it just know me much need number "
    "of ok only out please quick reply respond result s say show solve step steps sum tell thanks "
    "that the think this to us value want what whats with work would you your".split()
)
_LONGEST_PROMPT = 300


def expression_in(prompt: str) -> str | None:
    """The expression in signs when the prompt asks for nothing but its value."""
    if len(prompt) > _LONGEST_PROMPT:
        return None
    spoken = in_signs(prompt)
    found = max(_EXPRESSION.findall(spoken), key=len, default="").strip(" ,.")
    if not re.search(r"\d", found) or not re.search(r"[a-z+*/%-]", found.lstrip("-")):
        return None
    around = spoken.replace(found, " ", 1)
    # A date, a code or a story with numbers in it is not a sum.
    return found if _ASIDE.issuperset(re.findall(r"\w+", around.lower())) else None


def in_signs(text: str) -> str:
    """The text with the words of arithmetic turned into signs."""
    for pattern, signs in _WORDS:
        text = re.sub(pattern, signs, text, flags=re.IGNORECASE)
    return text
