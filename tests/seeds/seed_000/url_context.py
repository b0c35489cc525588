"""Seed 000, "Tools: URL Context"."""

import gemini_magic as genai
from gemini_magic import types

# The example:
config = types.GenerateContentConfig(tools=[{"url_context": {}}])
