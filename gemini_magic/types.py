"""The wire types where Google's examples look for them: `from gemini_magic.types import Part`."""

from .api.types import *  # noqa: F403
from .api.types import __all__ as __all__
