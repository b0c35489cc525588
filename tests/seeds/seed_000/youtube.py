"""Seed 000, "Multimodal Input: YouTube URLs". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents=["https://www.youtube.com/watch?v=XXXXX", "Summarize this video"]
)
