"""Wheels of models: fetched, compared with a known hash, unpacked file by file against their own RECORD.

Nothing of a wheel is run, and nothing is unpacked before the whole of it has the hash that was asked for.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import http.client
import io
import ipaddress
import shutil
import stat
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from store.errors import InputError, TryLater

TIMEOUT = 30.0  # seconds without a byte
_CHUNK = 1 << 18
_MOST_UNPACKED = 20  # times the size of the wheel
_MOST_MEMBERS = 5_000
_UNSIGNED = ("RECORD", "RECORD.jws", "RECORD.p7s")  # what a RECORD cannot give a hash of


def fetch(
    url: str, path: Path, *, sha256: str, most: int, progress: Callable[[int, int], None] | None = None
) -> None:
    """Load a URL into a file: at most ``most`` bytes, which must have this SHA-256.

    Only https, except from this machine itself. Raises TryLater when the server cannot be reached or breaks off, and
    InputError when it has something else; the file is gone then.
    """
    try:
        with _opener().open(_request(url), timeout=TIMEOUT) as answer, path.open("xb") as file:
            announced = answer.length or 0  # as http.client reads it: a header may say anything
            if announced > most:
                raise InputError(
                    f"{url} is {announced} bytes long, more than {most}", remedy="Nothing was kept"
                )
            digest, done = hashlib.sha256(), 0
            while chunk := answer.read(_CHUNK):
                done += len(chunk)
                if done > most:
                    raise InputError(f"{url} is longer than {most} bytes", remedy="Nothing was kept")
                digest.update(chunk)
                file.write(chunk)
                if progress:
                    progress(done, announced or most)
            if done < announced:
                raise TryLater(f"{url} broke off after {done} of {announced} bytes. Try again")
        _compare(digest.hexdigest(), sha256, url)
    except urllib.error.HTTPError as error:
        path.unlink(missing_ok=True)
        error.close()
        if error.code >= 500 or error.code == 429:
            raise TryLater(f"{url} answers {error.code}. Try again later") from None
        raise InputError(
            f"{url} answers {error.code}", remedy="Fetch the wheel elsewhere and give it with --from"
        ) from None
    except (OSError, http.client.HTTPException) as error:
        path.unlink(missing_ok=True)
        raise TryLater(
            f"{url} cannot be fetched: {error}. Try again, or fetch the wheel elsewhere and give it with --from"
        ) from None
    except (InputError, TryLater):
        path.unlink(missing_ok=True)
        raise


def copy_wheel(wheel: Path, path: Path, *, sha256: str) -> None:
    """Copy a wheel at hand and raise InputError unless the copy has this SHA-256."""
    try:
        with wheel.open("rb") as source, path.open("xb") as copy:
            shutil.copyfileobj(source, copy)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", path=str(wheel), remedy="Check the path"
        ) from None
    with path.open("rb") as file:
        _compare(hashlib.file_digest(file, "sha256").hexdigest(), sha256, str(wheel))


def _compare(found: str, wanted: str, place: str) -> None:
    if found != wanted:
        raise InputError(
            f"{place} is not the file its makers published: SHA-256 {found}, not {wanted}",
            remedy="Nothing of it was unpacked. Do not use it",
        )


def _request(url: str) -> urllib.request.Request:
    _refuse_plain(url)
    return urllib.request.Request(url, headers={"User-Agent": "tradewind"})  # noqa: S310 - the scheme is checked


def _refuse_plain(url: str, *, loopback: bool = True) -> None:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" or (
        loopback and parts.scheme == "http" and _is_loopback(parts.hostname or "")
    ):
        return
    raise InputError(f"{url} is not fetched: only https is", remedy="Give the wheel with --from")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """A redirect of https leads to https as well, or nowhere."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _refuse_plain(newurl, loopback=not req.full_url.startswith("https:"))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_OnlyHttps)


# --- what is inside ---------------------------------------------------------------------------------------------


def unpack(wheel: Path, into: Path, *, name: str, version: str) -> None:
    """Write the files of a wheel of this name and version into an empty folder, each as its RECORD has it.

    Raises InputError, before anything is written outside ``into``, for a wheel of another package, a member that
    would leave its two folders, a link, a file RECORD does not know or knows otherwise, and far too many bytes.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = _members(archive, wheel, name, version)
            about = f"{name}-{version}.dist-info"
            if f"{about}/RECORD" not in members:
                raise _wrong(wheel, f"it is no wheel of {name} {version}")
            record = parse_record(archive.read(members[f"{about}/RECORD"]).decode("utf-8", "replace"))
            for path, member in members.items():
                if path not in record and path.removeprefix(f"{about}/") not in _UNSIGNED:
                    raise _wrong(wheel, f"its RECORD does not know {path}")
                _write(archive, member, into / path, record.get(path), wheel)
            if missing := record.keys() - members.keys():
                raise _wrong(wheel, f"it lacks {min(missing)}")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise _wrong(wheel, str(error)) from None


def _members(archive: zipfile.ZipFile, wheel: Path, name: str, version: str) -> dict[str, zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    most = _MOST_UNPACKED * wheel.stat().st_size + _CHUNK
    if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > most:
        raise _wrong(wheel, "it would unpack to far more than a model")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        path = PurePosixPath(info.filename)
        outside = path.is_absolute() or ".." in path.parts or len(path.parts) < 2
        odd = any(char in info.filename for char in "\\:\0") or path.as_posix() != info.filename
        if outside or odd or path.parts[0] not in (name, f"{name}-{version}.dist-info"):
            raise _wrong(wheel, f"a file of it would be written to {info.filename!r}")
        if stat.S_ISLNK(info.external_attr >> 16) or info.filename in members:
            raise _wrong(wheel, f"{info.filename!r} is a link, or there twice")
        members[info.filename] = info
    return members


def _write(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, wanted: str | None, wheel: Path
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), member.file_size
    with archive.open(member) as source, path.open("xb") as file:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _wrong(wheel, f"{member.filename} is longer than it says")
            digest.update(chunk)
            file.write(chunk)
    if wanted is not None and digest.digest() != _decoded(wanted):
        raise _wrong(wheel, f"{member.filename} is not what its RECORD says")


def _wrong(wheel: Path, what: str) -> InputError:
    return InputError(f"the wheel is refused: {what}", path=str(wheel), remedy="Nothing of it was kept")


def parse_record(text: str) -> dict[str, str]:
    """Path to hash (base64, as RECORD has it) of the files a RECORD gives a SHA-256 of."""
    rows = csv.reader(io.StringIO(text))
    return {
        row[0]: row[1].removeprefix("sha256=")
        for row in rows
        if len(row) == 3 and row[1].startswith("sha256=")
    }


def _decoded(value: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        return b""


def find_damage(root: Path, record: Mapping[str, str], own: tuple[str, ...]) -> list[str]:
    """What is not as RECORD says under ``root``: files missing, changed, or unknown in the folders ``own``.

    Empty: every file is as its makers published it.
    """
    wrong: list[str] = []
    for name, wanted in sorted(record.items()):
        try:
            with (root / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").digest()
        except OSError:
            wrong.append(f"{name} is missing")
            continue
        if found != _decoded(wanted):
            wrong.append(f"{name} was changed")
    for folder in own:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and name not in record and "__pycache__" not in path.parts:
                wrong.append(f"{name} is not part of it")
    return wrong
