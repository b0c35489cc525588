"""Seed 000, "Core Generation: Streaming". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
for chunk in client.models.generate_content_stream(
    model="gemini-3-flash-preview",
    contents="Write a long story"
):
    print(chunk.text, end="")
