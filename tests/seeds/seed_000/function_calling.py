"""Seed 000, "Function Calling". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
def get_weather(location: str) -> dict:
    return {"temp": 72, "condition": "sunny"}
response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents="What's the weather in NYC?",
    config=types.GenerateContentConfig(
        tools=[get_weather],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(mode="AUTO")
        )
    )
)

for part in response.candidates[0].content.parts:
    if part.function_call:
        result = get_weather(**part.function_call.args)
