"""The Google Maps tool on the engine: places of the bundled gazetteer, measured and cited."""

from __future__ import annotations

import base64
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic import Client
from gemini_magic.local.corpus.gazetteer import Point, places
from tests.local.conftest import KEY, MODEL, Engine, user

_MAPS: list[dict[str, Any]] = [{"googleMaps": {}}]
_LOS_ANGELES = {"latitude": 34.050481, "longitude": -118.248526}


def _ask(engine: Engine, prompt: str, **body: Any) -> Any:
    return engine.ask([user(prompt)], **{"tools": _MAPS, **body})["candidates"][0]


def _text(candidate: Any) -> str:
    text: str = candidate["content"]["parts"][0]["text"]
    return text


def _at(point: dict[str, float], **config: Any) -> dict[str, Any]:
    return {"retrievalConfig": {"latLng": point, **config}}


def _titles(candidate: Any) -> list[str]:
    """The titles of the sources, each of which supports a segment at its bytes."""
    metadata = candidate["groundingMetadata"]
    data = _text(candidate).encode()
    told = set()
    for support in metadata["groundingSupports"]:
        segment = support["segment"]
        assert data[segment.get("startIndex", 0) : segment["endIndex"]].decode() == segment["text"]
        for index in support["groundingChunkIndices"]:
            assert metadata["groundingChunks"][index]["maps"]["title"] in segment["text"]
            told.add(index)
    assert told == set(range(len(metadata["groundingChunks"])))
    return [chunk["maps"]["title"] for chunk in metadata["groundingChunks"]]


@pytest.mark.parametrize(
    ("prompt", "title", "said"),
    [
        ("Which museums are there in Paris?", "Louvre Museum", "In and around Paris:"),
        ("巴黎有哪些博物馆？", "卢浮宫", "巴黎及周边："),
        ("東京の美術館を教えて", "東京国立博物館", "東京とその周辺："),
        ("서울의 박물관을 알려 줘", "국립중앙박물관", "서울 및 주변:"),
        ("Sehenswürdigkeiten in München", "Deutsches Museum", "In und um"),
        ("Quels sont les musées de Londres ?", "British Museum", "aux environs"),
        ("¿Qué museos hay en Madrid?", "Prado Museum", "a 1.0 km"),
        ("Quais museus há em São Paulo?", "São Paulo Museum of Art", "arredores"),
    ],
)
def test_places_are_listed_in_the_language_of_the_question(
    engine: Engine, prompt: str, title: str, said: str
) -> None:
    candidate = _ask(engine, prompt)

    assert title in _titles(candidate)
    assert said in _text(candidate)


def test_what_is_near_is_measured_from_the_location_of_the_request(engine: Engine) -> None:
    candidate = _ask(engine, "Which museums are near me?", toolConfig=_at(_LOS_ANGELES))

    assert _titles(candidate)[0] == "The Broad"
    assert "490 m away" in _text(candidate)
    chunk = candidate["groundingMetadata"]["groundingChunks"][0]["maps"]
    assert chunk["placeId"] == "places/local-the-broad"
    assert chunk["uri"] == "https://www.google.com/maps/search/?api=1&query=34.0545%2C-118.2506"
    assert "contemporary art" in chunk["text"]
    assert "placeAnswerSources" not in chunk


def test_without_a_location_the_engine_asks_for_it(engine: Engine) -> None:
    candidate = _ask(engine, "Which museums are near me?")

    assert "latLng" in _text(candidate)
    assert "groundingMetadata" not in candidate


def test_a_language_code_rules_over_the_language_of_the_question(engine: Engine) -> None:
    config = _at(_LOS_ANGELES, languageCode="zh-CN")
    candidate = _ask(engine, "museums near me", toolConfig=config)

    assert "布罗德博物馆" in _titles(candidate)
    assert _text(candidate).startswith("离您的位置最近的是：")


@pytest.mark.parametrize(
    ("prompt", "kilometres"),
    [
        ("How far is it from Tokyo to Osaka?", 397),
        ("从北京到上海有多远？", 1067),
        ("Wie weit ist es vom Eiffel Tower bis Berlin?", 880),
        ("Quelle distance entre Sydney et Auckland ?", 2156),
    ],
)
def test_distances_are_great_circles(engine: Engine, prompt: str, kilometres: int) -> None:
    candidate = _ask(engine, prompt)
    told = int(_text(candidate).split(" km")[0].split()[-1])

    assert abs(told - kilometres) < 0.01 * kilometres
    assert len(candidate["groundingMetadata"]["groundingChunks"]) == 2


