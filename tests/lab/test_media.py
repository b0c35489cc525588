"""Media beside the notebook are seen and heard in Lab: while the cell runs, and reopened."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Page

from tests.conftest import REPOSITORY
from tests.lab.browser import change_theme
from tests.lab.conftest import OpenNotebook
from tests.lab.server import Lab
from tests.render.test_side_files import noise
from tests.scripted import Answer, ScriptedGemini, chunk, sse

PHOTO = noise(600)
SECOND = 24_000 * 2
SHOTS = REPOSITORY / "build" / "lab"

_SEEN = """output => [...output.querySelectorAll('img')]
    .map(img => [img.complete && img.naturalWidth, img.getBoundingClientRect().width])"""
_FETCH = "url => fetch(url).then(answer => answer.status)"
_PLAYS = """player => new Promise(done => {
    const say = () => player.duration ? done(player.duration) : setTimeout(say, 50);
    player.load(); say();
})"""
# What lies above the last visible text must stay where it is while more arrives below.
_WATCH_SHIFTS = """() => { window.__shrunk = []; let before = 0;
    window.__heights = setInterval(() => {
        const outputs = document.querySelectorAll(
            '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell:last-of-type .jp-OutputArea');
        const height = outputs.length ? outputs[outputs.length - 1].offsetHeight : 0;
        if (height < before - 2) window.__shrunk.push([before, height]);
        before = height;
        window.__tallest = Math.max(window.__tallest ?? 0, height);
    }, 16); }"""
_CONTRAST = """element => {
    const rgb = text => text.match(/[\\d.]+/g).map(Number);
    const over = (top, below) => {
        const alpha = top[3] ?? 1;
        return [0, 1, 2].map(n => top[n] * alpha + below[n] * (1 - alpha));
    };
    const light = colour => {
        const [r, g, b] = colour.map(value => {
            value /= 255;
            return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const chain = [];
    for (let at = element; at; at = at.parentElement) chain.unshift(at);
    let below = [255, 255, 255], opacity = 1;
    for (const at of chain) {
        const style = getComputedStyle(at);
        below = over(rgb(style.backgroundColor), below);
        opacity *= Number(style.opacity);
    }
    const colour = rgb(getComputedStyle(element).color);
    colour[3] = (colour[3] ?? 1) * opacity;
    const [a, b] = [light(over(colour, below)), light(below)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
}"""


def inline(mime_type: str, data: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(data).decode()}}


def media() -> Answer:
    sound = inline("audio/L16;codec=pcm;rate=24000", b"\x10\x20" * 24_000 * 10)
    return sse([chunk(inline("image/png", PHOTO)), chunk(sound, finish="STOP")])


def test_media_beside_the_notebook_are_shown_live_and_reopened(
    loaded: OpenNotebook, gemini: ScriptedGemini, lab: Lab
) -> None:
    gemini.will(media())
    open_ = loaded("%%gemini\nDraw and speak")
    open_.run(1)
    for _ in ("live", "reopened"):
        output = open_.output(1).last
        output.locator("audio").wait_for()
        ((decoded, width),) = output.evaluate(_SEEN)
        link = str(output.locator("a:has(img)").evaluate("link => link.href"))
        seconds = output.locator("audio").evaluate(_PLAYS)

        assert 100 < decoded <= 512
        assert 500 < width <= 512
        assert open_.page.evaluate(_FETCH, link) == 200, link
        assert round(seconds) == 10
        open_.save()
        open_.close()
        open_.open_without_kernel()

    assert len(lab.read(open_.name)) < 300_000
    written = [path.read_bytes() for path in (lab.notebooks / "gemini_media").iterdir()]
    assert PHOTO in written


def test_what_is_above_stays_while_an_answer_grows(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    """The output never gets shorter, not even when a picture or the last drawing comes."""
    picture = chunk(inline("image/png", PHOTO))
    said = [f"Paragraph **{n}** with $x_{n}$.\n\n- one\n- two\n\n" for n in range(8)]
    table = chunk("| a | b |\n|---|---|\n| 1 | 2 |\n\n")
    answer: list[dict[str, Any]] = [chunk(text) for text in said]
    answer[4:4] = [picture]
    answer.append(table)
    gemini.will(sse([*answer, chunk("The end.", finish="STOP")]).paced(8))
    open_ = loaded("%%gemini\nGrow")
    open_.page.evaluate(_WATCH_SHIFTS)
    open_.run(1)
    open_.page.wait_for_timeout(500)

    open_.page.evaluate("clearInterval(window.__heights)")
    assert open_.page.evaluate("window.__tallest") > 700
    assert open_.page.evaluate("window.__shrunk") == []


SHOWN = """# Überschrift und نص عربي

Text with `code`, **bold**, [a link](https://example.org), $\\\\sum_i x_i^2$ and prices: $5 … $10.

هذا نص عربي مع `code` في الوسط.

```python
class Owl(Bird):
    \\"\\"\\"Hoots.\\"\\"\\"
    def hoot(self, times: int = 3) -> str:  # at night
        return "hoo " * times
```

| colour | nm |
|:--|--:|
| blue | 450 |
""".replace("\\\\", "\\").replace('\\"', '"')


def everything() -> Answer:
    call = {"functionCall": {"id": "1", "name": "weather", "args": {"city": "Oslo", "days": 2}}}
    code = {"executableCode": {"language": "PYTHON", "code": "print(sum(range(10)))"}}
    ran = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "45\n"}}
    url = {"retrievedUrl": "https://a.org", "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_PAYWALL"}
    last = chunk("So much.", finish="MAX_TOKENS")
    last["candidates"][0]["urlContextMetadata"] = {"urlMetadata": [url]}
    thought = {"text": "I weigh **it**.", "thought": True}
    parts: list[Any] = [thought, SHOWN, code, ran, inline("image/png", PHOTO), call]
    return sse([*(chunk(part) for part in parts), last])


def contrasts(page: Page, output: Any) -> dict[str, float]:
    chosen = {
        "text": "p",
        "faint": "summary",
        "footer": ".gm-reply > div:last-child span",
        "mark": ".gm-reply > div:last-child strong",
        **{f"span {n}": f"pre span >> nth={n}" for n in range(7)},
    }
    return {
        name: round(output.locator(selector).first.evaluate(_CONTRAST), 2)
        for name, selector in chosen.items()
    }


def test_everything_is_readable_by_day_and_night(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    """Pictures of both are left in build/lab for whoever changes how things look."""
    gemini.will(everything())
    open_ = loaded("%%gemini --thoughts\nShow everything")
    open_.run(1)
    page, output = open_.page, open_.output(1).last
    for details in output.locator("details").all():
        details.evaluate("details => details.open = true")
    output.locator("img").evaluate("img => img.style.maxHeight = '60px'")
    found = {"light": contrasts(page, output)}
    page.set_viewport_size({"width": 1280, "height": 1700})
    page.screenshot(path=SHOTS / "everything_light.png")
    change_theme(page, "JupyterLab Dark", is_light=False)
    try:
        found["dark"] = contrasts(page, output)
        page.screenshot(path=SHOTS / "everything_dark.png")
    finally:
        change_theme(page, "JupyterLab Light", is_light=True)
        page.set_viewport_size({"width": 1280, "height": 900})
    arabic = output.locator("p", has_text="هذا").evaluate("p => getComputedStyle(p).direction")

    assert arabic == "rtl"
    low = {at: {k: v for k, v in by.items() if v < 4.5} for at, by in found.items()}
    assert low == {"light": {}, "dark": {}}
