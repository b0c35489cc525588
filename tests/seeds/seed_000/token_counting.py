"""Seed 000, "Core Generation: Token Counting"."""

import gemini_magic as genai

client = genai.Client()
prompt = "Hello world"

# The example:
count = client.models.count_tokens(model="gemini-3-flash-preview", contents=prompt)
print(count.total_tokens)

response = client.models.generate_content(model="gemini-3-flash-preview", contents=prompt)  # mended
print(response.usage_metadata)
