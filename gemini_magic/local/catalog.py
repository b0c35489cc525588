"""The models this engine offers, and which foreign ids it answers to.

It lists only its own. It answers to Gemini's and Gemma's ids as well, so that a notebook written
for Gemini runs, but every response names the local model that really answered.
"""

import re
from dataclasses import dataclass
from typing import Any

RULES = "local-rules"
SMOLLM2 = "local-smollm2-135m"
HASHED_NGRAMS = "local-embedding"

_FOREIGN = re.compile(
    r"(?:(?:gemini|gemma|learnlm|imagen|veo|lyria|text-embedding|embedding|aqa|deep-research"
    r"|local)(?:-[a-z0-9.]+)*)$"
)
_EMBEDDING = re.compile(r"embedding")
_BEFORE_THINKING = re.compile(r"gemma|gemini-(?:1|2\.0)\b")
_BEFORE_SIGNATURES = re.compile(r"gemma|gemini-(?:1|2)\b")


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
)


def find(model_id: str) -> Model | None:
    """The listed model, or the local one which stands in for a Gemini id; None for nonsense."""
    listed = next((model for model in MODELS if model.id == model_id), None)
    if listed is not None:
        return listed
    if model_id == SMOLLM2:
        return MODELS[0]
    if not _FOREIGN.match(model_id) or model_id.startswith("local"):
        return None
    return MODELS[2] if _EMBEDDING.search(model_id) else MODELS[0]


def thinks(model_id: str) -> bool:
    return not _BEFORE_THINKING.match(model_id)


def signs(model_id: str) -> bool:
    """Whether thought signatures are expected, as from Gemini 3 on."""
    return not _BEFORE_SIGNATURES.match(model_id)
