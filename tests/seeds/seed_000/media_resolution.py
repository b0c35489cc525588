"""Seed 000, "Media Resolution: Global". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

# The example:
config = types.GenerateContentConfig(
    media_resolution=types.MediaResolution.MEDIA_RESOLUTION_HIGH
)
