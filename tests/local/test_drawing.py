"""Prompts become pictures: what is asked for is on them, where it was asked for."""

from __future__ import annotations

import io
from collections import deque
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gemini_magic.local.drawing import files
from gemini_magic.local.drawing.backdrops import BACKDROPS
from gemini_magic.local.drawing.colours import COLOURS, name_of
from gemini_magic.local.drawing.composing import scene_of
from gemini_magic.local.drawing.edits import edited
from gemini_magic.local.drawing.effects import EFFECTS
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.numbers import chart_from
from gemini_magic.local.drawing.painter import paint
from gemini_magic.local.drawing.scene import Effect, Item, Scene, scene_from
from gemini_magic.local.drawing.words import tokens

SIDE = 256


def drawn(prompt: str, width: int = SIDE, height: int = SIDE) -> Any:
    return paint(scene_of(prompt, width, height), width, height)


def colour_at(image: Any, x: float, y: float) -> str:
    return name_of(image.getpixel((round(x * image.width), round(y * image.height))))


def count(image: Any, colour: str) -> int:
    """Connected regions of a named colour, specks left out."""
    names = [name_of(pixel) for pixel in pixels(image)]
    width, seen, found = image.width, set[int](), 0
    for start, name in enumerate(names):
        if name != colour or start in seen:
            continue
        front, size = deque([start]), 0
        seen.add(start)
        while front:
            at = front.popleft()
            size += 1
            for near in (at - 1, at + 1, at - width, at + width):
                if 0 <= near < len(names) and near not in seen and names[near] == colour:
                    seen.add(near)
                    front.append(near)
        found += size > 12
    return found


def pixels(image: Any) -> list[tuple[int, int, int]]:
    raw = image.tobytes()
    return [(raw[i], raw[i + 1], raw[i + 2]) for i in range(0, len(raw), 3)]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_drawn(prompt: str) -> None:
    assert drawn(prompt, 128, 96).size == (128, 96)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "a the two seven red blue big cat circle star left of above between and with in hat "
            "background beach night 'hi' make remove add chart 3 , . : Katze 猫 是 quux".split()
        ),
        max_size=24,
    )
)
def test_any_order_of_known_words_is_drawn_and_edited(words: list[str]) -> None:
    prompt = " ".join(words)
    scene = scene_of(prompt, 96, 128)
    changed, _ = edited(scene, prompt, 0.75)

    assert paint(changed, 96, 128).mode == "RGB"
    assert scene_from(changed.to_json()) == changed


def test_equal_prompts_give_equal_files_and_other_seeds_other_ones() -> None:
    prompt = "a watercolour of a forest with a fox"
    one, same, other = (
        files.png(paint(scene_of(prompt, SIDE, SIDE, seed), SIDE, SIDE)) for seed in (1, 1, 2)
    )

    assert one == same
    assert one != other


@pytest.mark.parametrize("kind", sorted(MOTIFS))
def test_every_motif_shows_in_every_style(kind: str) -> None:
    empty = paint(Scene(), 96, 96)
    for style in ("flat", "cartoon", "line art", "sketch", "watercolour", "pixel art"):
        scene = Scene(items=(Item(kind, 0.5, 0.5, 0.8, "#e23636"),), style=style)

        assert paint(scene, 96, 96).tobytes() != empty.tobytes()


@pytest.mark.parametrize("backdrop", sorted(BACKDROPS))
@pytest.mark.parametrize("size", [(160, 40), (40, 160)], ids=["wide", "tall"])
def test_every_backdrop_fills_every_shape(backdrop: str, size: tuple[int, int]) -> None:
    assert paint(Scene(backdrop), *size).size == size


