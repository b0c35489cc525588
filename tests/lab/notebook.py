"""A notebook that is open in the browser: run its cells, read what they show, save it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from tests.lab.server import Lab

# Lab's own indicator says "idle" 0.7 s before there is a session, and a run asked for then is
# lost: so ask the kernel connection.
_READY = """path => {
    const context = window.jupyterapp.shell.currentWidget?.context;
    const session = context?.path === path && context.sessionContext;
    const kernel = session && session.session?.kernel;
    return Boolean(kernel) && session.isReady && kernel.connectionStatus === 'connected'
        && kernel.status === 'idle';
}"""
_RUN = """number => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = number;
    notebook.deselectAll();
    window.jupyterapp.commands.execute('notebook:run-cell');
}"""
_HAS_RUN = """number => {
    const model = window.jupyterapp.shell.currentWidget.content.widgets[number].model;
    return model.executionCount > 0 && model.executionState !== 'running';
}"""
_OPEN = """([path, kernelPreference]) => window.jupyterapp.commands
    .execute('docmanager:open', {path, factory: 'Notebook', kernelPreference}).then(() => null)"""
IS_OPEN = """path => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const cells = panel?.context?.path === path && panel.context.model.cells?.length;
    return cells && panel.content.widgets.length === cells;
}"""
"""All of it: a page adds the cells of a notebook one after another, when it has nothing to do."""
_NO_KERNEL = {"shouldStart": False, "canStart": False, "autoStartDefault": False}
_CLOSE = """async path => {
    for (const panel of window.jupyterapp.shell.widgets('main')) {
        if (panel.context?.path === path) {
            await panel.context.sessionContext.shutdown();
            panel.dispose();
        }
    }
}"""
_SOURCE = """number => window.jupyterapp.shell.currentWidget
    .content.widgets[number].model.sharedModel.getSource()"""
_OUTPUTS = """number => {
    const cell = window.jupyterapp.shell.currentWidget?.content?.widgets[number];
    return cell?.model && {outputs: cell.model.outputs.toJSON()};
}"""


POLLING = 50
"""Milliseconds between looks at the page: to look with each frame makes Chromium draw them all."""


@dataclass
class Notebook:
    """One notebook with its kernel, in the tab that is in front."""

    page: Page
    lab: Lab
    name: str

    def open(self) -> None:
        """Open it from disk and wait for its kernel."""
        self._show({})
        self.page.wait_for_function(_READY, arg=self.name, timeout=60_000, polling=POLLING)

    def open_without_kernel(self) -> None:
        """Open it from disk as somebody does who only reads it."""
        self._show(_NO_KERNEL)

    def _show(self, kernel_preference: dict[str, bool]) -> None:
        self.page.evaluate(_OPEN, [self.name, kernel_preference])
        self.page.wait_for_function(IS_OPEN, arg=self.name, polling=POLLING)
        self.cell(0).wait_for()

    def run(self, number: int, *, wait: bool = True) -> None:
        """Run one cell, and wait until it has ended unless told otherwise."""
        self.page.evaluate(_RUN, number)
        if wait:
            self.wait(number)

    def run_all(self) -> None:
        """Run cell after cell, until one fails; do not wait for the end."""
        self.page.evaluate(
            "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
        )

    def wait(self, number: int, seconds: float = 60) -> None:
        """Wait until a cell that was run has ended."""
        patience = seconds * 1000
        self.page.wait_for_function(_HAS_RUN, arg=number, timeout=patience, polling=POLLING)

    def answer(self, number: int, text: str) -> None:
        """Type into the field behind the question that a running cell asks."""
        field = self.cell(number).locator("input.jp-Stdin-input")
        field.fill(text)
        asked = field.element_handle()
        field.press("Enter")
        self.page.wait_for_function("field => !field.isConnected", arg=asked, polling=POLLING)

    def source(self, number: int) -> str:
        """What stands in a cell."""
        source: str = self.page.evaluate(_SOURCE, number)
        return source

    def interrupt(self) -> None:
        """What the toolbar's square does."""
        self.page.evaluate(
            "() => { window.jupyterapp.commands.execute('notebook:interrupt-kernel'); }"
        )

    def scroll_to(self, number: int) -> None:
        self.page.evaluate(
            "number => window.jupyterapp.shell.currentWidget.content.scrollToItem(number)", number
        )

    def cell(self, number: int) -> Locator:
        visible = ".jp-NotebookPanel:not(.lm-mod-hidden)"
        return self.page.locator(f'{visible} .jp-Cell[data-windowed-list-index="{number}"]')

    def output(self, number: int) -> Locator:
        return self.cell(number).locator(".jp-OutputArea-output")

    def text(self, number: int) -> str:
        """What a reader sees below a cell; empty when there is no output."""
        if self.outputs(number):  # which Lab may not have drawn yet
            self.output(number).locator("*").first.wait_for(state="attached")
        return "\n".join(self.output(number).all_inner_texts())

    def outputs(self, number: int) -> list[dict[str, Any]]:
        """A cell's outputs as they would be saved."""
        # A notebook that is opened anew gets its cells while the one before is still in front.
        found = self.page.wait_for_function(_OUTPUTS, arg=number, polling=POLLING).json_value()
        outputs: list[dict[str, Any]] = found["outputs"]
        return outputs

    @property
    def trusted(self) -> bool:
        """Whether Lab shows its outputs unsanitised."""
        trusted: bool = self.page.evaluate(
            "window.jupyterapp.shell.currentWidget.content.widgets.every(c => c.model.trusted)"
        )
        return trusted

    @property
    def has_kernel(self) -> bool:
        kernel = "window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel"
        return bool(self.page.evaluate(f"Boolean({kernel})"))

    def save(self) -> dict[str, Any]:
        """Save it, and read what is now on disk."""
        self.page.evaluate("window.jupyterapp.shell.currentWidget.context.save()")
        return self.lab.read_json(self.name)

    def close(self) -> None:
        """Shut its kernel down and close its tab; what was not saved is lost."""
        self.page.evaluate(_CLOSE, self.name)

    def _command(self, name: str) -> None:
        """Start one of Lab's commands, and do not wait for it."""
        self.page.evaluate("name => { window.jupyterapp.commands.execute(name); }", name)
