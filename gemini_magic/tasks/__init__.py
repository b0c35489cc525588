"""What takes more than one question to one model; the cells' verbs and their Python twins.

ask              one question and its reply
image            pictures, drawn or changed
speech           text read aloud
overlay          what was found in a picture, drawn on it
talk             one turn with a Live model, which hears and answers aloud
comparison       several models or prompts, side by side; `difference` of two texts by `word_diff`
evaluation       a prompt over many cases; `scoring` says which answers are right,
                 by `meaning` too
template         a prompt with {{names}}; `prompt_function` makes it a function
threads          the conversations of a notebook, as rows; `transcript` writes one as a file
quiz             questions on a topic, with their answers
embedding        texts and media → one matrix, by an `embedder`; `cluster_names` asks for names
listings, usage_rows    what there is, and what was asked, as rows
together         several replies at once
batch            requests as jobs, found again by any kernel; `batch_lines` are what is sent
many             thousands of requests, each answered once; `asking` does one, `pace` says when
quiz_bundle, evaluation_bundle, evaluation_picture    how these are shown
"""