@pytest.mark.parametrize(
    ("prompt", "places"),
    [
        ("a red circle left of a blue square", {(0.3, 0.5): "red", (0.7, 0.5): "blue"}),
        ("a green square above a black triangle", {(0.5, 0.3): "green", (0.5, 0.75): "black"}),
        ("a purple heart between two orange squares",
         {(0.5, 0.5): "purple", (0.2, 0.5): "orange", (0.8, 0.5): "orange"}),
        ("a pink circle in the top left and a teal square in the bottom right",
         {(0.2, 0.2): "pink", (0.8, 0.72): "teal"}),
        ("a red circle on a yellow background", {(0.5, 0.5): "red", (0.05, 0.05): "yellow"}),
        ("un cercle rouge à gauche d'un carré bleu", {(0.05, 0.05): "beige"}),
        ("Ein roter Kreis auf blauem Hintergrund", {(0.5, 0.5): "red"}),
        ("círculo verde", {(0.5, 0.5): "green"}),
        ("蓝色背景上的红色圆形", {(0.5, 0.5): "red", (0.05, 0.05): "blue"}),
        ("plain green picture", {(0.5, 0.5): "green", (0.1, 0.9): "green"}),
    ],
)  # fmt: skip
def test_colours_are_where_they_were_asked_for(
    prompt: str, places: dict[tuple[float, float], str]
) -> None:
    image = drawn(prompt)
    expected = {place: name for place, name in places.items() if name != "beige"}

    assert expected == {place: colour_at(image, *place) for place in expected}


@pytest.mark.parametrize("number", [1, 2, 3, 5, 9, 12])
def test_there_are_as_many_as_were_asked_for(number: int) -> None:
    image = drawn(f"{number} red circles on a white background")

    assert number == count(image, "red")


def test_things_between_two_groups_count_too() -> None:
    image = drawn("three blue squares left of two orange circles, white background", 320, 200)

    assert (count(image, "blue"), count(image, "orange")) == (3, 2)


def test_a_hat_sits_on_the_head() -> None:
    cat, hat = scene_of("a cat wearing a red hat", SIDE, SIDE).items

    assert (cat.kind, hat.kind) == ("cat", "hat")
    assert abs(cat.x - hat.x) < 0.05
    assert cat.y - cat.size / 2 < hat.y + hat.size / 2 < cat.y


def test_quoted_words_are_written_and_unknown_things_are_named() -> None:
    scene = scene_of('a zeppelin over the mountains and the words "Bon voyage"', SIDE, SIDE)

    assert {"zeppelin", "Bon voyage"} == {item.words for item in scene.items if item.words}


def test_a_prompt_of_nothing_known_is_an_abstract_composition_with_its_words() -> None:
    scene = scene_of("Generate an image of quantum entanglement", SIDE, SIDE)

    assert (scene.backdrop, scene.items[0].words) == ("abstract", "quantum entanglement")


@pytest.mark.parametrize(
    ("prompt", "kind", "labels", "values"),
    [
        ("bar chart of apples: 3, pears: 5.5, plums: 1,200", "bar", ("apples", "pears", "plums"),
         (3, 5.5, 1200)),
        ("pie chart: A 30, B 20 and C 50", "pie", ("A", "B", "C"), (30, 20, 50)),
        ("line chart of 1, 4, 9, 16", "line", ("1", "2", "3", "4"), (1, 4, 9, 16)),
        ("bar chart of sales: Mon 12, Tue -4", "bar", ("Mon", "Tue"), (12, -4)),
    ],
)  # fmt: skip
def test_charts_take_their_numbers_from_the_prompt(
    prompt: str, kind: str, labels: tuple[str, ...], values: tuple[float, ...]
) -> None:
    chart = chart_from(prompt, kind)

    assert chart is not None
    assert (labels, values) == (chart.labels, chart.values)
    assert chart == scene_of(prompt, SIDE, SIDE).chart


def test_a_longer_bar_is_a_larger_number() -> None:
    image = drawn("bar chart: a 1, b 4", 300, 300)
    names = [name_of(pixel) for pixel in pixels(image)]

    assert names.count("coral") == pytest.approx(4 * names.count("blue"), rel=0.12)


