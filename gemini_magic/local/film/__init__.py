"""Films drawn by rules: `order` reads a request into a `plan`; `studio` has it made by a worker.

The worker (`__main__`) has `shoot` draw frames, which `reel` encodes and `mp4` makes a file of.
`refusal` says of what no film is made.
"""
