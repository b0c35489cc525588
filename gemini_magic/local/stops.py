"""Stop sequences, found also where the pieces of a stream cut them in two."""

from collections.abc import Iterable


class StopScanner:
    """Feed text, get back what is safe to show; `stopped` is set when a sequence was met."""

    def __init__(self, sequences: Iterable[str]) -> None:
        self._sequences = [sequence for sequence in sequences if sequence]
        self._held = ""
        self.stopped = False

    def feed(self, text: str) -> str:
        text = self._held + text
        found = [at for at in map(text.find, self._sequences) if at >= 0]
        if found:
            self.stopped = True
            self._held = ""
            return text[: min(found)]
        keep = self._open_prefix(text)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def flush(self) -> str:
        held, self._held = self._held, ""
        return held

    def _open_prefix(self, text: str) -> int:
        """The length of the longest end of the text with which a sequence may begin."""
        return max(
            (
                size
                for sequence in self._sequences
                for size in range(1, min(len(sequence), len(text) + 1))
                if text.endswith(sequence[:size])
            ),
            default=0,
        )
