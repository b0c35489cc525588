"""Seed 000, "Video Generation (Veo 3.1)". Mended: indentation."""

import time

import gemini_magic as genai

client = genai.Client()

# The example:
operation = client.models.generate_videos(
    model="veo-3.1-generate-preview",
    prompt="A serene mountain lake at dawn"
)
while not operation.done:
    time.sleep(10)
    operation = client.operations.get(operation)
video = operation.response.generated_videos[0]
client.files.download(file=video.video)
video.video.save("output.mp4")
