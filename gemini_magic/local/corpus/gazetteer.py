"""A few hundred places of the world, written for this project: cities and what people visit."""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

_FILE = Path(__file__).with_name("gazetteer.json")
_EARTH_KM = 6371.0088
_CITY = "city"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
# How people ask for a kind of place, by word stems of the eight languages of the engine.
_KINDS = {
    "museum": r"museums?|galler(?:y|ies)|museen|musées?|museos?|museus?|"
    r"博物馆|博物館|美术馆|美術館|박물관|미술관",
    "park": r"parks?|gardens?|gärten|parcs?|jardins?|parques?|jardines|公园|公園|공원",
    "church": r"church(?:es)?|cathedrals?|kirchen?|églises?|cathédrales?|iglesias?|catedral(?:es)?|"
    r"igrejas?|教堂|教会|大聖堂|성당|교회",
    "temple": r"temples?|shrines?|tempel|templos?|寺庙|寺院|神社|사원",
    "palace": r"palaces?|paläste?|palais|palacios?|palácios?|宫殿|宮殿|궁전",
    "castle": r"castles?|schlösser|schloss|burgen|châteaux?|castillos?|castelos?|城堡|お城|고성",
    "mountain": r"mountains?|berge?|montagnes?|montañas?|montanhas?|山峰|高山|산들",
    "station": r"(?:train|railway) stations?|bahnh(?:of|öfe)|gares?|estación|estaciones|estação|"
    r"estações|火车站|駅|기차역",
    "bridge": r"bridges?|brücken?|ponts?|puentes?|pontes?|桥梁|橋|다리",
    "square": r"squares?|plätze|places publiques|plazas?|praças?|广场|広場|광장",
    "waterfall": r"(?:water)?falls|wasserfälle?|chutes|cascades?|cataratas?|瀑布|滝|폭포",
    "beach": r"beach(?:es)?|strände|strand|plages?|playas?|praias?|海滩|ビーチ|해변",
    "lake": r"lakes?|seen|lacs?|lagos|湖泊|湖水|호수",
    "library": r"librar(?:y|ies)|bibliothek(?:en)?|bibliothèques?|bibliotecas?|"
    r"图书馆|図書館|도서관",
    "university": r"universit(?:y|ies)|universität(?:en)?|universités?|universidad(?:es)?|"
    r"universidades?|大学|대학교",
    "city": r"cit(?:y|ies)|towns?|städte?|stadt|villes?|ciudad(?:es)?|cidades?|城市|都市|도시",
    "": r"landmarks?|sights?|sightseeing|attractions?|monuments?|sehenswürdigkeit(?:en)?|"
    r"(?:things|places|what) to (?:see|visit|do)|sites touristiques|monumentos?|"
    r"lugares de interés|pontos turísticos|景点|名胜|観光地|名所|관광지|명소",
}


@dataclass(frozen=True)
class Point:
    """A place on the globe in degrees; south and west are negative."""

    latitude: float
    longitude: float

    def kilometres_to(self, other: "Point") -> float:
        """The great-circle distance, by the haversine formula."""
        south, north = math.radians(self.latitude), math.radians(other.latitude)
        turn = math.radians(other.longitude - self.longitude)
        half = math.sin((north - south) / 2) ** 2
        half += math.cos(south) * math.cos(north) * math.sin(turn / 2) ** 2
        return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


@dataclass(frozen=True)
class Place:
    name: str
    kind: str
    country: str
    latitude: float
    longitude: float
    text: str
    city: str = ""
    also: tuple[str, ...] = ()

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)

    @cached_property
    def place_id(self) -> str:
        slug = re.sub(r"[\W_]+", "-", self.name.casefold()).strip("-")
        return f"places/local-{slug}"

    @property
    def uri(self) -> str:
        """Where a map shows it; the engine never goes there itself."""
        at = f"{self.latitude}%2C{self.longitude}"
        return f"https://www.google.com/maps/search/?api=1&query={at}"

    def name_in(self, language: str) -> str:
        """Its name in the script of the language; else the English one."""
        han = [name for name in self.also if _HAN.search(name) and not _KANA.search(name)]
        names = {
            "zh": han[:1],
            # The Chinese name stands before the Japanese one.
            "ja": [name for name in self.also if _KANA.search(name)] or han[-1:],
            "ko": [name for name in self.also if _HANGUL.search(name)],
        }
        return next(iter(names.get(language, ())), self.name)


@cache
def places() -> tuple[Place, ...]:
    rows = json.loads(_FILE.read_text("utf-8"))
    return tuple(Place(**{**row, "also": tuple(row.get("also", ()))}) for row in rows)


def named_in(text: str) -> list[Place]:
    """The places that a text names, in its order; the longest name wins where two begin."""
    found: dict[str, Place] = {}
    names, pattern = _names()
    for match in pattern.finditer(text.casefold()):
        place = names[match[0]]
        found.setdefault(place.name, place)
    return list(found.values())


def kinds_in(text: str) -> set[str]:
    """The kinds of places that a text asks for; the empty one stands for all sights."""
    # What is a part of a name, as in "Hyde Park", asks for nothing.
    text = _names()[1].sub(" ", text.casefold())
    return {kind for kind, pattern in _kinds().items() if pattern.search(text)}


def nearest(point: Point, kinds: Iterable[str] = ()) -> list[tuple[float, Place]]:
    """Places of these kinds, or all sights, with their distance in kilometres, nearest first."""
    wanted = set(kinds) - {""}
    chosen = [p for p in places() if (p.kind in wanted if wanted else p.kind != _CITY)]
    measured = [(point.kilometres_to(place.point), place) for place in chosen]
    return sorted(measured, key=lambda one: (one[0], one[1].name))


@cache
def _names() -> tuple[dict[str, Place], re.Pattern[str]]:
    names = {n.casefold(): place for place in places() for n in (place.name, *place.also)}
    ordered = sorted(names, key=len, reverse=True)
    return names, re.compile("|".join(map(_alone, ordered)))


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(_alone(word, literal=False) for word in _split(words)))
        for kind, words in _KINDS.items()
    }


def _split(words: str) -> list[str]:
    """The alternatives of a pattern, those in brackets left together."""
    return re.findall(r"(?:\([^)]*\)|[^|(])+", words)


def _alone(name: str, *, literal: bool = True) -> str:
    """Latin words stand alone; names in scripts without spaces may stand anywhere."""
    pattern = re.escape(name) if literal else name
    latin = all(ord(sign) < 0x2000 for sign in name)
    return rf"(?<![^\W\d_]){pattern}(?![^\W\d_])" if latin else pattern
