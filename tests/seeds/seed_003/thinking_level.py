"""Seed 003, "Thinking level". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types
client = genai.Client()
response = client.models.generate_content(
    model="gemini-3.1-pro-preview",
    contents="How does AI work?",
    config=types.GenerateContentConfig(
        thinking_config=types.ThinkingConfig(thinking_level="low")
    ),
)
print(response.text)
