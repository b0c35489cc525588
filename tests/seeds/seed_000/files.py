"""Seed 000, "Files API". Mended: indentation."""

import gemini_magic as genai

client = genai.Client()

# The example:
myfile = client.files.upload(file="path/to/file.pdf")
print(myfile.uri)

for file in client.files.list():
    print(file.name)

client.files.delete(name=myfile.name)
