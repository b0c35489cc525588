"""Seed 003, "Opening". Mended: indentation."""

import gemini_magic as genai
client = genai.Client()
response = client.models.generate_content(
    model="gemini-3.1-pro-preview",
    contents="Find the race condition in this multi-threaded C++ snippet: [code here]",
)
print(response.text)
