"""Debian's Chromium under Playwright, and a page that notes what a good page never does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Error, Page, WebSocket, sync_playwright

BEACON = "127.0.0.1:9/beacon"
SWITCHES = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
_WATCH_TASKS = """
window.__tasks = [];
new PerformanceObserver(list => window.__tasks.push(...list.getEntries().map(e => e.duration)))
    .observe({type: 'longtask', buffered: true});
"""


def chromium() -> str | None:
    """Where Chromium is, if it is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@dataclass
class Watch:
    """What happened in the page since the last `reset`."""

    page: Page
    errors: list[str] = field(default_factory=list)
    beacons: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    received: int = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(60_000)  # a machine that does much else at once may be slow
        self.page.on("pageerror", self._failed)
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", self._listen)

    def reset(self) -> None:
        self.errors.clear()
        self.beacons.clear()
        self.dialogs.clear()
        self.outside.clear()
        self.received = 0
        self.page.evaluate("() => { window.__tasks?.splice(0); delete window.__fired; }")

    @property
    def fired(self) -> object:
        """What hostile output has set, if it ran."""
        return self.page.evaluate("window.__fired ?? null")

    @property
    def longest_task(self) -> float:
        """Seconds of the longest task of the main thread (those under 0.05 s do not count)."""
        milliseconds: float = self.page.evaluate("Math.max(0, ...window.__tasks)")
        return milliseconds / 1000

    def _failed(self, error: Error) -> None:
        # ipywidgets' manager expects every notebook to have a kernel.
        if "@jupyter-widgets" not in (error.stack or ""):
            self.errors.append(error.stack or str(error))

    def _asked(self, url: str) -> None:
        if BEACON in url:
            self.beacons.append(url)
        elif url.startswith(("http", "ws")) and urlsplit(url).hostname != "127.0.0.1":
            self.outside.append(url)

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.dialogs.append(dialog.message)
        dialog.accept()

    def _listen(self, socket: WebSocket) -> None:
        def count(payload: str | bytes) -> None:
            self.received += len(payload if isinstance(payload, bytes) else payload.encode())

        if "/channels" in socket.url:  # a kernel's
            socket.on("framereceived", count)


@contextmanager
def watched_page() -> Iterator[Watch]:
    """A page in a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(_WATCH_TASKS)
        try:
            yield Watch(page)
        finally:
            browser.close()


def change_theme(page: Page, name: str, *, is_light: bool) -> None:
    """Change it, and wait until Lab has taken its splash away: it stumbles over two at a time."""
    command = "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
    page.evaluate(command, name)
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(is_light).lower()}'")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
