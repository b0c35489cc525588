"""Seed 000, "Image Generation (Nano Banana)". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
from PIL import Image
response = client.models.generate_content(
    model="gemini-3.1-flash-image-preview",
    contents="Create a picture of a tropical beach at sunset"
)
for part in response.parts:
    if part.text:
        print(part.text)
    elif part.inline_data:
        image = part.as_image()
        image.save("output.png")