def test_a_picture_carries_its_scene_and_stays_small() -> None:
    for prompt in ("a watercolour garden with five flowers", "a city at night", "nothing known"):
        scene = scene_of(prompt, 1024, 1024)
        data = files.png(paint(scene, 1024, 1024), scene)
        image = Image.open(io.BytesIO(data))

        assert scene == files.scene_in(image)
        assert len(data) < 200_000


def test_the_badge_is_in_every_picture() -> None:
    with_effects = Scene(effects=(Effect("invert"), Effect("rotate", 90)))
    for scene in (Scene(), with_effects):
        image = paint(scene, 300, 200)
        corner = image.crop((image.width - 40, image.height - 14, image.width, image.height))
        lights = [sum(pixel) for pixel in pixels(corner)]

        assert min(lights) < 260
        assert max(lights) > 600


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60) | st.recursive(
    st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["items", "backdrop", "seed", "style", "kind"]), inner)
).map(str))  # fmt: skip
def test_a_strangers_scene_is_refused_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match=r"scene|Expecting|Extra|Invalid|char"):
        scene_from(text)


@pytest.mark.parametrize(
    ("change", "bad"),
    [("size", 1e300), ("x", float("nan")), ("colour", "url(x)"), ("kind", 7), ("words", None)],
)
def test_wild_values_in_a_scene_are_bounded_or_refused(change: str, bad: Any) -> None:
    import json

    value = json.loads(Scene(items=(Item("cat", 0.5, 0.5, 0.3),)).to_json())
    value["items"][0][change] = bad
    try:
        scene = scene_from(json.dumps(value))
    except ValueError:
        return

    assert paint(scene, 64, 64).size == (64, 64)
    assert scene.items[0].size <= 2


def test_unknown_names_in_a_scene_do_no_harm() -> None:
    scene = Scene("nowhere", "#ffffff", (Item("chimera", 0.5, 0.5, 0.5),), "cubism",
                  effects=(Effect("explode", 9),))  # fmt: skip

    assert paint(scene, 64, 64).size == (64, 64)


@pytest.mark.parametrize("name", sorted(EFFECTS))
@pytest.mark.parametrize("value", [0.0, 1.0, 90.0, 4096.0, -4096.0])
def test_every_effect_bears_every_value(name: str, value: float) -> None:
    image = paint(Scene(effects=(Effect(name, value),)), 64, 48)

    assert max(image.size) <= 4096


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("make the background blue", "plain #346ad8"),
        ("set the background to a sunset", "sunset "),
        ("将背景设为日落", "sunset "),
        ("please remove the cat", "meadow "),
    ],
)
def test_backgrounds_change_and_things_go(prompt: str, expected: str) -> None:
    scene, said = edited(scene_of("a cat and a house", SIDE, SIDE), prompt, 1)

    assert said
    assert expected == f"{scene.backdrop} {scene.colour}"
    assert ("cat" in {item.kind for item in scene.items}) == ("remove" not in prompt)


def test_several_edits_in_one_prompt_are_all_done() -> None:
    start = scene_of("a red circle on a white background", SIDE, SIDE)
    prompt = "Make the circle green, add a blue square below the circle and write 'Hi' on it."
    scene, said = edited(start, prompt, 1)
    image = paint(scene, SIDE, SIDE)
    square = next(item for item in scene.items if item.kind == "square")

    assert len(said) == 3
    assert colour_at(image, 0.5, 0.5) == "green"
    assert colour_at(image, square.x, square.y) == "blue"
    assert square.y > 0.5
    assert "Hi" in {item.words for item in scene.items}


def test_an_edit_that_is_not_understood_changes_nothing() -> None:
    scene = scene_of("a dog", SIDE, SIDE)

    assert (scene, []) == edited(scene, "more gravitas, if you please", 1)


def test_colours_have_names_of_their_own() -> None:
    assert list(COLOURS) == [name_of(colour) for colour in COLOURS.values()]


def test_long_prompts_take_no_long_time() -> None:
    assert len(tokens("a red circle left of " * 5000)) < 2000
