"""Seed 000, "Interactions API". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
interaction = client.interactions.create(
    input="Compare our Q4 report to public benchmarks",
    agent="deep-research-pro-preview-12-2025",
    background=True,
    tools=[{"type": "file_search", "file_search_store_names": ["fileSearchStores/my-store"]}]
)
