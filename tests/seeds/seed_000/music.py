"""Seed 000, "Music Generation (Lyria RealTime)". Mended: indentation; an end: the guide's stream
has none.
"""

import gemini_magic as genai
from gemini_magic import types

# The example:
client = genai.Client(http_options={'api_version': 'v1alpha'})
async with client.aio.live.music.connect(model='models/lyria-realtime-exp') as session:
    await session.set_weighted_prompts(prompts=[
        types.WeightedPrompt(text='minimal techno', weight=1.0)
    ])
    await session.set_music_generation_config(
        config=types.LiveMusicGenerationConfig(bpm=90, temperature=1.0)
    )
    await session.play()
    async for message in session.receive():
        audio_data = message.server_content.audio_chunks[0].data
        break  # mended
    await session.pause()  # mended
    await session.reset_context()  # mended
    await session.stop()  # mended
