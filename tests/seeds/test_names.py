"""Every name that the seeds' Python examples use exists here, and nothing is missing beside it."""

from __future__ import annotations

import re
from operator import attrgetter

import pytest

from gemini_magic import Client, types
from tests.conftest import REPOSITORY

NAMES = REPOSITORY.parent / "shared" / "reference" / "NAMES.md"

CLIENT = """
    models.generate_content models.generate_content_stream models.count_tokens
    models.embed_content models.generate_images models.generate_videos
    chats.create files.upload files.list files.delete files.download
    file_search_stores.create file_search_stores.upload_to_file_search_store operations.get
    caches.create batches.create batches.get auth_tokens.create
    interactions.create interactions.get aio.live.connect aio.live.music.connect
""".split()
LIVE = "send_client_content send_tool_response receive".split()
MUSIC = """
    set_weighted_prompts set_music_generation_config play pause stop reset_context receive
""".split()


def type_names() -> list[str]:
    """The types in NAMES.md: each word in capitals, of its paragraph about types."""
    if not NAMES.is_file():
        return []
    paragraph = re.search(r"^\*\*types\*\*.*?\n\n", NAMES.read_text("utf-8"), re.M | re.S)
    assert paragraph is not None
    code = "".join(re.findall(r"`[^`]+`", paragraph[0]))
    # In brackets stand arguments, which are fields and no types.
    return sorted(set(re.findall(r"\b[A-Z]\w+", re.sub(r"\([^)]*\)", "", code))))


def exists(thing: object, name: str) -> bool:
    try:
        attrgetter(name)(thing)
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize("name", CLIENT)
def test_the_client_has(name: str) -> None:
    with Client(api_key="k") as client:
        assert exists(client, name)


@pytest.mark.parametrize("name", type_names())
def test_there_is_a_type(name: str) -> None:
    assert exists(types, name)


def test_sessions_have_what_the_examples_call() -> None:
    from gemini_magic.api.live.music import MusicSession
    from gemini_magic.api.live.session import LiveSession

    assert [name for name in LIVE if not exists(LiveSession, name)] == []
    assert [name for name in MUSIC if not exists(MusicSession, name)] == []
