"""Seed 000, "Media Resolution: Per-part". Mended: indentation; a request that uses the part."""

import gemini_magic as genai
from gemini_magic import types

with open("image.jpg", "rb") as f:
    image_bytes = f.read()

# The example:
client = genai.Client(http_options={'api_version': 'v1alpha'})
image_part = types.Part.from_bytes(
    data=image_bytes, mime_type='image/jpeg',
    media_resolution=types.MediaResolution.MEDIA_RESOLUTION_HIGH
)
response = client.models.generate_content(  # mended
    model="gemini-3-flash-preview", contents=[image_part, "What is this?"]  # mended
)  # mended
