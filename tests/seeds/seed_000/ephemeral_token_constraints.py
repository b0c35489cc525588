"""Seed 000, "Ephemeral Tokens: locked to a config". Mended: indentation; the call around the
constraints.
"""

import gemini_magic as genai

client = genai.Client(http_options={'api_version': 'v1alpha'})

# The example:
token = client.auth_tokens.create(config={  # mended
    'live_connect_constraints': {
        'model': 'gemini-2.5-flash-native-audio-preview-12-2025',
        'config': {'response_modalities': ['AUDIO']}
    }
})  # mended
