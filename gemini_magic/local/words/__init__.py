"""Words and sentences: what a prompt says, found without any model.

language, phrases         which language it is, and our own sentences in it
ranking, textrank, tone   which text fits, what sums it up, how it sounds
facts, calendar_dates     names, numbers and dates in it
expression, evaluate      arithmetic in it, and its result
syntax                    programs in it, as Python reads them
embeddings, markdown      vectors of hashed n-grams; tables
"""
