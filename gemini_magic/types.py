"""The wire types under the name that Google's examples use: `from gemini_magic.types import Part`."""

from .api.types import *  # noqa: F403
from .api.types import __all__ as __all__
