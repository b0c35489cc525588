"""Transcription in both dialects: what is wanted going in, and words with their times going out."""

from collections.abc import Iterator
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

_SAME = {
    "language_codes": "languageCodes",
    "custom_vocabulary": "customVocabulary",
    "adaptation_phrases": "adaptationPhrases",
}
_MODES = ("verbatim", "smart")


def transcription_config(given: Wire) -> Wire:
    """`audioTranscriptionConfig`; the mode is a name, or an object that holds some of the rest."""
    mode = given.get("mode", "verbatim")
    told = mode if isinstance(mode, dict) else {"type": mode}
    if told.get("type") not in _MODES:
        raise InvalidArgument(
            f"generation_config.transcription_config.mode is {told.get('type')!r}; it must be one "
            f"of {', '.join(_MODES)}."
        )
    both = {**given, **told}
    config: Wire = {other: both[name] for name, other in _SAME.items() if name in both}
    if "language_hints" in both:
        config["languageHints"] = {"languageCodes": both["language_hints"]}
    if "source_text" in both:
        config["sourceText"] = both["source_text"]
    if both.get("diarization_mode"):
        config["diarization"] = True
    config["wordTimestamp"] = "word" in both.get("timestamp_granularities", ())
    return {**config, "mode": told["type"].upper()}


def word_annotations(transcription: Wire, text: str, begin: int) -> Iterator[Wire]:
    """Where each word stands in the text, which begins at this byte, and when it was said."""
    at = 0
    for word in transcription.get("words", ()):
        said = word.get("word", "")
        found = text.find(said, at)
        if not said or found < 0:
            continue
        at = found + len(said)
        yield {
            "type": "word_info",
            "text": said,
            "start_index": begin + len(text[:found].encode()),
            "end_index": begin + len(text[:at].encode()),
            "start_offset": word.get("startOffset", "0s"),
            "end_offset": word.get("endOffset", "0s"),
        }
