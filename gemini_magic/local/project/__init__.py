"""What a project keeps at the service: files, File Search stores, caches and batches."""

from gemini_magic.local.project.dials import Dials
from gemini_magic.local.project.project import Project

__all__ = ["Dials", "Project"]
