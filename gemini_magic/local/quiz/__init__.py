"""Questions computed from what a prompt holds, each with its right choice and why it is right.

question    a question, and how its choices are put in order
text        of sentences: definitions, numbers, names and terms left out
rows        of a table: who has the most, what stands where, how many rows
"""
