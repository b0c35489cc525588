"""Seed 003, "Structured output with tools". Mended: indentation."""

import gemini_magic as genai
from gemini_magic import types
from pydantic import BaseModel, Field
from typing import List
class MatchResult(BaseModel):
    winner: str = Field(description="The name of the winner.")
    final_match_score: str = Field(description="The final match score.")
    scorers: List[str] = Field(description="The name of the scorer.")
client = genai.Client()
response = client.models.generate_content(
    model="gemini-3.1-pro-preview",
    contents="Search for all details for the latest Euro.",
    config={
        "tools": [
            {"google_search": {}},
            {"url_context": {}}
        ],
        "response_mime_type": "application/json",
        "response_json_schema": MatchResult.model_json_schema(),
    },
)
result = MatchResult.model_validate_json(response.text)
print(result)
