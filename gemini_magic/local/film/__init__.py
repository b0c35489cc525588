"""Films drawn by rules: `order` reads a request into a `plan`; `studio` has it made by a worker.

The worker (`__main__`) has `shoot` draw frames: `cast` reads the prompt, `stage` puts sprites and
backdrop together, `move` says where they are; `reel` encodes the frames and `mp4` makes a file of
them. `refusal` says of what no film is made.
"""
