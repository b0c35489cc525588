"""A notebook for each thing that tools do: code, calls, approval, sources, places, a screen."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import pytest
from PIL import Image

from tests.lab.scripts import Script, said
from tests.lab.seen import LOAD, NOTE, Cell, Seen
from tests.scripted import Answer, ScriptedGemini

WEATHER = Cell(
    '''def weather(city: str) -> dict:
    """The weather in a city."""
    return {"city": city, "celsius": {"Oslo": 4}[city]}'''
)
POPULATION = Cell(
    '''def get_population(city: str) -> int:
    """The number of people who live in a city."""
    return {"Oslo": 717_710, "Rome": 2_748_109}[city]'''
)
SCREEN = Cell(
    """import gemini_magic as gm
from PIL import Image, ImageDraw

def act(action, **place):
    shown = Image.new("RGB", (640, 400), "white")
    ImageDraw.Draw(shown).rectangle((0, 0, 640, 60), fill="teal")
    return {"url": "https://example.org", "screenshot": shown}

screen = gm.ComputerUse(act)"""
)
SITE = Cell(
    """import functools, http.server, pathlib, threading
pathlib.Path("owls.html").write_text(
    "<title>Owls</title><p>Owls hunt at night. They hear a mouse below the snow.")
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=".")
handler.func.log_message = lambda *said: None
site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
threading.Thread(target=site.serve_forever, daemon=True).start()
page = f"http://127.0.0.1:{site.server_port}/owls.html\""""
)
STORE = """import time
from gemini_magic.session import current
from IPython import get_ipython

open("owls.txt", "w").write("Owls hunt at night. Owls eat mice. They live in trees.")
stores = current().client.file_search_stores
store = stores.create(config={"display_name": "owls"})
upload = stores.upload_to_file_search_store(
    file="owls.txt", file_search_store_name=store.name, config={"display_name": "Owl facts"})
while not upload.done:
    time.sleep(0.1)
    upload = current().client.operations.get(upload)
get_ipython().run_cell_magic("gemini", f"--files {store.name}", "What do owls eat?")"""
SUGGESTIONS = """<style>.container{display:flex;padding:8px;border:1px solid #ccc;border-radius:8px}
.chip{padding:5px 16px;border-radius:16px;background:#fff;color:#111;border:1px solid #888}</style>
<div class="container"><a class="chip" href="https://www.google.com/search?q=owls">owls at night</a>
</div>"""


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


def plotted() -> Answer:
    file = io.BytesIO()
    Image.new("RGB", (300, 180), "teal").save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    return said(
        {"executableCode": {"language": "PYTHON", "code": "print(sum(range(10)))"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "45\n"}},
        {"inlineData": {"mimeType": "image/png", "data": data}},
        "The sum is 45.",
    )


def failed() -> Answer:
    return said(
        {"executableCode": {"language": "PYTHON", "code": "1 / 0"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": "ZeroDivisionError"}},
        "It failed.",
    )


def called(name: str, *arguments: Mapping[str, object]) -> Answer:
    calls = [
        {"functionCall": {"id": f"{name}-{number}", "name": name, "args": args}}
        for number, args in enumerate(arguments)
    ]
    return said(*calls)


CITIES = ({"city": "Oslo"}, {"city": "Atlantis"})
CLICK = {"x": 500, "y": 75, "intent": "Open the menu"}
CONFIRM = {"decision": "require_confirmation", "explanation": "This buys something."}
SCRIPTED = {
    "code-and-result": Script(
        [plotted()],
        [Cell("%%gemini --exec\nPlot", says=["print(sum(range(10)))", "45"], pictures=1)],
    ),
    "code-that-failed": Script(
        [failed()],
        [Cell("%%gemini --exec\nFail", says=["1 / 0", "ZeroDivisionError", "It failed."])],
    ),
    "calls": Script(
        [called("weather", *CITIES), said("Oslo has 4 degrees.")],
        [
            WEATHER,
            Cell(
                "%%gemini --tools weather\nHow is it?",
                says=["weather(city='Oslo')", "KeyError", "Oslo has 4 degrees.", "error"],
            ),
        ],
    ),
    "approval": Script(
        [called("weather", *CITIES), said("Oslo has 4 degrees.")],
        [
            WEATHER,
            Cell(
                "%%gemini --tools weather --approve ask\nHow is it?",
                types=["y", "no such place"],
                says=["approved", "denied", "the user denied this call", "Oslo has 4 degrees."],
            ),
        ],
    ),
    "screen": Script(
        [
            called("open_web_browser", {}),
            called("click_at", CLICK),
            called("key_combination", {"keys": "enter", "safety_decision": CONFIRM}),
            said("Bought."),
        ],
        [
            SCREEN,
            Cell(
                "%%gemini --tools screen\nBuy it.",
                types=["y", "y", "n"],
                says=[
                    "open_web_browser() · approved",
                    "click at (500, 75): Open the menu",
                    "To be confirmed: This buys something.",
                    "· denied",
                    "Bought.",
                ],
                pictures=3,
            ),
        ],
    ),
    "citations": Script(
        [grounded()],
        [
            Cell(
                "%%gemini --search\nOwls?",
                says=["nachts.[1]", "well.[1][2]", "Eulen", "Owls' ears"],
                has={"iframe[sandbox]": 1, "sup a": 3},
            )
        ],
    ),
    "pages": Script(
        [fetched()],
        [
            Cell(
                "%%gemini --url\nRead",
                says=["example.org/open", "behind a paywall", "could not be read"],
            )
        ],
    ),
    "places": Script(
        [placed()],
        [Cell("%%gemini --maps\nWhere?", says=["Louvre Museum"], has={"sup a": 1})],
    ),
}
NOTEBOOKS = {
    "local-code": (
        Cell("%%gemini --exec\nPlot sin(x) from 0 to 10.", says=["import", NOTE], pictures=1),
    ),
    "local-calls": (
        POPULATION,
        Cell(
            "%%gemini --tools get_population\nWhat is the population of Oslo and of Rome?",
            says=["get_population(city='Oslo')", "2748109", NOTE],
        ),
    ),
    "local-search": (
        Cell(
            "%%gemini --search\nWhat does itertools.groupby of Python do?",
            says=["[1]", "Sources", "itertools.groupby", NOTE],
            has={"iframe[sandbox]": 1},
        ),
    ),
    "local-pages": (
        SITE,
        Cell("%%gemini --url\nWhat do owls hear? {{page}}", says=["below the snow", "read", NOTE]),
    ),
    "local-places": (Cell("%%gemini --maps\nMuseums in Paris", says=["Louvre", "Maps", NOTE]),),
    "local-documents": (Cell(STORE, says=["Owls eat mice", "Owl facts", NOTE]),),
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_what_tools_did_is_seen_everywhere(seen: Seen, gemini: ScriptedGemini, name: str) -> None:
    SCRIPTED[name].play(name, seen, gemini)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_tools_of_the_local_engine_did_is_seen_everywhere(seen: Seen, name: str) -> None:
    seen(name, LOAD, *NOTEBOOKS[name])
