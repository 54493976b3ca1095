"""Wheels from a real server: only the published bytes are unpacked, and only where they belong."""

from __future__ import annotations

import hashlib
import stat
import threading
import zipfile
from collections.abc import Iterator
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InputError, TryLater
from tests.tiny_model import write_wheel
from tradewind import wheels
from tradewind.wheels import copy_wheel, fetch, find_damage, parse_record, unpack

NAME, VERSION = "en_tiny_news", "3.8.0"
BODY = b"PK" + b"model" * 50_000


class _Shop(BaseHTTPRequestHandler):
    """Answers by path: the body, half of it, a status, a redirect, or nothing for a long time."""

    def do_GET(self) -> None:
        if self.path.startswith("/status/"):
            self.send_error(int(self.path.removeprefix("/status/")))
            return
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(200)
        if self.path == "/misannounced":
            self.send_header("Content-Length", "many")
        elif self.path != "/unannounced":
            self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        try:
            self.wfile.write(BODY[: 1000 if self.path == "/half" else None])
            if self.path == "/silent":
                self.server.release.wait(5)  # type: ignore[attr-defined]  # set by the fixture
        except OSError:
            pass  # the other side has heard enough

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    server.release = threading.Event()  # type: ignore[attr-defined]  # what a silent answer waits for
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.release.set()  # type: ignore[attr-defined]  # as above
    server.shutdown()
    thread.join()
    server.server_close()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("path", ["/model.whl", "/unannounced", "/misannounced", "/to//model.whl"])
def test_the_published_bytes_arrive(shop: str, tmp_path: Path, path: str) -> None:
    seen: list[int] = []
    fetch(
        f"{shop}{path}",
        tmp_path / "w",
        sha256=sha(BODY),
        most=10**6,
        progress=lambda done, _: seen.append(done),
    )
    assert (tmp_path / "w").read_bytes() == BODY
    assert seen[-1] == len(BODY)


@pytest.mark.parametrize(
    ("path", "most", "error", "said"),
    [
        ("/model.whl", 1000, InputError, "more than 1000"),
        ("/unannounced", 1000, InputError, "longer than 1000"),
        ("/half", 10**6, TryLater, "Try again"),
        ("/status/404", 10**6, InputError, "answers 404"),
        ("/status/503", 10**6, TryLater, "answers 503"),
        ("/status/429", 10**6, TryLater, "answers 429"),
        ("/to/http://example.com/model.whl", 10**6, InputError, "only https"),
        ("/to/ftp://example.com/model.whl", 10**6, InputError, "only https"),
    ],
)
def test_anything_else_leaves_nothing(
    shop: str, tmp_path: Path, path: str, most: int, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        fetch(f"{shop}{path}", tmp_path / "w", sha256=sha(BODY), most=most)
    assert list(tmp_path.iterdir()) == []


def test_other_bytes_are_not_kept(shop: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the file its makers published"):
        fetch(f"{shop}/model.whl", tmp_path / "w", sha256=sha(b"x"), most=10**6)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "own.whl").write_bytes(BODY)
    copy_wheel(tmp_path / "own.whl", tmp_path / "copy.whl", sha256=sha(BODY))
    assert (tmp_path / "copy.whl").read_bytes() == BODY
    with pytest.raises(InputError, match="not the file its makers published"):
        copy_wheel(tmp_path / "own.whl", tmp_path / "other.whl", sha256=sha(b"x"))
    with pytest.raises(InputError, match="cannot be read"):
        copy_wheel(tmp_path / "none.whl", tmp_path / "third.whl", sha256=sha(b"x"))


def test_a_redirect_from_https_never_leads_to_http() -> None:
    request = Request("https://example.com/m.whl")
    for target in ("http://127.0.0.1/m.whl", "http://example.com/m.whl", "ftp://example.com/m.whl"):
        with pytest.raises(InputError, match="only https"):
            wheels._OnlyHttps().redirect_request(request, BytesIO(), 302, "", HTTPMessage(), target)
    assert wheels._OnlyHttps().redirect_request(
        request, BytesIO(), 302, "", HTTPMessage(), "https://objects.example.com/m.whl"
    )


def test_a_silent_server_is_given_up(shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheels, "TIMEOUT", 0.2)
    with pytest.raises(TryLater):
        fetch("http://127.0.0.1:9/model.whl", tmp_path / "w", sha256=sha(BODY), most=10**6)
    fetch(f"{shop}/silent", tmp_path / "w", sha256=sha(BODY), most=10**6)  # all of it came before the silence


@pytest.mark.parametrize(
    "url", ["http://example.com/m.whl", "file:///etc/passwd", "ftp://127.0.0.1/m", "m.whl", ""]
)
def test_only_https_is_asked(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputError, match="only https"):
        fetch(url, tmp_path / "w", sha256="", most=10)


# --- unpacking --------------------------------------------------------------------------------------------------


def test_a_wheel_is_unpacked_whole_and_its_damage_is_found(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "m.whl")
    root = tmp_path / "out"
    unpack(wheel, root, name=NAME, version=VERSION)
    record = parse_record((root / f"{NAME}-{VERSION}.dist-info/RECORD").read_text("utf-8"))
    assert find_damage(root, record, (NAME,)) == []
    data = root / NAME / f"{NAME}-{VERSION}"
    (data / "config.cfg").write_text("x", encoding="utf-8")
    (data / "meta.json").unlink()
    (data / "more.py").write_text("x", encoding="utf-8")
    inner = f"{NAME}/{NAME}-{VERSION}"
    assert find_damage(root, record, (NAME,)) == [
        f"{inner}/config.cfg was changed", f"{inner}/meta.json is missing", f"{inner}/more.py is not part of it",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "member",
    ["../evil.py", f"{NAME}/../../evil.py", "/etc/evil", "C:/evil", f"{NAME}\\..\\evil", "evil.py", "os/evil.py",
     f"{NAME}//evil.py", f"{NAME}/./evil.py", f"{NAME}-9.dist-info/RECORD"],
)  # fmt: skip
def test_no_file_leaves_its_folders(tmp_path: Path, member: str) -> None:
    wheel = write_wheel(tmp_path / "m.whl", more={member: b"evil"})
    with pytest.raises(InputError, match="would be written to"):
        unpack(wheel, tmp_path / "deep/out", name=NAME, version=VERSION)
    assert not list(tmp_path.rglob("*evil*"))
    assert not (tmp_path / "deep/out").exists()


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        ({f"{NAME}/{NAME}-{VERSION}/config.cfg": b"[nlp]"}, "is not what its RECORD says"),
        ({f"{NAME}/hidden.py": b"x"}, "does not know"),
        ({f"{NAME}-{VERSION}.dist-info/RECORD": b""}, "does not know"),
    ],
)
def test_what_record_does_not_say_is_refused(tmp_path: Path, forged: dict[str, bytes], said: str) -> None:
    wheel = write_wheel(tmp_path / "m.whl", forged=forged)
    with pytest.raises(InputError, match=said):
        unpack(wheel, tmp_path / "out", name=NAME, version=VERSION)


