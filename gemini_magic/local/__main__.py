"""The command line of the local engine: `serve`, `record`, `setup` and `doctor`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gemini_magic.local.lessons.faults import rate_from
from gemini_magic.local.lessons.lesson import Lesson
from gemini_magic.local.lessons.script import read_script

_GOOGLE = "https://generativelanguage.googleapis.com"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.command == "setup":
        from gemini_magic.local.process.heavy import set_up

        return set_up(only_check=options.check)
    if options.command == "doctor":
        from gemini_magic.local.process.doctor import report

        print(report())
        return 0
    if options.command == "record":
        from gemini_magic.local.recording.recorder import record

        return record(
            options.to, upstream=options.upstream, port=options.port, parent=options.parent
        )
    return _serve(options)


def _serve(options: argparse.Namespace) -> int:
    # Imported late: tornado is needed to serve, and for nothing else.
    from gemini_magic.local.process.server import serve
    from gemini_magic.local.process.tls import Certificate, NoCertificate, self_signed
    from gemini_magic.local.project import Dials

    given = None
    if options.tls_cert is not None:
        given = Certificate(options.tls_cert, options.tls_key or options.tls_cert)
    try:
        return serve(
            port=options.port,
            api_key=options.api_key,
            parent=options.parent,
            with_llm=not options.no_llm,
            with_speech=not options.no_speech,
            dials=Dials(
                file_ttl=options.file_ttl,
                file_processing=options.file_processing,
                file_bytes=options.file_bytes,
                project_bytes=options.project_bytes,
                batch_ttl=options.batch_ttl,
                requests_per_minute=options.rpm,
                code_timeout=options.code_timeout,
                live_session=options.live_session,
                live_speed=options.live_speed,
            ),
            lesson=_lesson(options),
            certificate_in=(lambda _: given) if given else self_signed if options.tls else None,
        )
    except NoCertificate as error:
        print(f"serve: {error}", file=sys.stderr)
        return 2


def _lesson(options: argparse.Namespace) -> Lesson:
    return Lesson(
        latency=options.latency,
        tokens_per_second=options.tokens_per_second,
        failures=tuple(options.fail),
        seed=options.seed,
        script=options.script,
        log=options.log,
        replay=options.replay,
        replay_only=options.replay_only,
        replay_in_time=options.replay_in_time,
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
    serve.add_argument("--no-speech", action="store_true", help="hum, and measure what is heard")
    _add_lesson(serve)
    _add_quotas(serve)
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
    serve.add_argument(
        "--live-session",
        type=float,
        default=600,
        metavar="SECONDS",
        help="how long one connection to the Live API lasts",
    )
    serve.add_argument(
        "--live-speed",
        type=float,
        default=2,
        metavar="N",
        help="speech leaves N times as fast as it plays; 0: as fast as it can",
    )
    _add_tls(serve)
    _add_record(commands.add_parser("record", help="pass requests on to the API, and keep them"))
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
    add("--replay", type=_recording, metavar="FILE", help="answer what `record` kept as it came")
    add("--replay-only", action="store_true", help="… and refuse everything else")
    add("--replay-in-time", action="store_true", help="… and streams in the time they took")


def _add_record(record: argparse.ArgumentParser) -> None:
    add = record.add_argument
    add("--to", type=Path, required=True, metavar="FILE",
        help="append JSON lines, without any key; large bodies go to FILE.bodies")  # fmt: skip
    add("--upstream", default=_GOOGLE, metavar="URL", help="where requests go (default: Google)")
    add("--port", type=int, default=0, help="0 takes any free port")
    add("--parent", action="store_true", help="end when stdin reaches its end")


def _add_tls(serve: argparse.ArgumentParser) -> None:
    tls = serve.add_argument_group("TLS, which Google's SDK wants for the Live API")
    tls.add_argument("--tls", action="store_true", help="with a certificate made on the spot")
    tls.add_argument("--tls-cert", type=Path, metavar="FILE", help="with this one, in PEM")
    tls.add_argument("--tls-key", type=Path, metavar="FILE", help="its key, if not in the same")


def _add_quotas(serve: argparse.ArgumentParser) -> None:
    add = serve.add_argument_group("quotas").add_argument
    add("--rpm", type=int, metavar="N", help="answer so many requests a minute for each model")
    add("--file-bytes", type=int, default=2 * 2**30, metavar="N", help="the largest file")
    add("--project-bytes", type=int, default=20 * 2**30, metavar="N", help="all files together")
    add("--batch-ttl", type=float, default=48 * 3600, metavar="SECONDS",
        help="after which a batch that is not done expires")  # fmt: skip


def _rate(text: str) -> tuple[int, float]:
    try:
        return rate_from(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _recording(text: str) -> Path:
    from gemini_magic.local.recording.exchange import Recording

    try:
        Recording(Path(text))
    except (ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return Path(text)


def _file(text: str) -> Path:
    try:
        read_script(Path(text))
    except (ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return Path(text)


if __name__ == "__main__":
    sys.exit(main())
