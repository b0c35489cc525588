"""Seed 000, "Tools: Code Execution". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

# The example:
config = types.GenerateContentConfig(
    tools=[types.Tool(code_execution=types.CodeExecution())]
)
