"""Seed 003, "Media resolution". Mended: indentation; bytes for the elided image."""

import gemini_magic as genai
from gemini_magic import types
import base64
client = genai.Client(http_options={'api_version': 'v1alpha'})
response = client.models.generate_content(
    model="gemini-3.1-pro-preview",
    contents=[
        types.Content(
            parts=[
                types.Part(text="What is in this image?"),
                types.Part(
                    inline_data=types.Blob(
                        mime_type="image/jpeg",
                        data=base64.b64decode("/9j/2Q=="),  # mended
                    ),
                    media_resolution={"level": "media_resolution_high"}
                )
            ]
        )
    ]
)
print(response.text)
