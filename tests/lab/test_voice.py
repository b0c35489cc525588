"""The voice panel in real frontends: a Chromium whose microphone says a sentence over and over."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from gemini_magic.api.audio import wav
from gemini_magic.local.sound.speech import Speaker
from tests.conftest import REPOSITORY
from tests.lab.browser import SWITCHES, Watch, change_theme, chromium
from tests.lab.notebook import Notebook
from tests.lab.notebook7 import Notebook7, load
from tests.lab.server import TOKEN, WITHOUT_A_KEY, Lab, notebook_of

SHOTS = REPOSITORY / "build" / "lab"
PATIENCE = 15_000  # ms

# Which tracks of the microphone are live: the browser's sign of recording, for a test.
_WATCH_MICROPHONE = """() => {
    window.__tracks = [];
    const devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async wanted => {
        if (window.__refused) throw new DOMException('no', 'NotAllowedError');
        const stream = await open(wanted);
        window.__tracks.push(...stream.getTracks());
        return stream;
    };
}"""
_IS_RECORDED = "() => window.__tracks.some(track => track.readyState === 'live')"
_IS_SILENT = "() => window.__tracks.every(track => track.readyState === 'ended')"
_CLOSE_OTHER_VIEWS = """() => [...window.jupyterapp.shell.widgets('main')]
    .filter(one => !one.context).forEach(one => one.dispose())"""
_PAGES = {Notebook: "lab_page", Notebook7: "notebook7_page"}
_RESTART = """() => window.jupyterapp.shell.currentWidget.context
    .sessionContext.session.kernel.restart()"""


@pytest.fixture(scope="module")
def booth(session_watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a microphone: what it hears is spoken by the local engine."""
    speaker = Speaker()
    question = tmp_path_factory.mktemp("voice") / "question.wav"
    question.write_bytes(wav(speaker.speech("What is six times seven?"), 24_000))
    speaker.close()
    running = session_watch.page.context.browser
    assert running is not None
    fakes = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={question}",
    ]
    browser = running.browser_type.launch(executable_path=chromium(), args=[*SWITCHES, *fakes])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def lab_page(booth: Browser, lab: Lab) -> Page:
    """JupyterLab in that browser."""
    page = _page(booth)
    page.goto(f"{lab.url}/lab/workspaces/voice?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Launcher", timeout=60_000)
    return page


@pytest.fixture(scope="module")
def notebook7_page(booth: Browser, lab: Lab) -> Page:
    """Notebook 7 in that browser."""
    page = _page(booth)
    lab.write("voice_blank.ipynb", [""])
    load(page, lab, "voice_blank.ipynb")
    return page


def _page(booth: Browser) -> Page:
    page = booth.new_page(viewport={"width": 1100, "height": 800})
    page.add_init_script(f"({_WATCH_MICROPHONE})()")
    return page


def opened(kind: type[Notebook], page: Page, lab: Lab, *cells: str) -> Notebook:
    """A notebook whose cells 0 and 1 have run: the extension is loaded, the panel is there."""
    page.bring_to_front()
    name = f"voice_{len(list(lab.notebooks.glob('voice_*')))}.ipynb"
    cells = ("%load_ext gemini_magic", *cells)
    lab.write_json(name, notebook_of(cells, kernel=WITHOUT_A_KEY))
    notebook = kind(page, lab, name)
    notebook.open()
    notebook.run(0)
    notebook.run(1)
    return notebook


def panel_of(notebook: Notebook) -> Locator:
    panel = notebook.cell(1).locator(".gm-voice")
    panel.wait_for(timeout=PATIENCE)
    return panel


def state(panel: Locator, name: str) -> None:
    expect(panel).to_have_attribute("data-state", name, timeout=PATIENCE)


def says(panel: Locator, text: str) -> None:
    expect(panel.locator(".gm-turns")).to_contain_text(text, timeout=PATIENCE)


def types(panel: Locator, text: str) -> None:
    field = panel.get_by_label("Say by typing")
    field.fill(text)
    field.press("Enter")


def hears_sound(panel: Locator) -> None:
    """The meter hangs at a tap behind the player: what it shows is what is played."""
    state(panel, "speaking")
    expect(panel.locator("meter")).not_to_have_js_property("value", 0, timeout=PATIENCE)


