"""Seed 000, "Context Caching". Mended: indentation; the document, which the guide leaves to the
reader.
"""

import gemini_magic as genai

client = genai.Client()
large_document_content = "A long text. " * 5000

# The example:
from gemini_magic import types
cache = client.caches.create(
    model="gemini-3-flash-preview",
    config=types.CreateCachedContentConfig(
        contents=[large_document_content],
        system_instruction="You are an expert analyst.",
        ttl="3600s",
        display_name="my-cache"
    )
)

response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents="What are the key findings?",
    config=types.GenerateContentConfig(cached_content=cache.name)
)
print(response.usage_metadata.cached_content_token_count)
