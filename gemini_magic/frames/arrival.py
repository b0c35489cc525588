"""What is done once another package has been imported, by whomever and whenever that is.

So `df.gemini` is there without `import gemini_magic` loading pandas, in either order of the two.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["when_imported"]

_awaited: dict[str, Callable[[], None]] = {}


def when_imported(name: str, do: Callable[[], None]) -> None:
    """Call `do` after the package has been imported: now, if it has been."""
    if name in sys.modules:
        do()
        return
    _awaited[name] = do
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)


class _Finder(MetaPathFinder):
    """Finds nothing itself: it asks the others, and waits for what they find."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in _awaited:
            return None
        do = _awaited.pop(name)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            _awaited[name] = do  # not installed, so far
            return spec
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            do()

        # On this one loader: what reads sources and resources by it finds it as it was.
        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        if not _awaited:
            sys.meta_path.remove(self)
        return spec


_FINDER = _Finder()
