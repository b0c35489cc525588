"""The Google Maps tool: places of the bundled gazetteer, near, in, between or by name."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gemini_magic.local import tokens
from gemini_magic.local.answer import Answer, Piece, Text, Thought, computed
from gemini_magic.local.corpus.gazetteer import Place, Point, kinds_in, named_in, nearest, places
from gemini_magic.local.corpus.server_tool import invocation
from gemini_magic.local.grounding import Grounding, Wire
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.language import language_of
from gemini_magic.local.words.phrases import LANGUAGES, phrase

_LONGEST_PROMPT = 600
_MOST_PLACES = 5
_FEW = 3
_AROUND_KM = 65.0
_NEAR = re.compile(
    r"\bnear(?:by|est)?\b|\bclose(?:st)? (?:to|by)\b|\baround (?:me|here)\b|\bfrom here\b|\bhere\b"
    r"|in der nähe|\bumgebung\b|près d|à proximité|autour de|\bcerca\b|\bperto\b|\baqui\b|\baquí\b"
    r"|附近|周边|最近的|近く|周辺|最寄り|근처|가까운|주변",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\bhow far\b|\bdistances?\b|\bwie weit\b|\bentfernung\b|\bdistancia\b|\bdistância\b|"
    r"\bqué tan lejos\b|\bquão longe\b|\bà quelle distance\b|多远|多遠|距离|距離|"
    r"どのくらい離れ|거리|얼마나 먼",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\bwhere\b|\bwo\b|\boù\b|\bdónde\b|\bonde\b|哪里|哪儿|どこ|어디|\bmaps?\b|\bkarte\b|地图|地図|지도",
    re.IGNORECASE,
)
# Kinds that the gazetteer knows nothing of.
_UNKNOWN_KINDS = re.compile(
    r"\b(?:restaurants?|caf[eé]s?|coffee|bars?|pubs?|hotels?|hostels?|shops?|stores?|pharmac\w+|"
    r"pizzas?|sushi|burgers?|gas stations?|supermarkets?|hospitals?|läden|apotheken?|magasins?|"
    r"pharmacies?|tiendas?|restaurantes?|hoteles|hotéis|lojas?|farm[aá]cias?)\b"
    r"|餐厅|餐馆|咖啡|酒店|商店|药店|レストラン|カフェ|ホテル|식당|카페|호텔",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Asked:
    """What a prompt says of places: kinds, names, and whether it means those near by."""

    prompt: str
    language: str
    here: Point | None
    kinds: set[str]
    named: list[Place]
    is_near: bool

    @property
    def is_about_places(self) -> bool:
        return bool(self.kinds or self.named or self.is_near or _WHERE.search(self.prompt))

    @property
    def lacks_location(self) -> bool:
        is_open = self.is_near or (bool(self.kinds) and not _WHERE.search(self.prompt))
        return is_open and not self.named and self.here is None


def answer(request: Request, resources: Resources) -> Answer | None:
    tools = [t["googleMaps"] for t in request.body.get("tools", ()) if "googleMaps" in t]
    if not tools or not request.prompt or len(request.prompt) > _LONGEST_PROMPT:
        return None
    asked = _asked(request)
    is_unknown = bool(_UNKNOWN_KINDS.search(asked.prompt)) and not asked.kinds
    if not asked.is_about_places and not is_unknown:
        return None
    if asked.lacks_location and not is_unknown:
        said = phrase(asked.language, "maps_unlocated")
        return computed(["No location came with the request."], said)
    found = None if is_unknown else _found(asked)
    if found is None:
        said = phrase(asked.language, "maps_nothing", count=len(places()))
        return computed(["The gazetteer holds nothing of this kind."], said)
    widget = any(tool.get("enableWidget") for tool in tools)
    return Answer(_told(request, resources, found, widget=widget))


def _asked(request: Request) -> _Asked:
    prompt = request.prompt
    return _Asked(
        prompt, _language(request), _here(request), kinds_in(prompt), named_in(prompt),
        bool(_NEAR.search(prompt)),
    )  # fmt: skip


def _found(asked: _Asked) -> "_Found | None":
    named, here, language = asked.named, asked.here, asked.language
    if _DISTANCE.search(asked.prompt) and len(named) + (here is not None) > 1:
        return _between(named, here, language)
    if named and (asked.kinds or asked.is_near):
        return _around(named[0], asked.kinds, language)
    if named:
        return _about(named, language)
    if here is not None and (asked.kinds or asked.is_near):
        return _near(here, asked.kinds, language)
    return None


class _Found:
    """What is told of which places, in order."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.places: list[Place] = []
        self.grounding = Grounding()

    def say(self, text: str, *told: Place) -> None:
        """Adds text that these places support."""
        for place in told:
            if place not in self.places:
                self.places.append(place)
                self.grounding.chunks.append(_chunk(place, self.language))
        self.grounding.say(text, *(self.places.index(place) for place in told))


