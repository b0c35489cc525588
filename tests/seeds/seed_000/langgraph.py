"""Seed 000, "Framework Integrations: LangGraph"."""

from langchain_google_genai import ChatGoogleGenerativeAI
llm = ChatGoogleGenerativeAI(model="gemini-3-flash-preview")
