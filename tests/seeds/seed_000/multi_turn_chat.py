"""Seed 000, "Core Generation: Multi-turn Chat"."""

import gemini_magic as genai

client = genai.Client()

# The example:
chat = client.chats.create(model="gemini-3-flash-preview")
response = chat.send_message("Hello")
print(response.text)
response2 = chat.send_message("Tell me more")
print(response2.text)
