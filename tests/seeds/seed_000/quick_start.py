"""Seed 000, "Quick Start". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents="Hello world"
)
print(response.text)