def test_a_place_is_described_where_it_lies(engine: Engine) -> None:
    assert "48.8584, 2.2945" in _text(_ask(engine, "Where is the Eiffel Tower?"))


@pytest.mark.parametrize(
    "prompt", ["Italian restaurants in Rome", "Where is Ulm?", "Beaches in Paris", "周边的餐厅"]
)
def test_what_the_gazetteer_does_not_know_is_said(engine: Engine, prompt: str) -> None:
    candidate = _ask(engine, prompt, toolConfig=_at(_LOS_ANGELES))

    said = "地名录" if "餐厅" in prompt else f"gazetteer of {len(places())} places holds nothing"
    assert said in _text(candidate)
    assert "groundingMetadata" not in candidate


def test_other_questions_are_left_to_other_skills(engine: Engine) -> None:
    candidate = _ask(engine, "What is 6 * 7?", toolConfig=_at(_LOS_ANGELES))

    assert "42" in _text(candidate)
    assert "groundingMetadata" not in candidate


def test_a_widget_token_comes_on_request_and_names_the_places(engine: Engine) -> None:
    tools = [{"googleMaps": {"enableWidget": True}}]
    with_widget = _ask(engine, "Parks in Berlin", tools=tools)["groundingMetadata"]
    without = _ask(engine, "Parks in Berlin")["groundingMetadata"]

    token = with_widget["googleMapsWidgetContextToken"].removeprefix("local/")
    assert base64.urlsafe_b64decode(token) == b"places/local-tiergarten"
    assert "googleMapsWidgetContextToken" not in without


def test_the_invocation_is_shown_on_request(engine: Engine) -> None:
    candidate = _ask(
        engine, "Parks in Berlin", toolConfig={"includeServerSideToolInvocations": True}
    )
    call, result, _ = candidate["content"]["parts"]

    assert call["toolCall"]["toolType"] == "GOOGLE_MAPS"
    assert result["toolResponse"]["response"]["places"][0]["name"] == "Tiergarten"
    segment = candidate["groundingMetadata"]["groundingSupports"][0]["segment"]
    assert segment["partIndex"] == 2


def test_a_stream_holds_the_same_places(engine: Engine) -> None:
    body = {"contents": [user("巴黎有哪些博物馆？")], "tools": _MAPS}
    chunks = engine.stream(body)
    whole = _ask(engine, "巴黎有哪些博物馆？")

    assert chunks[-1]["candidates"][0]["groundingMetadata"] == whole["groundingMetadata"]


def test_our_client_and_googles_sdk_read_the_places(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    config: dict[str, Any] = {
        "tools": [{"google_maps": {}}],
        "tool_config": {"retrieval_config": {"lat_lng": _LOS_ANGELES}},
    }
    with Client(api_key=KEY, base_url=engine.url) as client:
        ours = client.models.generate_content(
            model=MODEL, contents="museums near me", config=config
        )
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        theirs = google.models.generate_content(
            model=MODEL, contents="museums near me", config=config
        )

    assert ours.text == theirs.text
    chunks = theirs.candidates[0].grounding_metadata.grounding_chunks
    assert chunks[0].maps.title == "The Broad"


def test_the_gazetteer_is_sound() -> None:
    cities = {place.name: place for place in places() if place.kind == "city"}
    names = [name for place in places() for name in (place.name, *place.also)]

    assert len(names) == len(set(names))
    assert len({place.place_id for place in places()}) == len(places())
    for place in places():
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
        assert place.text.endswith(".")
        if place.city:
            assert cities[place.city].point.kilometres_to(place.point) < 65


_POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@given(_POINTS, _POINTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_way_round(a: Point, b: Point) -> None:
    assert math.isclose(a.kilometres_to(b), b.kilometres_to(a), abs_tol=1e-6)
    assert 0 <= a.kilometres_to(b) <= 20_016
    assert math.isclose(a.kilometres_to(a), 0, abs_tol=1e-6)
