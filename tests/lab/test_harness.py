"""The harness itself: it sees growth, interrupts, errors of cells, and what must never happen."""

from __future__ import annotations

from tests.lab.browser import BEACON, Watch
from tests.lab.conftest import OpenNotebook

SLOW = """import time
for number in range(100):
    print(number)
    time.sleep(0.1)"""


def test_a_cell_runs_and_its_output_is_saved(notebook: OpenNotebook) -> None:
    open_ = notebook("print('hello', 6 * 7)")
    open_.run(0)

    assert open_.text(0).strip() == "hello 42"
    assert open_.save()["cells"][0]["outputs"][0]["text"] == ["hello 42\n"]


def test_an_interrupt_stops_a_cell_and_the_next_one_runs(notebook: OpenNotebook) -> None:
    open_ = notebook(SLOW, "print('next')")
    open_.run(0, wait=False)
    open_.output(0).filter(has_text="3").first.wait_for()
    open_.interrupt()
    open_.wait(0)
    open_.run(1)

    assert "KeyboardInterrupt" in open_.text(0)
    assert open_.text(1).strip() == "next"


def test_what_hostile_output_does_is_noticed(notebook: OpenNotebook, watch: Watch) -> None:
    """Without this, tests that find nothing would prove nothing."""
    hostile = f'<img src="http://{BEACON}" onerror="window.__fired = 1">'
    open_ = notebook(f"from IPython.display import HTML\nHTML({hostile!r})")
    open_.run(0)
    watch.page.wait_for_function("window.__fired")

    assert watch.fired == 1
    assert watch.beacons == [f"http://{BEACON}"]
