"""Calls of functions: what a prompt wants called, and with which arguments.

arguments            read from the prompt, by schema
dependent_clauses    parts of a prompt that wait for one another
made_calls           what was called before, and what came of it
search_before_calls  what is looked up first
"""
