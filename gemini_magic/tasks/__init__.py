"""What takes more than one question to one model; the cells' verbs and their Python twins.

image        pictures, drawn or changed
speech       text read aloud
comparison   several models or prompts, side by side
difference   how two texts differ; `word_diff` finds it
evaluation   a prompt over many cases, with scores; `scoring` gives them
template     a prompt with {{names}}; `prompt_function` makes it a function
quiz         questions on a topic, with their answers
together     several replies at once
"""
