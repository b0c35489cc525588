"""Which language a question is written in, by its script and its commonest words."""

import re

_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# What is written alike in all languages: addresses, code and names with dots.
_NO_LANGUAGE = re.compile(r"https?://\S+|`[^`]*`|\b[A-Za-z_]+(?:[._]\w+)+(?:\(\))?", re.ASCII)
_COMMON = {
    "de": "der die das und ist in ein eine wie was wo wozu wofür nicht mit für von auf im zu den "
    "dem welche welches welcher warum wann ich bitte funktioniert macht gibt es erkläre suche",
    "fr": "le la les des du et est un une que qui quoi comment pourquoi quand où dans pour avec "
    "sur pas je il elle ce cette quels quelles quelle quel fait sont au aux l'on explique cherche",
    "es": "el la los las del y es un una que qué quién cómo por para con en cuándo dónde cuál "
    "cuáles no se hace sirve son al más explica busca funciona hay me",
    "pt": "o a os as do da dos das e é um uma que quem como por para com em no na quando onde qual "
    "quais não se faz serve são ao mais explique pesquise funciona há me você",
    "en": "the a an of and is are was what who how why when where which does do did in on for to "
    "with from about it this that me you i can tell explain find search use there",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_LETTERS = {
    "de": re.compile("[äöüß]"),
    "fr": re.compile("[èêëîïûœç]|\\b[ldjnsmtcq]['’]|\\bqu['’]"),
    "es": re.compile("[ñ¿¡]"),
    "pt": re.compile("[ãõ]|ção"),
}
_LETTER_WEIGHT = 2


def language_of(text: str) -> str:
    """One of zh, ja, ko, de, fr, es, pt and en; English where none is likelier."""
    text = _NO_LANGUAGE.sub(" ", text).lower()
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if _HAN.search(text):
        return "zh"
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    scores = {language: sum(w in known for w in words) for language, known in _WORDS.items()}
    for language, letters in _LETTERS.items():
        scores[language] += _LETTER_WEIGHT * len(letters.findall(text))
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] else "en"
