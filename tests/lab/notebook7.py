"""A notebook that is open in Notebook 7: the same commands in another application."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.lab.notebook import IS_OPEN, POLLING, Notebook
from tests.lab.server import TOKEN, Lab

# Its page holds one document; another takes its place once that one is gone.
_LEAVE = """async () => {
    const open = window.jupyterapp.shell.currentWidget;
    await open?.context?.sessionContext.shutdown();
    open?.dispose();
}"""
_OPEN = """([path, kernelPreference]) => window.jupyterapp.commands.execute('docmanager:open',
    {path, factory: 'Notebook', kernelPreference, options: {ref: '_noref'}}).then(() => null)"""


@dataclass
class Notebook7(Notebook):
    """One notebook with its kernel, alone in its page."""

    def _show(self, kernel_preference: dict[str, bool]) -> None:
        self.page.evaluate(_LEAVE)
        self.page.evaluate(_OPEN, [self.name, kernel_preference])
        self.page.wait_for_function(IS_OPEN, arg=self.name, polling=POLLING)
        self.cell(0).wait_for()

    def close(self) -> None:
        """Shut its kernel down and leave an empty page; what was not saved is lost."""
        self.page.evaluate(_LEAVE)


def load(page: Page, lab: Lab, name: str) -> None:
    """Load the application by the address of a notebook."""
    page.goto(f"{lab.url}/notebooks/{name}?token={TOKEN}")
    page.wait_for_function(IS_OPEN, arg=name, timeout=60_000)
    page.wait_for_selector(".jp-Cell", timeout=60_000)
