"""Seed 000, "Live API". Mended: indentation."""

import asyncio
import gemini_magic as genai
client = genai.Client()
model = "gemini-2.5-flash-native-audio-preview-12-2025"
async def main():
    async with client.aio.live.connect(
        model=model,
        config={"response_modalities": ["AUDIO"]}
    ) as session:
        await session.send_client_content(
            turns="Hello, how are you?",
            turn_complete=True
        )
        async for response in session.receive():
            if response.data:
                pass
            if response.server_content and response.server_content.turn_complete:
                break
asyncio.run(main())
