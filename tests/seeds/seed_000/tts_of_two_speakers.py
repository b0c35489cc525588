"""Seed 000, "TTS: Multi-speaker". Mended: indentation; a request that uses the config."""

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
config=types.GenerateContentConfig(
    response_modalities=["AUDIO"],
    speech_config=types.SpeechConfig(
        multi_speaker_voice_config=types.MultiSpeakerVoiceConfig(
            speaker_voice_configs=[
                types.SpeakerVoiceConfig(
                    speaker='Joe',
                    voice_config=types.VoiceConfig(
                        prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name='Kore')
                    )
                ),
                types.SpeakerVoiceConfig(
                    speaker='Jane',
                    voice_config=types.VoiceConfig(
                        prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name='Aoede')
                    )
                ),
            ]
        )
    )
)
response = client.models.generate_content(  # mended
    model="gemini-2.5-flash-preview-tts",  # mended
    contents="Joe: How is it going? Jane: Not too bad.",  # mended
    config=config,  # mended
)  # mended
