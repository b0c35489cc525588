"""Seed 000, "Core Generation: System Instructions". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
from gemini_magic import types
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents="User message",
    config=types.GenerateContentConfig(
        system_instruction="You are a helpful assistant.",
        temperature=1.0,
        max_output_tokens=1024,
    )
)
