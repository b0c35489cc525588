"""The skills, in the order in which they are asked: the first that does not decline answers.

A skill is a module with `answer(request, resources)`, which returns an `Answer`, or None to
decline. To add one, write its file and name it here.
"""

from typing import Protocol

from gemini_magic.local.answer import Answer
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.skills import (
    arithmetic,
    code_execution,
    compose,
    computer_use,
    data_table,
    dates,
    documents,
    draw_image,
    enum_output,
    extraction,
    file_search,
    function_call,
    function_result,
    google_maps,
    google_search,
    itself,
    json_output,
    listen,
    look,
    media,
    memory,
    number_table,
    prose,
    python_docs,
    quiz,
    speak,
    summary,
    units,
    url_context,
)


class Skill(Protocol):
    def answer(self, request: Request, resources: Resources, /) -> Answer | None: ...


SKILLS: tuple[Skill, ...] = (
    draw_image,
    speak,
    compose,
    computer_use,
    function_result,
    code_execution,
    documents,
    look,
    enum_output,
    quiz,
    json_output,
    function_call,
    url_context,
    google_maps,
    file_search,
    listen,
    media,
    itself,
    memory,
    summary,
    data_table,
    number_table,
    dates,
    units,
    arithmetic,
    google_search,
    python_docs,
    extraction,
    prose,
)
