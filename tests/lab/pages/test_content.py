"""Every kind of content that an answer can hold, seen wherever notebooks are read.

What no rule of the local engine says is said by a scripted service.
"""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from tests.lab.seen import LOAD, Cell, Seen
from tests.scripted import Answer, ScriptedGemini, chunk, failure, sse

NOTE = "local engine · not Gemini"
HARM = {"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": True}
WRITTEN = r"""# Überschrift

Prose with **strong**, *emphasised* and ~~struck~~ words, `code` and [a link](https://example.org).

> A quotation
> of two lines.

1. one
2. two
   - within

| model | price | |
|:------|------:|:-:|
| flash | $0.30 | ✓ |
| pro | $2.00 | |

---

It costs $5, and $10 for two; Euler says $e^{i\pi} + 1 = 0$, and

$$\sum_{n=1}^\infty \frac{1}{n^2} = \frac{\pi^2}{6}$$

as well as \(a^2 + b^2 = c^2\) and \[ \int_0^1 x\,dx = \tfrac12. \]"""
SCRIPTS = """هذا نص عربي مع `code` و 3 كلمات.

עברית מימין לשמאל.

日本語の文章、中文和한국어。

हिन्दी, ไทย, Ελληνικά, кириллица; 👩🏽‍🚀 🦉 🇳🇴 ½ ≠ ∑

- פריט ראשון
- פריט שני

| اسم | عدد |
|---|---|
| بومة | 2 |"""
CODE = """```python
def hoot(times: int = 3) -> str:  # at night
    return "hoo " * times
```

```javascript
const hoot = (times) => 'hoo '.repeat(times);
```

```sql
SELECT name, count(*) FROM owls WHERE wings = 2 GROUP BY name;
```

```diff
- two owls
+ three owls
```

```
no language, and a line that is much longer than any page is wide {}
```""".format("hoo " * 60)
SUGGESTIONS = """<style>.container{display:flex;padding:8px;border:1px solid #ccc;border-radius:8px}
.chip{padding:5px 16px;border-radius:16px;background:#fff;color:#111;border:1px solid #888}</style>
<div class="container"><a class="chip" href="https://www.google.com/search?q=owls">owls at night</a>
</div>"""


def said(*parts: Any, finish: str = "STOP", **fields: Any) -> Answer:
    """Parts one by one, then the end with all that is noted on the candidate."""
    last = chunk(finish=finish)
    last["candidates"][0] |= fields
    return sse([*map(chunk, parts), last])


def grounded() -> Answer:
    text = "Eulen jagen nachts. They hear well."
    end = text.index(" They")
    web = [
        {"web": {"uri": "https://example.org/eulen", "title": "Eulen"}},
        {"web": {"uri": "https://example.org/ears", "title": "Owls' ears"}},
    ]
    supports = [
        {"segment": {"startIndex": 0, "endIndex": end}, "groundingChunkIndices": [0]},
        {
            "segment": {"startIndex": end + 1, "endIndex": len(text.encode())},
            "groundingChunkIndices": [0, 1],
        },
    ]
    metadata = {
        "webSearchQueries": ["owls at night"],
        "groundingChunks": web,
        "groundingSupports": supports,
        "searchEntryPoint": {"renderedContent": SUGGESTIONS},
    }
    return said(text, groundingMetadata=metadata)


def placed() -> Answer:
    maps = {"uri": "https://maps.google.com/?cid=1", "title": "Louvre Museum", "placeId": "p"}
    segment = {"startIndex": 0, "endIndex": 18}
    metadata = {
        "groundingChunks": [{"maps": maps}],
        "groundingSupports": [{"segment": segment, "groundingChunkIndices": [0]}],
    }
    return said("The Louvre is near.", groundingMetadata=metadata)


