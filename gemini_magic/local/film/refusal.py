"""Which prompts no film is made of, and why."""

import re

_REFUSED = (
    (
        re.compile(
            r"\b(?:gore|gory|behead\w*|mutilat\w*|torture\w*|massacre|dismember\w*)\b", re.I
        ),
        "violence",
    ),
    (re.compile(r"\b(?:porn\w*|nude\w*|naked|explicit sex\w*|hentai)\b", re.I), "sexual content"),
    (
        re.compile(r"\b(?:deepfake\w*|celebrity|donald trump|taylor swift|joe biden)\b", re.I),
        "people in public life",
    ),
)


def refusal_of(prompt: str) -> str | None:
    """The reason as it is told to users; None for what may be filmed."""
    for pattern, subject in _REFUSED:
        if found := pattern.search(prompt):
            return (
                f"The local engine makes no film of {subject}: the prompt says {found[0]!r}. "
                "Word it in another way."
            )
    return None
