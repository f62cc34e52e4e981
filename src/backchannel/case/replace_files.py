"""Replacing several files of a folder, all or none of them."""

import os
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from typing import Final

from backchannel.core.errors import UsageError

HELD_BACK: Final = [s for s in signal.Signals if s.name in ("SIGINT", "SIGTERM", "SIGHUP")]
"""Signals that end a program and can wait; no system has all of them."""


def replace_files(folder: Path, changed: Mapping[str, bytes]) -> None:
    """Put files in place in the order given: all of them, or none where one cannot be written.

    Everything is written beside the old files first and then moved over them, so whoever reads
    meanwhile sees each file whole. Ctrl-C waits until that is done. Only the loss of power or a
    killed process can come in between; `leftovers` finds what it leaves.

    Raises
    ------
    UsageError
        CANNOT-WRITE, with the file; the old files are in place again.
    """
    paths = [folder / name for name in changed]
    at = folder
    try:
        for at, raw in zip(paths, changed.values(), strict=True):
            _write_beside(at, raw)
        with _signals_held_back():
            before = [path.read_bytes() if path.exists() else None for path in paths]
            try:
                for at in paths:
                    _beside(at).replace(at)
            except OSError:
                _put_back(dict(zip(paths, before, strict=True)))
                raise
    except OSError as error:
        raise UsageError(
            f"cannot write '{error.filename or at}' ({error.strerror}); nothing was changed",
            code="CANNOT-WRITE",
        ) from error
    finally:
        remove(_beside(path) for path in paths)


def leftovers(folder: Path) -> dict[str, Path]:
    """Return what was written beside files and never moved over them, by the files' names."""
    return {path.name[1:-4]: path for path in folder.glob(".*.new") if path.is_file()}


def remove(paths: Iterable[Path]) -> None:
    """Remove files; what is not there or cannot be removed stays away or stays."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _write_beside(path: Path, raw: bytes) -> None:
    fresh = _beside(path)
    with fresh.open("wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())
    if path.exists():
        fresh.chmod(path.stat().st_mode & 0o777)


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    """Bring the old files back; those that were not touched are left alone."""
    for path, raw in before.items():
        if raw is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != raw:
            _write_beside(path, raw)
            _beside(path).replace(path)


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Let signals that would end the program come when the block is done."""
    if current_thread() is not main_thread():  # they reach the main thread only
        yield
        return
    came: list[int] = []
    before = {s: signal.signal(s, lambda number, _: came.append(number)) for s in HELD_BACK}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for first in came[:1]:
            signal.raise_signal(first)
