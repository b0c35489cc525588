"""Seed 000, "Multimodal Input: Video (via Files API)". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
myfile = client.files.upload(file="video.mp4")
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents=[myfile, "Summarize this video"]
)
