"""IPython: `%%gemini` and `%gemini`. Loading this imports nothing but IPython.

magics             the declaration of both; `verb_flags` are those of verbs, `flags` reads them all
completion         what Tab offers, of `choices`; `question_marks` that IPython leaves to us
cell_error         a failure in one line

A cell:

run                parse, send, show; `background` for --bg, `undisturbed` while it ends
cell               flags and text → Request, by attachments, inputs, schema_flag, tool_flags
surroundings       what ran before it, and what that `displayed`
defaults           flags that cells have by default
notebook           where the cell stands: by `standing`, the saved file
live_output        where the answer is shown, in a render_mode; `redraws` says when, and
                   media_folder where large media go; `formats` for -f and --insert
unsent             --dry by `preview`, --as by as_code and source_code
image, speak, talk, compare, evaluate, prompt_function, quiz     its verbs; live_columns and
                   `progress` show what takes several answers

A line:

verbs              what each verb does; one_line asks as a cell does; named_reply is what it means
threads, turns, export, outdated         what was said
bookkeeping, budget, cite, vote          what it cost, where it is from, which is best
holdings, doctor, checks, scan, fix, insert, panel, mcp_servers     and the others
table              how lists are shown
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from .completion import complete_from, forget
from .magics import NAME, GeminiMagics
from .question_marks import mind, unmind

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["GeminiMagics", "register", "unregister"]

_REPLY = ("gemini_magic.chat.reply", "Reply")
_SEVERAL = (
    ("gemini_magic.tasks.comparison", "Comparison"),
    ("gemini_magic.tasks.evaluation", "Evaluation"),
)
# By name: registering a display must not import what it displays.
_MEDIA = (
    ("gemini_magic.api.audio", "Audio"),
    ("gemini_magic.api.types.content", "Blob"),
    ("gemini_magic.api.types.content", "Part"),
    ("gemini_magic.api.types.image", "Image"),
    ("gemini_magic.api.types.imagen", "GeneratedImage"),
    ("gemini_magic.api.types.operations", "GeneratedVideo"),
    ("gemini_magic.api.types.operations", "Video"),
)


def register(shell: InteractiveShell) -> None:
    """Register the magics, and how replies and media are shown. Says so if the name was taken."""
    magics = GeminiMagics(shell)
    table = shell.magics_manager.magics
    for kind in ("cell", "line"):
        owner = table[kind].get(NAME)
        if owner is not None and not _is_ours(owner):
            magics.displaced[kind] = owner
    if magics.displaced:
        owners = {_owner_of(magic) for magic in magics.displaced.values()}
        warnings.warn(
            f"%{NAME} was already registered by {' and '.join(sorted(owners))} and is replaced; "
            "%unload_ext gemini_magic gives it back",
            stacklevel=3,
        )
    shell.register_magics(magics)
    magics.displayed.watch()
    complete_from(shell)
    mind(shell)
    _bundles(shell).for_type_by_name(*_REPLY, partial(_bundle_of, shell))
    for name in _SEVERAL:
        _bundles(shell).for_type_by_name(*name, partial(_bundle_of_several, shell))
    for name in _MEDIA:
        _bundles(shell).for_type_by_name(*name, partial(_bundle_alone, shell))


def unregister(shell: InteractiveShell) -> None:
    """Take the magics away, give the name back to whoever had it, and end the session."""
    from ..session import drop  # late, like everything that loading must not cost
    from .background import stop_all

    stop_all()
    drop()
    magics = shell.magics_manager.registry.pop(GeminiMagics.__name__, None)
    if isinstance(magics, GeminiMagics):
        magics.displayed.unwatch()
    forget(shell)
    unmind(shell)
    for kind, table in shell.magics_manager.magics.items():
        if NAME in table and _is_ours(table[NAME]):
            del table[NAME]
            if isinstance(magics, GeminiMagics) and kind in magics.displaced:
                table[NAME] = magics.displaced[kind]
    formatter = _bundles(shell)
    for name in (_REPLY, *_SEVERAL, *_MEDIA):
        if formatter.deferred_printers.pop(name, None) is None:
            # It has been used, so IPython has moved it to the printers by type.
            for type_ in [t for t in formatter.type_printers if _name_of(t) == name]:
                formatter.pop(type_)


def _bundles(shell: InteractiveShell) -> Any:
    return shell.display_formatter.mimebundle_formatter  # type: ignore[union-attr]


def _name_of(type_: type) -> tuple[str, str]:
    return type_.__module__, type_.__name__


def _bundle_of(shell: Any, reply: Any, include: Any = None, exclude: Any = None) -> Any:
    # By now a reply exists, so the renderer's imports are wanted.
    from ..render import render
    from .live_output import origin_of
    from .media_folder import MediaFolder
    from .render_mode import mode_of

    if mode_of(shell) != "terminal":
        bundle = MediaFolder(shell).bundle(reply)
        return bundle.data, bundle.metadata
    bundle = render(reply)
    if origin := origin_of(reply):
        bundle.data["text/plain"] += f"\n{origin}"  # there is no badge in a terminal
    return bundle.data, bundle.metadata


def _bundle_of_several(shell: Any, shown: Any, include: Any = None, exclude: Any = None) -> Any:
    from .media_folder import MediaFolder
    from .render_mode import mode_of

    is_text = mode_of(shell) == "terminal"
    bundle = shown.bundle() if is_text else MediaFolder(shell).bundle_of_several(shown)
    return bundle.data, bundle.metadata


def _bundle_alone(shell: Any, value: Any, include: Any = None, exclude: Any = None) -> Any:
    from ..render import render_alone
    from .media_folder import MediaFolder
    from .render_mode import mode_of

    if mode_of(shell) == "terminal":
        return render_alone(value).data
    return MediaFolder(shell).bundle_alone(value).data


def _is_ours(magic: Callable[..., Any]) -> bool:
    return isinstance(getattr(magic, "__self__", None), GeminiMagics)


def _owner_of(magic: Callable[..., Any]) -> str:
    owner = getattr(magic, "__self__", magic)
    return str(getattr(owner, "__module__", None) or type(owner).__module__)
