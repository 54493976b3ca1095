"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from store.errors import InputError


def write_files(
    folder: Path, files: Mapping[str, str | bytes], *, key: str = "digest.out", unless_same: bool = False
) -> tuple[Path, ...]:
    """Write each file whole or not at all: beside its place first, then renamed over it.

    A name may have folders of ours before it (``2026-W46/page.html``). ``unless_same``: a file that holds the very
    text already is left as it is, with its time, and not among those returned.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = folder / name
            if unless_same and _holds(path, content):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.part")
            try:
                beside.write_bytes(content if isinstance(content, bytes) else content.encode())
                if path.exists():
                    shutil.copymode(path, beside)  # who may read it is its owner's choice
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
            written.append(path)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            path=str(folder),
            key=key,
            remedy="Check the folder's permissions and the free space",
        ) from None
    return tuple(written)


def _holds(path: Path, content: str | bytes) -> bool:
    try:
        return path.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    except FileNotFoundError:
        return False
