"""Seed 000, "Framework Integrations: CrewAI"."""

api_key = "GEMINI_API_KEY"

# The example:
from crewai import LLM
gemini_llm = LLM(model='gemini/gemini-3-flash-preview', api_key=api_key, temperature=1.0)
