"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from store.errors import InputError


def write_files(folder: Path, files: Mapping[str, str], *, key: str = "digest.out") -> tuple[Path, ...]:
    """Write each file whole or not at all: beside its place first, then renamed over it."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = folder / name
            beside = path.with_name(f".{name}.part")
            try:
                beside.write_text(content, encoding="utf-8", newline="\n")
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
