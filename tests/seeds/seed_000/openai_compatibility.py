"""Seed 000, "Libraries & Installation". Mended: indentation; the elided messages."""

from openai import OpenAI

client = OpenAI(
    api_key="GEMINI_API_KEY",
    base_url="https://generativelanguage.googleapis.com/v1beta/openai/"
)
messages = [{"role": "user", "content": "Hello"}]  # mended
response = client.chat.completions.create(model="gemini-3-flash-preview", messages=messages)  # mended
