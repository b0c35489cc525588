"""`setup`: installs the heavy parts (SmolLM2 and its runtime), pinned and with hashes checked."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("heavy.txt")


def set_up(*, only_check: bool = False) -> int:
    """Installs what is missing and says so; the exit status is 0 when all is there."""
    missing = [f"{name} {version}" for name, version in pins() if not is_installed(name, version)]
    if not missing:
        listed = " and ".join(f"{name} {version}" for name, version in pins())
        print(f"The local engine is complete: {listed} are installed.")
        return 0
    if only_check:
        print(f"Not installed: {', '.join(missing)}. Without --check, this command installs them.")
        return 1
    installer = next(_installers(), None)
    if installer is None:
        print(
            "Neither pip nor uv was found for this Python. Install one of them, for example with "
            f"`{sys.executable} -m ensurepip`, and run this command again.",
            file=sys.stderr,
        )
        return 1
    print(f"Installing {', '.join(missing)} (about 130 MB) …", flush=True)
    command = [*installer, "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS)]
    return subprocess.run(command, check=False).returncode


def pins() -> list[tuple[str, str]]:
    """Names and versions in the requirements file."""
    return re.findall(r"^([\w-]+)==(\S+)", REQUIREMENTS.read_text("utf-8"), re.MULTILINE)


def is_installed(name: str, version: str) -> bool:
    try:
        return metadata.version(name) == version
    except metadata.PackageNotFoundError:
        return False


def _installers() -> Iterator[list[str]]:
    """Commands that install into this interpreter: its own pip, or a uv wherever there is one."""
    for tool in ([sys.executable, "-m", "pip"], ["uv", "pip"], ["python3", "-m", "uv", "pip"]):
        program = shutil.which(tool[0])
        if program is None:
            continue
        command = [program, *tool[1:]]
        asked = subprocess.run([*command, "--help"], check=False, capture_output=True)
        if asked.returncode == 0:
            own_pip = tool[0] == sys.executable
            yield [*command, "install", *([] if own_pip else ["--python", sys.executable])]
