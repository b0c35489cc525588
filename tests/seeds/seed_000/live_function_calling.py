"""Seed 000, "Live API: Function calling". Mended: indentation; the session around the answer to
its tool call.
"""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()
model = "gemini-2.5-flash-native-audio-preview-12-2025"
tools = [{"function_declarations": [{"name": "turn_on_the_lights"}]}]

# The example:
async with client.aio.live.connect(model=model, config={"tools": tools}) as session:  # mended
    await session.send_client_content(turns="Light, please")  # mended
    async for response in session.receive():  # mended
        if response.tool_call:  # mended
            await session.send_tool_response(function_responses=[
                types.FunctionResponse(id=fc.id, name=fc.name, response={"result": "ok"})
                for fc in response.tool_call.function_calls
            ])
