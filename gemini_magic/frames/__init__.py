"""Models over tables: `df.gemini.map(…)`, or `gm.map(df, …)`, which is the same function.

Nothing here is imported before a frame asks for it.

arrival        what is done once pandas has been imported
registration   `df.gemini` and `series.gemini` made known to pandas
accessor       what they offer: each method is a function in a module of its name
question       what is asked of each row: `Question`, whose table takes the answers
options        how it is asked; the same words for every method
prompts        a template or a function → the parts of each row
results        replies → typed columns; `fields` are those of a schema
now, later     the run that asks at once, and the one that sends batch jobs; `modes` names them
partitions     the same methods on a Dask DataFrame
progress       a bar, or a line now and then
map, extract, classify, score, estimate      the methods
embed          texts → `embeddings`, or a `vector_column`; by nearest, kmeans, projection
pictures       what frames show as pictures
calls          the functions that a model has called, one a row
usage          the ledger as a table that adds itself up; `listings` of files, jobs and models
similarity, search, cluster, dedupe, semantic_join      by what columns mean
"""
