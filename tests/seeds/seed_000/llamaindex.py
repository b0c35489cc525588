"""Seed 000, "Framework Integrations: LlamaIndex"."""

from llama_index.llms.google_genai import GoogleGenAI
llm = GoogleGenAI(model="gemini-3-flash-preview")
