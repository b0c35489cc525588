"""What skills may draw upon besides the request: each loads when it is first used."""

from dataclasses import dataclass, field

from gemini_magic.local.corpus.loopback_pages import Pages
from gemini_magic.local.corpus.python_docs import PythonDocs
from gemini_magic.local.execution.workshop import Workshop
from gemini_magic.local.language_model import LanguageModel
from gemini_magic.local.project import Project
from gemini_magic.local.signature import Signer
from gemini_magic.local.sound.hearing import Listener
from gemini_magic.local.sound.speech import Speaker


@dataclass(frozen=True)
class Resources:
    """The heavy parts; `language_model` is None where it is not installed or not wanted."""

    python_docs: PythonDocs
    language_model: LanguageModel | None = None
    signer: Signer = field(default_factory=Signer)
    project: Project = field(default_factory=Project)
    pages: Pages = field(default_factory=Pages)
    workshop: Workshop = field(default_factory=Workshop)
    speaker: Speaker = field(default_factory=Speaker)
    listener: Listener = field(default_factory=Listener)