def _language(request: Request) -> str:
    """That of `languageCode`, where the engine speaks it; else that of the question."""
    code = str(_retrieval(request).get("languageCode", "")).replace("_", "-").lower()
    primary = code.partition("-")[0]
    return primary if primary in LANGUAGES else language_of(request.prompt)


def _here(request: Request) -> Point | None:
    at = _retrieval(request).get("latLng")
    return None if at is None else Point(at.get("latitude", 0.0), at.get("longitude", 0.0))


def _retrieval(request: Request) -> Wire:
    config: Wire = request.body.get("toolConfig", {}).get("retrievalConfig", {})
    return config


def _between(named: list[Place], here: Point | None, language: str) -> _Found:
    found = _Found(language)
    if len(named) > 1:
        start, end = named[0].name_in(language), named[1].name_in(language)
        away = named[0].point.kilometres_to(named[1].point)
        told = named[:2]
    else:
        start, end = phrase(language, "maps_here"), named[0].name_in(language)
        away = (here or named[0].point).kilometres_to(named[0].point)
        told = named[:1]
    said = phrase(language, "maps_distance", start=start, end=end, away=_distance(away))
    found.say(said, *told)
    return found


def _around(place: Place, kinds: set[str], language: str) -> _Found | None:
    near = [(km, other) for km, other in nearest(place.point, kinds) if other != place]
    within = [one for one in near if one[0] <= _AROUND_KM]
    where = place.name_in(language)
    if place.kind == "city":
        return _listed(within, phrase(language, "maps_in", where=where), language)
    return _listed(within or near[:_FEW], phrase(language, "maps_near", where=where), language)


def _near(here: Point, kinds: set[str], language: str) -> _Found | None:
    near = nearest(here, kinds)
    heading = phrase(language, "maps_near", where=phrase(language, "maps_here"))
    within = [one for one in near if one[0] <= _AROUND_KM]
    return _listed(within or near[:_FEW], heading, language)


def _listed(near: list[tuple[float, Place]], heading: str, language: str) -> _Found | None:
    if not near:
        return None
    found = _Found(language)
    found.say(f"{heading}\n")
    for km, place in near[:_MOST_PLACES]:
        found.say("\n- ")
        name, away = place.name_in(language), _distance(km)
        found.say(phrase(language, "maps_place", name=name, away=away, text=place.text), place)
    return found


def _about(named: list[Place], language: str) -> _Found:
    found = _Found(language)
    for place in named[:_MOST_PLACES]:
        found.say("\n\n" if found.places else "")
        said = phrase(
            language, "maps_about", name=place.name_in(language), country=place.country,
            text=place.text, latitude=place.latitude, longitude=place.longitude,
        )  # fmt: skip
        found.say(said, place)
    return found


def _told(
    request: Request, resources: Resources, found: _Found, *, widget: bool
) -> Iterator[Piece]:
    grounding = found.grounding
    yield Thought(
        f"A bundled gazetteer of {len(places())} places, not Google Maps, holds "
        f"{', '.join(place.name for place in found.places)}."
    )
    listed = [{"place_id": p.place_id, "name": p.name, "url": p.uri} for p in found.places]
    queries = {"queries": [request.prompt]}
    yield from invocation(request, resources.signer, "GOOGLE_MAPS", queries, {"places": listed})
    grounding.say(f"\n\n{phrase(found.language, 'maps_note')}")
    grounding.tokens = sum(tokens.count_text(place.text) for place in found.places)
    if widget:
        listed_ids = " ".join(place.place_id for place in found.places).encode()
        token = f"local/{base64.urlsafe_b64encode(listed_ids).decode('ascii')}"
        grounding.extra["googleMapsWidgetContextToken"] = token
    yield grounding
    yield Text(grounding.text)


def _chunk(place: Place, language: str) -> Wire:
    title = place.name_in(language)
    text = f"{place.text} {place.latitude}, {place.longitude}; {place.country}"
    return {"maps": {"uri": place.uri, "title": title, "text": text, "placeId": place.place_id}}


def _distance(kilometres: float) -> str:
    if kilometres < 1:
        return f"{round(kilometres * 100) * 10} m"
    return f"{kilometres:.1f} km" if kilometres < 100 else f"{kilometres:.0f} km"
