"""The models this engine offers, and which foreign ids it answers to.

It lists only its own. It answers to Gemini's and Gemma's ids as well, so that a notebook written
for Gemini runs, but every response names the local model that really answered.
"""

import re
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.rules.model_ids import is_foreign_id

RULES = "local-rules"
SMOLLM2 = "local-smollm2-135m"
HASHED_NGRAMS = "local-embedding"
DRAWING = "local-drawing"
FILM = "local-film"
SPEECH = "local-speech"
HUM = "local-hum"  # what speaks where no speech is installed; not in the list
MUSIC = "local-music"
LIVE = "local-live"

# Whose place a local model takes, by what Gemini's id says; the first that is found.
_STANDS_IN = (
    (re.compile(r"embedding"), HASHED_NGRAMS),
    (re.compile(r"^imagen|-image\b|banana"), DRAWING),
    (re.compile(r"^veo|-omni\b"), FILM),
    (re.compile(r"-tts\b"), SPEECH),
    (re.compile(r"^lyria"), MUSIC),
    (re.compile(r"-live\b|native-audio"), LIVE),
    (re.compile(r""), "local-smollm2"),
)
_THINKS_NOT = re.compile(
    r"gemma|gemini-(?:1|2\.0)\b|gemini-2\.5-flash-image|imagen|veo|lyria|.*-tts\b"
    r"|local-(?:drawing|film|speech|music)"
)
_SCORES_SOURCES = re.compile(r"gemini-(?:1|2\.0)\b")
_SIGNS_NOT = re.compile(r"gemma|gemini-(?:1|2)\b|lyria|.*-tts\b|local-(?:speech|music)")


@dataclass(frozen=True)
class Model:
    """One entry of the model list."""

    id: str
    display_name: str
    description: str
    methods: tuple[str, ...]
    input_token_limit: int
    output_token_limit: int

    def to_wire(self) -> dict[str, Any]:
        generates = "generateContent" in self.methods
        sampling = {"temperature": 1, "topP": 0.95, "topK": 64, "maxTemperature": 2}
        return {
            "name": f"models/{self.id}",
            "version": "1",
            "displayName": self.display_name,
            "description": self.description,
            "inputTokenLimit": self.input_token_limit,
            "outputTokenLimit": self.output_token_limit,
            "supportedGenerationMethods": list(self.methods),
            **({**sampling, "thinking": True} if generates else {}),
        }


MODELS = (
    Model(
        id="local-smollm2",
        display_name="Local: rules, retrieval and SmolLM2",
        description="Computed on this machine, not by Gemini: rules and retrieval first, then "
        "SmolLM2 135M for prose where it is installed.",
        methods=("generateContent", "countTokens", "createCachedContent", "batchGenerateContent"),
        input_token_limit=1_000_000,
        output_token_limit=8192,
    ),
    Model(
        id=RULES,
        display_name="Local: rules and retrieval",
        description="Computed on this machine, not by Gemini, and without any language model.",
        methods=("generateContent", "countTokens", "createCachedContent", "batchGenerateContent"),
        input_token_limit=1_000_000,
        output_token_limit=8192,
    ),
    Model(
        id=HASHED_NGRAMS,
        display_name="Local: hashed n-gram embeddings",
        description="Unit vectors of hashed words and letter groups, computed on this machine. "
        "They know spelling, not meaning.",
        methods=("embedContent", "countTokens", "asyncBatchEmbedContent"),
        input_token_limit=100_000,
        output_token_limit=1,
    ),
    Model(
        id=DRAWING,
        display_name="Local: pictures drawn by rules",
        description="Draws what the words of a prompt name, and edits pictures, on this machine.",
        methods=("generateContent", "countTokens", "batchGenerateContent", "predict"),
        input_token_limit=65_536,
        output_token_limit=32_768,
    ),
    Model(
        id=FILM,
        display_name="Local: short films drawn by rules",
        description="Animates what the words of a prompt name, on this machine; without sound.",
        methods=("predictLongRunning",),
        input_token_limit=1024,
        output_token_limit=1,
    ),
    Model(
        id=SPEECH,
        display_name="Local: speech",
        description="Speaks through eSpeak NG where it is installed, and hums where not.",
        methods=("generateContent", "countTokens", "batchGenerateContent"),
        input_token_limit=32_768,
        output_token_limit=16_384,
    ),
    Model(
        id=MUSIC,
        display_name="Local: music made by rules",
        description="Plays what tempo, scale and prompts ask for, computed on this machine.",
        methods=("generateContent", "countTokens", "bidiGenerateMusic"),
        input_token_limit=32_768,
        output_token_limit=16_384,
    ),
    Model(
        id=LIVE,
        display_name="Local: conversations",
        description="Sessions over a WebSocket, answered by rules, retrieval and SmolLM2.",
        methods=("bidiGenerateContent", "countTokens"),
        input_token_limit=1_000_000,
        output_token_limit=8192,
    ),
)
_BY_ID = {model.id: model for model in MODELS}


def find(model_id: str) -> Model | None:
    """The listed model, or the local one which stands in for a Gemini id; None for nonsense."""
    if model_id in _BY_ID:
        return _BY_ID[model_id]
    if model_id == SMOLLM2:
        return MODELS[0]
    if not is_foreign_id(model_id):
        return None
    return next(_BY_ID[id] for pattern, id in _STANDS_IN if pattern.search(model_id))


def thinks(model_id: str) -> bool:
    return not _THINKS_NOT.match(model_id)


def signs(model_id: str) -> bool:
    """Whether thought signatures are expected, as from Gemini 3 on."""
    return not _SIGNS_NOT.match(model_id)


def dimensions(model_id: str) -> int:
    """How long an embedding is if the request does not say: Gemini's own are the long ones."""
    return 3072 if model_id.startswith("gemini-embedding") else 768


def scores_sources(model_id: str) -> bool:
    """Whether grounding says how sure it is of a source, as up to Gemini 2.0."""
    return bool(_SCORES_SOURCES.match(model_id))
