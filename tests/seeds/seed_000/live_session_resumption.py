"""Seed 000, "Live API: Session Resumption". Mended: indentation; a session to resume, and the
handles that it tells.
"""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()
model = "gemini-2.5-flash-native-audio-preview-12-2025"
previous_handle = None

# The example:
config=types.LiveConnectConfig(
    session_resumption=types.SessionResumptionConfig(handle=previous_handle)
)

async with client.aio.live.connect(model=model, config=config) as session:  # mended
    for turns in ("What is 6 * 7?", "What is 7 * 8?"):  # mended
        await session.send_client_content(turns=turns)  # mended
        async for message in session.receive():  # mended
            if message.session_resumption_update:  # mended
                previous_handle = message.session_resumption_update.new_handle  # mended
