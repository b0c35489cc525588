"""Seed 000, "Multimodal Input: Audio (via Files API)". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
myfile = client.files.upload(file="sample.mp3")
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents=["Describe this audio", myfile]
)
