"""Seed 000, "Safety Settings". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents="Your prompt",
    config=types.GenerateContentConfig(
        safety_settings=[
            types.SafetySetting(
                category=types.HarmCategory.HARM_CATEGORY_HATE_SPEECH,
                threshold=types.HarmBlockThreshold.BLOCK_LOW_AND_ABOVE
            )
        ]
    )
)
response.candidates[0].finish_reason == "SAFETY"
