"""Seed 000, "Thinking: Gemini 3". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

# The example:
config=types.GenerateContentConfig(
    thinking_config=types.ThinkingConfig(thinking_level="low")
)