@pytest.mark.parametrize("kind", [Notebook, Notebook7])
def test_a_conversation_is_held_heard_interrupted_ended_and_read_again(
    request: pytest.FixtureRequest, lab: Lab, kind: type[Notebook]
) -> None:
    page: Page = request.getfixturevalue(_PAGES[kind])
    notebook = opened(kind, page, lab, "%gemini panel voice")
    panel = panel_of(notebook)
    talk = panel.get_by_role("button", name="Hold to talk")
    state(panel, "resting")
    assert "not Gemini" in panel.inner_text()

    talk.hover()
    page.mouse.down()
    state(panel, "listening")
    assert page.evaluate(_IS_RECORDED)
    expect(panel.locator("meter")).not_to_have_js_property("value", 0, timeout=PATIENCE)
    page.wait_for_timeout(1_000)
    page.mouse.up()
    says(panel, "seconds of sound")  # the engine has heard it, and understands no words here
    assert page.evaluate(_IS_SILENT)
    heard = re.search(r"heard (\d\.\d) seconds of sound at -(\d+)", panel.inner_text())
    assert heard is not None
    assert 0.9 <= float(heard[1]) <= 3
    assert int(heard[2]) < 40  # decibels below full scale: a voice, and no silence
    hears_sound(panel)

    types(panel, "What is 6 * 7?")
    says(panel, "interrupted")
    says(panel, "42")
    hears_sound(panel)
    panel.get_by_role("button", name="Stop").click()
    expect(panel).not_to_have_attribute("data-state", "speaking")

    panel.get_by_role("button", name="End").click()
    expect(notebook.output(1).locator("audio")).to_have_count(3, timeout=PATIENCE)
    assert notebook.cell(1).locator(".gm-voice").count() == 0
    notebook.save()
    notebook.close()
    notebook.open_without_kernel()
    expect(notebook.output(1).locator("audio")).to_have_count(3, timeout=PATIENCE)
    text = notebook.text(1)
    assert "What is 6 * 7?" in text
    assert "42" in text
    assert len(lab.read(notebook.name)) < 400_000
    notebook.close()


def test_it_lets_go_of_the_microphone_whatever_happens(lab_page: Page, lab: Lab) -> None:
    page = lab_page
    notebook = opened(Notebook, page, lab, "import gemini_magic as gm\ngm.panel.voice()")
    panel = panel_of(notebook)
    talk = panel.locator(".gm-talk")

    talk.focus()
    page.keyboard.press("Space")  # a tap: it listens until the next one
    state(panel, "listening")
    assert talk.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Enter")
    page.wait_for_function(_IS_SILENT)

    page.keyboard.press("Space")
    page.wait_for_function(_IS_RECORDED)
    notebook.run(1)  # the cell is run again
    page.wait_for_function(_IS_SILENT)
    state(panel, "resting")

    talk.focus()
    page.keyboard.press("Space")
    state(panel, "listening")
    page.evaluate(_RESTART)
    state(panel, "lost")
    page.wait_for_function(_IS_SILENT)
    assert talk.is_disabled()
    expect(panel.get_by_role("status")).to_have_text("the kernel is gone: run the cell again")
    notebook.close()


def test_what_hinders_it_is_said_and_typing_goes_on(lab_page: Page, lab: Lab) -> None:
    page = lab_page
    notebook = opened(Notebook, page, lab, "%gemini panel voice", "import time; time.sleep(4)")
    panel = panel_of(notebook)

    page.evaluate("window.__refused = true")
    panel.locator(".gm-talk").click()
    expect(panel.get_by_role("status")).to_contain_text("gives no microphone (NotAllowedError)")
    page.evaluate("window.__refused = false")
    types(panel, "What is 2 * 3?")
    says(panel, "6")

    notebook.run(2, wait=False)
    page.wait_for_timeout(300)
    types(panel, "What is 3 * 3?")
    expect(panel.get_by_role("status")).to_contain_text("the kernel is busy", timeout=PATIENCE)
    notebook.wait(2)
    says(panel, "9")

    # A view that opens late shows what was said before.
    page.evaluate("window.jupyterapp.commands.execute('notebook:create-output-view')")
    other = page.locator(".jp-LinkedOutputView .gm-voice")
    expect(other.locator("li")).to_contain_text(["What is 2 * 3?", "3 × 3 = **9**"])
    page.evaluate(_CLOSE_OTHER_VIEWS)
    notebook.close()


def test_it_is_readable_by_day_and_night(lab_page: Page, lab: Lab) -> None:
    """Pictures of both are left in build/lab for whoever changes how things look."""
    page = lab_page
    notebook = opened(Notebook, page, lab, "%gemini panel voice")
    panel = panel_of(notebook)
    types(panel, "What is 6 * 7?")
    says(panel, "42")
    SHOTS.mkdir(parents=True, exist_ok=True)
    for theme, is_light in (("JupyterLab Dark", False), ("JupyterLab Light", True)):
        change_theme(page, theme, is_light=is_light)
        page.screenshot(path=SHOTS / f"voice_{'light' if is_light else 'dark'}.png")
        words = panel.locator(".gm-model .gm-words").first
        colour = words.evaluate("words => getComputedStyle(words).color")
        brightness = sum(int(value) for value in re.findall(r"\d+", colour)[:3])
        assert (brightness < 3 * 100) == is_light, colour
    unnamed = panel.locator("button, input, meter").evaluate_all(
        "all => all.filter(one => !(one.ariaLabel || one.textContent.trim())).length"
    )
    assert unnamed == 0
    notebook.close()
