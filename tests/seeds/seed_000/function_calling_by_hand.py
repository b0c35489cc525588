"""Seed 000, "Function Calling: Thought Signatures". Mended: indentation; the elided earlier call
and result.
"""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()
config = {"tools": [{"function_declarations": [{"name": "fn", "parameters": {"type": "object"}}]}]}
calling = {**config, "tool_config": {"function_calling_config": {"mode": "ANY"}}}
model_response = client.models.generate_content(
    model="gemini-3-flash-preview", contents="original request", config=calling
)
result = {"answer": 42}

# The example:
contents = [
    {"role": "user", "parts": [{"text": "original request"}]},
    model_response.candidates[0].content,
    {"role": "user", "parts": [{"function_response": {"name": "fn", "response": result}}]}
]

response = client.models.generate_content(  # mended
    model="gemini-3-flash-preview", contents=contents, config=config  # mended
)  # mended
