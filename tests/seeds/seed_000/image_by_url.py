"""Seed 000, "Multimodal Input: Images (URL fetch)"."""

import gemini_magic as genai
from gemini_magic import types

# The example:
import requests
image_bytes = requests.get("https://example.com/image.jpg").content
image = types.Part.from_bytes(data=image_bytes, mime_type="image/jpeg")
