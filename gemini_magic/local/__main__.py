"""The command line of the local engine: `serve`, `setup` and `doctor`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gemini_magic.local.faults import rate_from
from gemini_magic.local.lesson import Lesson
from gemini_magic.local.script import read_script


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.command == "setup":
        from gemini_magic.local.heavy import set_up

        return set_up(only_check=options.check)
    if options.command == "doctor":
        from gemini_magic.local.doctor import report

        print(report())
        return 0
    # Imported late: tornado is needed to serve, and for nothing else.
    from gemini_magic.local.project import Dials
    from gemini_magic.local.server import serve

    return serve(
        port=options.port,
        api_key=options.api_key,
        parent=options.parent,
        with_llm=not options.no_llm,
        dials=Dials(
            file_ttl=options.file_ttl,
            file_processing=options.file_processing,
            code_timeout=options.code_timeout,
        ),
        lesson=_lesson(options),
    )


def _lesson(options: argparse.Namespace) -> Lesson:
    return Lesson(
        latency=options.latency,
        tokens_per_second=options.tokens_per_second,
        failures=tuple(options.fail),
        seed=options.seed,
        script=options.script,
        log=options.log,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m gemini_magic.local",
        description="The local engine: answers in Gemini's wire format, with no key or network.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer on loopback until stopped")
    serve.add_argument("--port", type=int, default=0, help="0 takes any free port")
    serve.add_argument("--api-key", help="the key clients must send (default: a random one)")
    serve.add_argument("--parent", action="store_true", help="end when stdin reaches its end")
    serve.add_argument("--no-llm", action="store_true", help="rules and retrieval only")
    _add_lesson(serve)
    serve.add_argument(
        "--file-ttl", type=float, default=48 * 3600, metavar="SECONDS", help="how long files last"
    )
    serve.add_argument(
        "--file-processing",
        type=float,
        default=1,
        metavar="SECONDS",
        help="how long sound and film are PROCESSING",
    )
    serve.add_argument(
        "--code-timeout",
        type=float,
        default=30,
        metavar="SECONDS",
        help="how long a program may run that the code execution tool starts",
    )
    setup = commands.add_parser("setup", help="install SmolLM2 and its runtime, hash-checked")
    setup.add_argument("--check", action="store_true", help="only say what is installed")
    commands.add_parser("doctor", help="say which parts are installed, and what others would add")
    return parser


def _add_lesson(serve: argparse.ArgumentParser) -> None:
    lesson = serve.add_argument_group("for tests and lessons")
    add = lesson.add_argument
    add("--latency", type=float, default=0, metavar="SECONDS", help="wait before each answer")
    add("--tokens-per-second", type=float, metavar="N", help="slow streams down, to show them")
    add("--fail", type=_rate, action="append", default=[], metavar="CODE:RATE",
        help="fail by chance, e.g. 429:0.1; may be repeated")  # fmt: skip
    add("--seed", type=int, metavar="N", help="the same ids, signatures and failures each time")
    add("--script", type=_file, metavar="FILE", help="play these replies, JSON lines, in order")
    add("--log", type=Path, metavar="FILE", help="append a JSON line per request, without keys")


def _rate(text: str) -> tuple[int, float]:
    try:
        return rate_from(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _file(text: str) -> Path:
    try:
        read_script(Path(text))
    except (ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return Path(text)


if __name__ == "__main__":
    sys.exit(main())
