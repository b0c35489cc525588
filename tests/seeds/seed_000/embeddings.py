"""Seed 000, "Embeddings". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
result = client.models.embed_content(
    model="gemini-embedding-001",
    contents="What is the meaning of life?"
)
print(result.embeddings)

result = client.models.embed_content(
    model="gemini-embedding-001",
    contents=["text 1", "text 2", "text 3"]
)
