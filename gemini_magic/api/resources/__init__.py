"""One file for each REST collection. `RESOURCES` names each client attribute and its class."""

from .models import Models

__all__ = ["RESOURCES", "Models"]

RESOURCES = {"models": Models}
