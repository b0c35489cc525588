"""Seed 000, "File Search (RAG)". Mended: indentation."""

import time

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
file_search_store = client.file_search_stores.create(
    config={'display_name': 'my-store'}
)

operation = client.file_search_stores.upload_to_file_search_store(
    file='document.pdf',
    file_search_store_name=file_search_store.name,
    config={'display_name': 'My Doc'}
)
while not operation.done:
    time.sleep(5)
    operation = client.operations.get(operation)

response = client.models.generate_content(
    model="gemini-3-flash-preview",
    contents="What does the document say about X?",
    config=types.GenerateContentConfig(
        tools=[types.Tool(
            file_search=types.FileSearch(
                file_search_store_names=[file_search_store.name]
            )
        )]
    )
)