def test_a_file_that_record_lists_must_be_there(tmp_path: Path) -> None:
    whole = write_wheel(tmp_path / "whole.whl", more={f"{NAME}/licence.txt": b"MIT"})
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(tmp_path / "less.whl", "w") as less:
        for info in source.infolist():
            if not info.filename.endswith("licence.txt"):
                less.writestr(info, source.read(info))
    with pytest.raises(InputError, match=r"it lacks en_tiny_news/licence\.txt"):
        unpack(tmp_path / "less.whl", tmp_path / "out", name=NAME, version=VERSION)


def test_links_and_bombs_are_refused(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "link.whl")
    with zipfile.ZipFile(wheel, "a") as archive:
        info = zipfile.ZipInfo(f"{NAME}/link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(InputError, match="is a link"):
        unpack(wheel, tmp_path / "a", name=NAME, version=VERSION)
    bomb = write_wheel(tmp_path / "bomb.whl", more={f"{NAME}/zeros": b"\0" * 30_000_000})
    with pytest.raises(InputError, match="far more than a model"):
        unpack(bomb, tmp_path / "b", name=NAME, version=VERSION)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_wheel(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.whl").write_bytes(content)
    with pytest.raises(InputError, match="the wheel is refused"):
        unpack(tmp_path / "m.whl", tmp_path / "out", name=NAME, version=VERSION)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_wheel(tmp_path_factory.mktemp("sound") / "m.whl").read_bytes()


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_flipped_byte_anywhere_is_refused_or_changes_nothing(sound: bytes, at: int, by: int) -> None:
    body = bytearray(sound)
    body[at % len(body)] ^= by
    with TemporaryDirectory() as folder:
        wheel, out = Path(folder) / "m.whl", Path(folder) / "out"
        wheel.write_bytes(body)
        try:
            unpack(wheel, out, name=NAME, version=VERSION)
        except InputError:
            return
        record = (out / f"{NAME}-{VERSION}.dist-info" / "RECORD").read_text("utf-8")
        assert find_damage(out, parse_record(record), (NAME,)) == []


def test_another_package_is_refused(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "m.whl")
    for name, version in (("en_core_web_sm", VERSION), (NAME, "3.9.0")):
        with pytest.raises(InputError, match="would be written to"):
            unpack(wheel, tmp_path / "out", name=name, version=version)


def test_a_record_of_anything() -> None:
    assert parse_record('a,sha256=AA,1\n"b,c",sha256=BB,2\nd,,\ne,md5=x,1\nf\n') == {"a": "AA", "b,c": "BB"}
    assert find_damage(Path("/nowhere"), {"a": "not base64 \ud800"}, ()) == ["a is missing"]
