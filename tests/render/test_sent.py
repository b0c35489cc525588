"""The line that says what was sent: safe whatever names say, and never a part of the answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.attach import Sent
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Attached, Event, Finish, PartDelta
from gemini_magic.render import MimeBundle, render, sent
from tests.render.reading import threats_in

HOSTILE = st.sampled_from(
    [
        "<img src=x onerror=alert(1)>",
        '"><script>alert(1)</script>',
        "![x](https://evil.example/x.png)",
        "*a*\n\n# b\n```\n$x$",
        "\u202egnp.exe",
    ]
) | st.text(max_size=100)


def rendered(*events: Event) -> MimeBundle:
    return render(fold([*events, PartDelta("The answer"), Finish("STOP")], Reply()))


@given(HOSTILE, HOSTILE)
def test_names_and_notes_are_shown_and_do_nothing(name: str, note: str) -> None:
    bundle = rendered(Attached((Sent(name, "file", note),)))

    html, markdown = bundle.data["text/html"], bundle.data["text/markdown"]
    assert not threats_in(html)
    [line, *_] = markdown.split("\n\n")
    assert line.startswith("*sent")
    assert line.endswith("*")
    assert not set("<[!`$") & set(line)
    assert bundle.data["text/plain"] == "The answer"


def test_a_thumbnail_has_its_height_before_it_is_drawn() -> None:
    html = rendered(Attached((Sent("a.png", "image", thumbnail=b"jpeg"),))).data["text/html"]

    assert '<img src="data:image/jpeg;base64,anBlZw==" alt="" style="height:2.4em' in html


def test_tokens_are_added_up_and_unknown_ones_said_to_be_so() -> None:
    table, image, film = (Sent("t", "table", "", 500), Sent("i", "image", "", 1120), Sent("f", "f"))

    assert sent.plain((table, image)) == "sent: t · i · ≈ 1\u202f620 tokens"
    assert sent.plain((table, film)) == "sent: t · f · more than 500 tokens"
    assert sent.plain((film,)) == "sent: f"


def test_of_a_long_path_the_end_is_said() -> None:
    assert sent.plain((Sent(f"{'a' * 90}/report.pdf", "file"),)).endswith("a/report.pdf")
