"""Seed 000, "Live API: Context window compression". Mended: indentation; a session that uses the
config.
"""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()
model = "gemini-2.5-flash-native-audio-preview-12-2025"

# The example:
config=types.LiveConnectConfig(
    context_window_compression=types.ContextWindowCompressionConfig(
        sliding_window=types.SlidingWindow()
    )
)

async with client.aio.live.connect(model=model, config=config) as session:  # mended
    print(session.session_id)  # mended
