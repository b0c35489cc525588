"""Seed 000, "Multimodal Input: Images (Inline)". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
with open('image.jpg', 'rb') as f:
    image_bytes = f.read()
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents=[
        types.Part.from_bytes(data=image_bytes, mime_type='image/jpeg'),
        "Caption this image."
    ]
)
