"""Code execution: programs written by rule or given in the prompt, run in a limited process.

`workshop` runs a program and brings back what it printed and drew, `inside` is what runs in that
process, `correct` mends a few common mistakes, and `programs` writes programs for questions.
"""
