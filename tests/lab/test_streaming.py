"""A reply appears while it comes, whole and at once, and the page stays usable meanwhile."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import WebSocket

from tests.lab.browser import Watch
from tests.lab.conftest import OpenNotebook
from tests.render.test_side_files import noise
from tests.scripted import ScriptedGemini, chunk, sse, texts

SIZE = 256 * 1024
CHUNKS = 4000
LAST = "the-very-last-word"

# One round of what long answers are made of; `{n}` makes each round recognisable.
BLOCK = """
## Part {n}

Round {n} explains *one* idea in **plain** words, with `inline code` and a
[link](https://example.org/{n}); its number is marker-{n}-a.

- first point of {n}
- second point, which is a little longer than the first one was
  - nested marker-{n}-b

| name | value | note |
|------|------:|------|
| row {n} | {n} | marker-{n}-c |
| other | 2 | nothing |

```python
def part_{n}(x):
    return x * {n}  # marker-{n}-d
```
"""


def long_answer() -> tuple[str, int]:
    """Markdown of 256 KB that ends in a recognisable word, and its number of rounds."""
    rounds, text = 0, ""
    while len(text) < SIZE - len(LAST):
        text += BLOCK.replace("{n}", str(rounds))
        rounds += 1
    return f"{text}\n{LAST}\n", rounds


def in_chunks(text: str, count: int) -> list[str]:
    cuts = [len(text) * number // count for number in range(count + 1)]
    return [text[start:end] for start, end in pairwise(cuts)]


def test_the_answer_grows_while_it_comes(loaded: OpenNotebook, gemini: ScriptedGemini) -> None:
    words = [f"word{number} " for number in range(30)]
    gemini.will(texts(*words).paced(10))
    open_ = loaded("%%gemini\nCount to thirty")
    open_.run(1, wait=False)

    seen = set()
    while "word29" not in (text := open_.text(1)):
        seen.add(text.count("word"))
        time.sleep(0.1)
    open_.wait(1)

    assert len(seen - {0}) >= 3, f"it was drawn at {sorted(seen)} words only"
    assert open_.text(1).split("word29")[0].split() == [f"word{n}" for n in range(29)]


@pytest.mark.alone
def test_a_long_answer_is_shown_in_time_and_whole(
    loaded: OpenNotebook,
    gemini: ScriptedGemini,
    watch: Watch,
    record_property: Callable[[str, str], None],
) -> None:
    answer, rounds = long_answer()
    gemini.will(texts(*in_chunks(answer, CHUNKS)).paced(200))
    open_ = loaded("%%gemini\nWrite a book")
    watch.reset()
    open_.run(1, wait=False)
    watch.page.wait_for_function(
        f"""() => [...document.querySelectorAll('.jp-OutputArea-output')]
            .some(output => output.textContent.includes('{LAST}'))""",
        polling=50,
        timeout=90_000,
    )
    shown_at = time.time()
    (exchange,) = gemini.exchanges
    late = shown_at - exchange.sent_at[-1]
    open_.wait(1)
    watch.page.wait_for_timeout(500)  # the last drawing, if there is one more
    megabytes = watch.received / 1e6
    measured = (
        f"shown {late:.2f} s after the last chunk, {megabytes:.1f} MB over the websocket, "
        f"longest task {watch.longest_task:.2f} s"
    )
    record_property("256 KB", measured)

    shown = open_.output(1).last.text_content() or ""
    markers = [f"marker-{n}-{letter}" for n in range(rounds) for letter in "abcd"]
    assert [marker for marker in markers if marker not in shown] == []
    (output,) = open_.save()["cells"][1]["outputs"]
    assert "".join(output["data"]["text/plain"]).strip() == answer.strip()
    assert late <= 1.5, measured
    assert megabytes <= 8, measured
    assert watch.longest_task <= 1, measured


def test_each_picture_is_sent_whole_once_however_often_it_is_drawn(
    loaded: OpenNotebook,
    gemini: ScriptedGemini,
    watch: Watch,
    record_property: Callable[[str, str], None],
) -> None:
    """The rule of `render/live.py`: a drawing of a growing answer holds small previews, and the
    last one holds each picture once; if it is too large for a notebook, then not even there, for
    it lies beside. All that is drawn while it grows is at most 30 times the text.
    """
    text, _ = long_answer()
    inside, beside = ([noise(side, seed) for seed in range(10)] for side in (170, 250))
    pieces = [chunk(part) for part in in_chunks(text, 200)]
    for number, data in enumerate([*inside, *beside]):
        picture = {"mimeType": "image/png", "data": base64.b64encode(data).decode()}
        pieces.insert(11 * number, chunk({"inlineData": picture}))
    gemini.will(sse([*pieces, chunk("", finish="STOP")]).paced(100))
    frames: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        if "/channels" in socket.url:
            socket.on("framereceived", lambda frame: frames.append(_bytes(frame)))

    watch.page.on("websocket", listen)
    open_ = loaded("%%gemini\nWrite an illustrated book")
    watch.reset()
    open_.run(1)
    open_.output(1).get_by_text(LAST).wait_for()
    watch.page.remove_listener("websocket", listen)
    drawings = [frame for frame in frames if b"gm-reply" in frame]
    while_it_grows, last = drawings[:-1], drawings[-1]
    times = sum(map(len, while_it_grows)) / len(text)
    measured = f"{len(drawings)} drawings, {times:.1f} times its text until the last"
    record_property("256 KB and 20 pictures", measured)

    assert len(drawings) > 5
    assert [sent(data, while_it_grows) for data in [*inside, *beside]] == [0] * 20
    assert [sent(data, [last]) for data in [*inside, *beside]] == [1] * 10 + [0] * 10
    assert open_.output(1).locator("img").count() == 20
    assert times <= 30


def sent(picture: bytes, frames: list[bytes]) -> int:
    """How often a picture stands in these frames, known by a piece of its middle."""
    encoded = base64.b64encode(picture)
    middle = encoded[len(encoded) // 2 :][:200]
    return sum(frame.count(middle) for frame in frames)


def _bytes(frame: str | bytes) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()
