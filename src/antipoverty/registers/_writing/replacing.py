"""A file that is written whole or not at all: beside the old one, onto the disk, and then in its place."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from antipoverty.errors import InvalidValue, NotWritten


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a new file beside another, which takes its place when the block ends, if it ends well.

    Until then, and whenever anything fails, the old file is as it was. If the process is killed, the new one
    (in a folder ``.antipoverty-….part``) may be left over beside it. Of two who write at once, the file of the last one
    stands, whole. A link is followed; the mode of the old file is kept.

    Raises:
        InvalidValue: for what is no file: a folder, a pipe, a device.
        NotWritten: if the disk is full, or may not be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replaced(Path(folder) / "a.txt") as new:
    ...         _ = new.write_text("whole", "utf-8")
    ...     [each.name for each in Path(folder).iterdir()], (Path(folder) / "a.txt").read_text("utf-8")
    (['a.txt'], 'whole')
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise InvalidValue("path", path.name, "a file; this is a folder, a pipe or a device")
    # In a folder of its own: an engine that fails may still open the file later, and then finds no place for it.
    room = target.parent / f".antipoverty-{secrets.token_hex(8)}.part"
    new = room / target.name
    try:
        room.mkdir(mode=0o700)
        try:
            os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            yield new
            if target.exists():
                shutil.copymode(target, new)
            _sync(new, os.O_RDWR)
            new.replace(target)
        finally:
            for _ in range(_TRIES):
                shutil.rmtree(room, ignore_errors=True)
                if not room.exists():
                    break
        # Where a folder cannot be synced, the file is in its place, and only a power cut could undo it.
        with suppress(OSError):
            _sync(target.parent, os.O_RDONLY)
    except NotWritten:
        raise
    except OSError as error:
        expected = f"room on its disk, and the right to write there; the system says: {error.strerror or 'no more'}"
        raise NotWritten(path.name, expected) from None


#: How often a folder is emptied into which something is still written.
_TRIES = 5


def _sync(path: Path, flags: int) -> None:
    opened = os.open(path, flags | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
