"""Seed 003, "Image generation". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types
client = genai.Client()
response = client.models.generate_content(
    model="gemini-3-pro-image-preview",
    contents="Generate an infographic of the current weather in Tokyo.",
    config=types.GenerateContentConfig(
        tools=[{"google_search": {}}],
        image_config=types.ImageConfig(
            aspect_ratio="16:9",
            image_size="4K"
        )
    )
)
image_parts = [part for part in response.parts if part.inline_data]
if image_parts:
    image = image_parts[0].as_image()
    image.save('weather_tokyo.png')
    image.show()
