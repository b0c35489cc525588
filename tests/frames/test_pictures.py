"""Pictures: seen on light and on dark, said in words, and with their numbers beside them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import PIL.Image
import pytest

import gemini_magic as gm
from gemini_magic.api.types import UsageMetadata
from gemini_magic.frames.embeddings import Embeddings
from gemini_magic.frames.pictures import job_progress
from gemini_magic.ledger import Entry, Ledger
from gemini_magic.render.pictures import GREY, Picture
from gemini_magic.tasks.embedder import Embedder
from gemini_magic.tasks.evaluation import Evaluation


def embedding_map() -> Picture:
    random = np.random.default_rng(1)
    groups = [random.standard_normal(8) * 4 + random.standard_normal((9, 8)) * 0.1 for _ in "ab"]
    matrix = np.concatenate([*groups, np.full((1, 8), np.nan)]).astype(np.float32)
    items = pd.Series([f"costs ${n} & <b>more</b>" for n in range(19)], name="note")
    drawn: Picture = Embeddings(matrix, items, Embedder()).plot(method="pca")
    return drawn


def usage(folder: Path, *, days: int = 3) -> Any:
    path = folder / f"{days}.sqlite"
    with Ledger(path) as ledger:
        for n in range(12):
            when = f"2026-11-{1 + n * days // 3:02}T0{n % 10}:00:00.000000Z"
            counted = UsageMetadata(prompt_token_count=100 + n, candidates_token_count=7)
            cost = None if n % 3 == 0 else 0.01
            model = "mine" if n % 3 == 0 else "gemini-3-flash-preview"
            ledger.add(Entry(when, str(n), model, usage=counted, cost=cost, ms=500.0 + n))
    return gm.usage(path)


def jobs() -> Picture:
    made = datetime(2026, 11, 20, tzinfo=UTC)
    rows = [("batches/1", "<i>one</i>", "running", 40, 2, 58, made)]
    columns = ["job", "name", "state", "answered", "failed", "pending", "made"]
    return job_progress(pd.DataFrame(rows, columns=columns))


def evaluation() -> Picture:
    rows = [{"q": n, "correct": n < 8, "error": ""} for n in range(10)]
    return Evaluation(tuple(rows)).plot()


DRAWN: dict[str, Callable[[Path], Picture]] = {
    "map": lambda folder: embedding_map(),
    "time": lambda folder: usage(folder).plot(),
    "hours": lambda folder: usage(folder, days=0).plot(),
    "cost": lambda folder: usage(folder).plot("model"),
    "latency": lambda folder: usage(folder).plot("latency"),
    "jobs": lambda folder: jobs(),
    "evaluation": lambda folder: evaluation(),
}


@pytest.fixture(scope="module", params=DRAWN)
def picture(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Picture:
    return DRAWN[request.param](tmp_path_factory.mktemp("ledger"))


def test_a_picture_has_no_background_and_reads_on_light_and_on_dark(picture: Picture) -> None:
    image = PIL.Image.open(io.BytesIO(picture.png)).convert("RGBA")
    pixels = np.asarray(image).reshape(-1, 4)
    drawn = pixels[pixels[:, 3] > 250][:, :3].astype(int)

    assert pixels[0, 3] == 0
    assert len(drawn) > 500
    grey = int(GREY[1:3], 16)
    lettering = (np.abs(drawn - grey).max(axis=1) < 3).sum()
    assert lettering > 100  # axes and words, in the grey that both backgrounds let through
    assert 0.01 < (pixels[:, 3] > 100).mean() < 0.75
    assert len(picture.png) < 60_000


def test_axes_say_what_they_measure(picture: Picture) -> None:
    axes = picture.figure.axes

    assert all(one.get_xlabel() or one.get_ylabel() for one in axes)


def test_a_saved_notebook_has_the_picture_its_words_and_its_numbers(picture: Picture) -> None:
    shown = picture._repr_mimebundle_()

    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/plain"].startswith(picture.alt)
    for cell in picture.rows[1]:
        assert cell in shown["text/plain"]
    assert re.match(
        r'<figure [^>]*><img src="data:image/png;base64,[\w+/=]+" alt="', shown["text/html"]
    )
    assert "<table" in shown["text/html"]


def test_what_texts_hold_is_no_markup() -> None:
    for picture in (embedding_map(), jobs()):
        html = picture._repr_mimebundle_()["text/html"]

        assert "<b>" not in html
        assert "<i>" not in html
    assert "costs $" in str(embedding_map())


def test_words_say_what_a_picture_shows(tmp_path: Path) -> None:
    assert embedding_map().alt == "Map of 18 embeddings by PCA, in 2 groups: 0 (9), 1 (9)."
    assert jobs().alt == "Batch jobs: 1; 40 answered, 2 failed, 58 pending requests."
    assert "8 of 10 right: accuracy 80.0%" in evaluation().alt
    assert usage(tmp_path).plot("model").alt == (
        "Cost by model: 12 calls, 1,350 tokens, $0.0800 and 446 tokens whose price is unknown."
    )


def test_a_picture_is_written_to_a_file(tmp_path: Path) -> None:
    picture = jobs()

    assert picture.save(tmp_path / "jobs.png").read_bytes() == picture.png


def test_equal_numbers_are_an_equal_picture() -> None:
    assert embedding_map().png == embedding_map().png


def test_nothing_is_drawn_of_nothing_and_no_error_either(tmp_path: Path) -> None:
    empty = usage(tmp_path).iloc[:0]

    assert [empty.plot(kind).alt for kind in ("time", "model")] == [
        "Tokens per day: nothing was asked yet.",
        "Cost by model: nothing was asked yet.",
    ]
    assert empty.plot("latency").alt == "How long answers took: none yet."
    failed = usage(tmp_path, days=0).assign(tokens_in=0, tokens_out=0, cost_usd=np.nan)
    assert failed.plot().alt.startswith("Tokens per hour: 12 calls")
    nothing = Embeddings(np.empty((0, 0), np.float32), pd.Series([], dtype=object), Embedder())
    assert nothing.plot().alt == "Map of 0 embeddings by PCA."


def test_the_users_own_style_is_left_alone_and_no_window_opens() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    jobs()

    assert dict(mpl.rcParams) == before
    assert (
        "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()
    )


def test_without_matplotlib_the_remedy_is_named() -> None:
    program = (
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'matplotlib' else found(name, *a)\n"
        "from gemini_magic.tasks.evaluation import Evaluation\n"
        "from gemini_magic.errors import InvalidRequest\n"
        "try:\n"
        "    Evaluation(({'correct': True, 'error': ''},)).plot()\n"
        "except InvalidRequest as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert "pip install gemini-magic[frames]" in done.stdout
