"""Seed 000, "Tools: Google Maps". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

# The example:
config = types.GenerateContentConfig(
    tools=[types.Tool(google_maps=types.GoogleMaps())],
    tool_config=types.ToolConfig(retrieval_config=types.RetrievalConfig(
        lat_lng=types.LatLng(latitude=34.05, longitude=-118.25)
    ))
)
