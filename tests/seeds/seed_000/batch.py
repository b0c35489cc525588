"""Seed 000, "Batch API". Mended: indentation; gs:// addresses belong to Vertex (WIRE 7): the
requests are an uploaded file, and the answers another.
"""

import time

import gemini_magic as genai
from gemini_magic import types

client = genai.Client()

# The example:
requests = client.files.upload(file="requests.jsonl", config={"mime_type": "jsonl"})  # mended
batch_job = client.batches.create(
    model="gemini-3-flash-preview",
    src=requests.name,  # mended
    config=types.CreateBatchJobConfig(display_name="responses")  # mended
)

while batch_job.state not in ["JOB_STATE_SUCCEEDED", "JOB_STATE_FAILED"]:
    time.sleep(30)
    batch_job = client.batches.get(name=batch_job.name)
