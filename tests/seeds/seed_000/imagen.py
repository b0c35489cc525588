"""Seed 000, "Image Generation (Imagen)". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
response = client.models.generate_images(
    model='imagen-4.0-generate-001',
    prompt='Robot holding a red skateboard',
    config=types.GenerateImagesConfig(number_of_images=4)
)
for gen_image in response.generated_images:
    gen_image.image.show()
