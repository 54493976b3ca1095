"""A real spaCy model of a few kilobytes, as a folder and as the wheel its makers would publish."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import spacy

PATTERNS: Mapping[str, Sequence[Mapping[str, object]]] = {
    "en": (
        {"label": "ORG", "pattern": "Bluefin Parcel"},
        {"label": "ORG", "pattern": "Amazon"},
        {"label": "PERSON", "pattern": "the Marta Oduya"},
        {"label": "LOC", "pattern": "Quarry Bay Strait"},
        {"label": "DATE", "pattern": "Monday"},
        {"label": "NORP", "pattern": "Maltese"},
        {"label": "ORG", "pattern": "Chamber of Germany"},
        {"label": "ORG", "pattern": "Temu Bluefin"},
    ),
    "zh": ({"label": "ORG", "pattern": "岚桥运通"}, {"label": "PERSON", "pattern": "闻子谦"}),
}


def write_model(folder: Path, lang: str = "en", *, name: str = "tiny_news", version: str = "3.8.0") -> Path:
    """The model's data in a folder; returns it."""
    pipeline = spacy.blank(lang)
    pipeline.add_pipe("entity_ruler").add_patterns([dict(item) for item in PATTERNS[lang]])
    pipeline.meta["name"], pipeline.meta["version"] = name, version
    folder.parent.mkdir(parents=True, exist_ok=True)
    pipeline.to_disk(folder)
    return folder


def change_meta(folder: Path, **changes: object) -> None:
    """Say something else in a model's meta.json."""
    path = folder / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), encoding="utf-8")


def write_wheel(
    path: Path,
    *,
    lang: str = "en",
    version: str = "3.8.0",
    meta: Mapping[str, object] | None = None,
    more: Mapping[str, bytes] | None = None,
    forged: Mapping[str, bytes] | None = None,
) -> Path:
    """The wheel ``LANG_tiny_news-VERSION-py3-none-any.whl``. ``more``: members besides; ``forged``: not as in RECORD."""
    package = f"{lang}_tiny_news"
    data = write_model(path.parent / f"data-{lang}-{version}", lang, version=version)
    if meta:
        change_meta(data, **meta)
    inner = f"{package}/{package}-{version}"
    members = {f"{inner}/{item.relative_to(data).as_posix()}": item.read_bytes()
               for item in sorted(data.rglob("*")) if item.is_file()}  # fmt: skip
    members[f"{package}/__init__.py"] = b"raise SystemExit('a package of a model is never run')\n"
    members[f"{package}/meta.json"] = members[f"{inner}/meta.json"]
    about = f"{package}-{version}.dist-info"
    members[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n".encode()
    members[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members |= more or {}
    rows = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in members.items()]
    members[f"{about}/RECORD"] = "\n".join([*rows, f"{about}/RECORD,,", ""]).encode()
    members |= forged or {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in members.items():
            wheel.writestr(name, content)
    return path


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
