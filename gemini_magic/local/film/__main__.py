"""The worker process: reads a plan on stdin, writes the film to stdout, and ends.

A process of its own, so that the memory of a film goes with it, a picture that breaks a decoder
breaks no engine, and the notebook's kernel keeps its share of the processor.
"""

import contextlib
import os
import sys

_MOST_CPU_SECONDS = 90
_MOST_BYTES = 2 * 2**30


def main() -> int:
    from gemini_magic.local.film.mp4 import NotOurs
    from gemini_magic.local.film.plan import plan_from
    from gemini_magic.local.film.reel import NoEncoder
    from gemini_magic.local.film.shoot import Unfilmable, shoot

    _limit()
    try:
        film = shoot(plan_from(sys.stdin.read()))
    except (NoEncoder, NotOurs, Unfilmable) as why:
        print(why, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(film)
    return 0


def _limit() -> None:
    """Where the system knows how."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        os.nice(5)
        resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_SECONDS, _MOST_CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


if __name__ == "__main__":
    sys.exit(main())
