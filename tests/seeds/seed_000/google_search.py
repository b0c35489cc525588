"""Seed 000, "Tools: Google Search". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
grounding_tool = types.Tool(google_search=types.GoogleSearch())
config = types.GenerateContentConfig(tools=[grounding_tool])
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents="Who won Euro 2024?",
    config=config
)
response.candidates[0].grounding_metadata
