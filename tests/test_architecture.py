"""The rules of the code base that no linter knows; import-linter checks who imports whom."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

import gemini_magic
from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "gemini_magic"
TESTS = REPOSITORY / "tests"
MOST_LINES = 300
# Folders where adding a thing is one file and its name in `__init__`.
LISTS = ["api/resources", "api/types", "attach/kinds", "local/endpoints", "local/skills", "tools"]
# Folders whose `__init__` says where things are.
MAPS = ["attach", "chat", "chat/live", "frames", "ledger", "magics", "panels", "render", "tasks"]
# Folders of tests that mirror no folder of the package.
OTHER_TESTS = {"lab", "benchmarks", "runs", "seeds", "local/sdk"}
LOAD_EXT = """
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.instance().run_line_magic("load_ext", "gemini_magic")
"""
HEAVY = ["httpx", "pandas", "ipywidgets", "anywidget", "pydantic", "markdown_it", "nh3", "PIL"]


def modules(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*.py")) if "__pycache__" not in path.parts)


def length(module: Path) -> int:
    """Lines below the module's docstring, which may draw a tree of errors."""
    source = module.read_text("utf-8")
    match ast.parse(source).body:
        case [ast.Expr(value=ast.Constant(value=str())) as docstring, *_]:
            return len(source.splitlines()) - (docstring.end_lineno or 0)
    return len(source.splitlines())


def imported_names(source: str) -> set[str]:
    """Every module or name that the source imports, by its last part."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").rpartition(".")[2], *(name.name for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name.rpartition(".")[2] for name in node.names}
    return found


@pytest.mark.parametrize("folder", LISTS)
def test_the_list_in_init_matches_the_folder(folder: str) -> None:
    init = PACKAGE / folder / "__init__.py"
    present = {path.stem for path in init.parent.glob("*.py")} - {"__init__", "base"}
    missing = present - imported_names(init.read_text("utf-8"))

    assert not missing, f"name these in gemini_magic/{folder}/__init__.py: {sorted(missing)}"


@pytest.mark.parametrize("folder", MAPS)
def test_the_docstring_of_a_package_names_its_modules(folder: str) -> None:
    init = PACKAGE / folder / "__init__.py"
    words = set(re.findall(r"\w+", ast.get_docstring(ast.parse(init.read_text("utf-8"))) or ""))
    packages = {path.parent.name for path in init.parent.glob("*/__init__.py")}
    present = {path.stem for path in init.parent.glob("*.py")} - {"__init__"} | packages

    assert present - words == set(), f"say in {folder}/__init__.py what these are for"


def test_no_module_is_too_long() -> None:
    lengths = {str(path.relative_to(PACKAGE)): length(path) for path in modules(PACKAGE)}
    long = {path: lines for path, lines in lengths.items() if lines > MOST_LINES}

    assert not long, f"look for the second idea in {long}"


def test_no_module_is_a_dumping_ground() -> None:
    names = {path.stem for root in (PACKAGE, TESTS) for path in modules(root)}

    assert not {name for name in names if re.search(r"util|helper|common|misc", name)}


def test_pytest_collects_every_test() -> None:
    tests = re.compile(r"^(?:async )?(?:def test|class Test)", re.MULTILINE)
    others = [path for path in modules(TESTS) if not path.name.startswith("test_")]
    lost = [path.name for path in others if tests.search(path.read_text("utf-8"))]

    assert not lost, f"pytest does not look into {lost}: name them test_*.py"


def test_test_folders_mirror_the_package() -> None:
    folders = {path.parent.relative_to(TESTS) for path in modules(TESTS)} - {Path()}
    strange = {
        str(folder)
        for folder in folders
        if OTHER_TESTS.isdisjoint({folder.parts[0], folder.as_posix()})
        and not (PACKAGE / folder).is_dir()
    }

    assert not strange


@pytest.mark.parametrize("statement", ["import gemini_magic", LOAD_EXT], ids=["import", "load"])
def test_nothing_heavy_is_imported_before_it_is_used(statement: str, tmp_path: Path) -> None:
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    environment = {"PATH": "", "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
        env=environment,
    )
    imported = set(json.loads(ran.stdout.splitlines()[-1]))

    assert "gemini_magic" in imported
    assert imported.isdisjoint(HEAVY)


def test_every_public_name_exists() -> None:
    missing = [name for name in gemini_magic.__all__ if not hasattr(gemini_magic, name)]

    assert not missing


def test_no_option_takes_a_key(shell: InteractiveShell) -> None:
    """A key in a cell is a key in a saved notebook."""
    for kind in ("cell", "line"):
        shown = shell.magics_manager.magics[kind]["gemini"].__doc__ or ""

        assert not re.search(r"--\S*(key|token|secret|password)", shown)


def test_the_changelog_names_this_version() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[?v?(\d[^]\s]*)", changelog, re.MULTILINE)

    assert versions[:1] == [gemini_magic.__version__]
