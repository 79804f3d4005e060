"""The command: ``antipoverty``, also ``python -m antipoverty``. It needs the extra ``cli``."""

from __future__ import annotations

import sys

from antipoverty._shared.extras import needing
from antipoverty.errors import MissingExtra


def main() -> int:
    """Run the command; its exit code is 2 where it cannot be used."""
    try:
        with needing("cli", "rich and typer"):
            import rich
            import typer

            del rich, typer
    except MissingExtra as missing:
        print(missing, file=sys.stderr)
        return 2
    from antipoverty._cli.app import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
