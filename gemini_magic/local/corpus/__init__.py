"""What the engine looks things up in, and how it says where it found them.

python_docs, docs_question, docs_quotes   the documentation of this Python
gazetteer, described_places               places, by name and by what is said of them
loopback_pages, page_text                 pages of this machine
search_chip, server_tool                  what shows that a tool was used
"""