def fetched() -> Answer:
    ends = {"open": "SUCCESS", "paid": "PAYWALL", "gone": "ERROR"}
    urls = [
        {
            "retrievedUrl": f"https://example.org/{name}",
            "urlRetrievalStatus": f"URL_RETRIEVAL_STATUS_{end}",
        }
        for name, end in ends.items()
    ]
    return said("Two pages say so.", urlContextMetadata={"urlMetadata": urls})


def asked_by(service: ScriptedGemini) -> Cell:
    """A cell that makes the kernel talk to the scripted service."""
    where = {"GOOGLE_GEMINI_BASE_URL": service.base_url, "GOOGLE_API_KEY": "test-key"}
    return Cell(f"import os\nos.environ.update({where!r})\n%load_ext gemini_magic")


def both(service: ScriptedGemini, *answers: Answer) -> Cell:
    """The same answers for both frontends."""
    service.will(*answers, *answers)
    return asked_by(service)


def test_writing(seen: Seen, gemini: ScriptedGemini) -> None:
    long = "\n\n".join(f"## Part {n}\n\n{'All work and no play. ' * 40}" for n in range(40))
    value = '{"name": "Ada", "born": 1815, "tags": ["maths", "engines"], "site": null}'
    rows = '[{"owl": "barn", "wings": 2}, {"owl": "snowy", "wings": 2}]'
    typed = '--schema \'{"type": ["object", "array"]}\''
    seen(
        "writing",
        both(
            gemini,
            said(WRITTEN),
            said(SCRIPTS),
            said(CODE),
            said({"text": "**Weighing**\n\nI weigh *both* sides.", "thought": True}, "Both."),
            said(long),
            said(value),
            said(rows),
        ),
        Cell(
            "%%gemini\nWrite",
            says=["Überschrift", "costs $5, and $10 for two", "A quotation", "✓"],
            has={"table": 1, "th": 3, "blockquote": 1, "ol > li": 2, "h1": 1, "s, del": 1},
            markdown=["$5, and $10 for two"],
        ),
        Cell("%%gemini\nWrite", says=["هذا نص عربي", "日本語の文章", "👩🏽‍🚀", "פריט ראשון"]),
        Cell(
            "%%gemini\nWrite code",
            says=["def hoot", "SELECT name", "three owls", "no language"],
            has={"pre": 5},
        ),
        Cell(
            "%%gemini --thoughts\nThink", says=["I weigh both sides", "Both."], has={"details": 1}
        ),
        Cell("%%gemini\nWrite much", says=["Part 0", "Part 39"], has={"h2": 40}),
        Cell(f"%%gemini {typed}\nAda", says=["Ada", "1815", "engines"]),
        Cell(f"%%gemini {typed}\nOwls", says=["barn", "snowy"], has={"table": 1, "tbody tr": 2}),
    )


def test_media(seen: Seen) -> None:
    made = """import wave
from PIL import Image
Image.radial_gradient("L").resize((200, 120)).save("disc.png")
with wave.open("tone.wav", "wb") as sound:
    sound.setparams((1, 2, 8000, 0, "NONE", ""))
    sound.writeframes(bytes(range(0, 250, 2)) * 128)
import matplotlib.figure
figure = matplotlib.figure.Figure()
figure.add_subplot().set_title("A page of a report")
figure.savefig("report.pdf")"""
    filmed = """import gemini_magic as gm, time
client = gm.Client(engine="local")
film = client.models.generate_videos(model="veo-3.1-fast-generate-preview", prompt="a red car",
                                     config={"duration_seconds": 4})
while not film.done:
    time.sleep(0.2)
    film = client.operations.get(film)
video = film.response.generated_videos[0].video
video.video_bytes = client.files.download(file=video)
video.save("car.mp4")
video"""
    seen(
        "media",
        LOAD,
        Cell(made),
        Cell(
            "%%gemini -i disc.png\nWhat is in this picture?",
            says=["sent:", "disc.png", "200 × 120", NOTE],
            pictures=1,
        ),
        Cell("%%gemini image\nA red house under a yellow sun", says=[NOTE], pictures=1),
        Cell("%%gemini image\nMake the house blue", says=[NOTE], pictures=1),
        Cell("%%gemini -i tone.wav\nWhat do you hear?", says=["tone.wav", "audio/wav", NOTE]),
        Cell("%%gemini speak\nGood morning.", says=[NOTE], players=1),
        Cell(filmed, players=1),
        Cell("%%gemini -i car.mp4\nWhat happens in this film?", says=["car.mp4", "video/mp4"]),
        Cell("%%gemini -i report.pdf\nWhat does it say?", says=["report.pdf", "application/pdf"]),
    )


