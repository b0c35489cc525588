"""Seed 000, "API Versions"."""

import gemini_magic as genai

# The example:
client = genai.Client(http_options={'api_version': 'v1'})