def test_what_tools_did(seen: Seen, gemini: ScriptedGemini) -> None:
    code = {"executableCode": {"language": "PYTHON", "code": "print(sum(range(10)))"}}
    ran = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "45\n"}}
    broke = {"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": "ZeroDivisionError"}}
    dot = base64.b64encode(_png()).decode()
    plot = {"inlineData": {"mimeType": "image/png", "data": dot}}
    calls = [
        {"functionCall": {"id": str(n), "name": "weather", "args": {"city": city}}}
        for n, city in enumerate(("Oslo", "Atlantis"))
    ]
    weather = '''def weather(city: str) -> dict:
    """The weather in a city."""
    return {"city": city, "celsius": {"Oslo": 4}[city]}'''
    seen(
        "tools",
        both(
            gemini,
            said(code, ran, plot, "The sum is 45."),
            said(code, broke, "It failed."),
            said(*calls),
            said("Oslo has 4 degrees."),
            grounded(),
            fetched(),
            placed(),
        ),
        Cell(weather),
        Cell("%%gemini --exec\nPlot", says=["print(sum(range(10)))", "45"], pictures=1),
        Cell("%%gemini --exec\nFail", says=["ZeroDivisionError", "It failed."]),
        Cell(
            "%%gemini --tools weather\nHow is it?",
            says=["weather(city='Oslo')", "KeyError", "Oslo has 4 degrees.", "error"],
        ),
        Cell(
            "%%gemini --search\nOwls?",
            says=["nachts.[1]", "well.[1][2]", "Eulen", "Owls' ears"],
            has={"iframe[sandbox]": 1, "sup a": 3},
        ),
        Cell(
            "%%gemini --url\nRead",
            says=["example.org/open", "example.org/paid", "example.org/gone"],
        ),
        Cell("%%gemini --maps\nWhere?", says=["Louvre Museum"], has={"sup a": 1}),
    )


def test_endings(seen: Seen, gemini: ScriptedGemini) -> None:
    advice = failure(429, "RESOURCE_EXHAUSTED", "Quota exceeded", quota="RequestsPerDay-FreeTier")
    unknown = {"holographicData": {"depth": 3}}
    seen(
        "endings",
        both(
            gemini,
            said("Half a", finish="SAFETY", safetyRatings=[HARM]),
            sse([{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}]),
            said("And so", finish="MAX_TOKENS"),
            advice,
            failure(503, "UNAVAILABLE", "Overloaded", retry_after=0.1),
            said("At last."),
            said("All of this", "is not all.").cut_after(300),
            said("Before.", unknown, "After."),
            said(),
        ),
        Cell("%%gemini\nUnsafe", says=["Half a", "SAFETY", "harassment (high)"]),
        Cell("%%gemini\nForbidden", says=["PROHIBITED_CONTENT"], fails=True),
        Cell("%%gemini\nToo long", says=["And so", "MAX_TOKENS"]),
        Cell("%%gemini\nToo often", says=["429", "day"], fails=True),
        Cell("%%gemini\nBusy", says=["At last."]),
        Cell("%%gemini\nBroken", says=["All of this", "connection"], fails=True),
        Cell("%%gemini\nNew", says=["Before.", "holographicData", "After."]),
        Cell("%%gemini\nNothing", says=["empty answer"]),
    )


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 180), "teal").save(file, "PNG")
    return file.getvalue()
