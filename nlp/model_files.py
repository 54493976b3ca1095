"""spaCy models of the user's own as files: where one is, what it says of itself, whether it can be used here."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.spacy_door import data_folder, is_compatible, spacy_version
from nlp.user_models import TYPES
from store.errors import InputError

KEY = "tag.models"
_PACKAGE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}\Z")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,99})\s*(.*)", re.DOTALL)
_OURS = "tradewind"  # the component of nlp.spacy_docs: a model that has it would ask itself


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A model as it lies on the disk. ``folder`` holds its meta.json and config.cfg."""

    folder: Path
    name: str  # of its package: en_core_web_sm
    lang: str
    version: str
    spacy: str  # the versions of spaCy it wants; empty: it does not say
    requirements: tuple[str, ...]
    labels: frozenset[str]
    pipeline: tuple[str, ...]


def find_model(model: str) -> ModelFiles | None:
    """The files of a model named by its folder or by its installed package; None when there is none.

    Nothing of the model is run. Raises InputError where its meta.json cannot be read.
    """
    folder = _folder_of(model)
    if folder is None:
        return None
    path = folder / "meta.json"
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"cannot be read: {error}", path=str(path), remedy="Install the model again"
        ) from None
    if not isinstance(meta, dict) or not (folder / "config.cfg").is_file():
        raise InputError("this is no spaCy model", path=str(folder), remedy="Name the folder with config.cfg")
    return _files(folder, meta)


def _files(folder: Path, meta: Mapping[str, object]) -> ModelFiles:
    def strings(key: str) -> tuple[str, ...]:
        value = meta.get(key)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    labels = meta.get("labels")
    listed = labels.values() if isinstance(labels, dict) else ()
    lang = str(meta.get("lang", ""))
    return ModelFiles(
        folder=folder,
        name=f"{lang}_{meta.get('name', '')}",
        lang=lang,
        version=str(meta.get("version", "")),
        spacy=str(meta.get("spacy_version", "")),
        requirements=strings("requirements"),
        labels=frozenset(
            str(label) for group in listed if isinstance(group, list | tuple) for label in group
        ),
        pipeline=strings("pipeline"),
    )


def _folder_of(model: str) -> Path | None:
    """A folder of model data, or the one inside an installed package."""
    path = Path(model)
    if path.is_absolute():
        return data_folder(path)
    if not _PACKAGE.match(model):
        return None
    try:
        spec = importlib.util.find_spec(model)
    except (ImportError, ValueError):
        return None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return data_folder(Path(places[0])) if places else None


def check_model(model: str, code: str) -> ModelFiles:
    """The files of a model that can read ``code`` (en or zh) here. Nothing of it is loaded.

    Raises InputError, with what to do, when it is not there, of another language, made for another spaCy, lacks a
    package it needs, or finds no names of our types.
    """
    files = find_model(model)
    if files is None:
        raise InputError(
            f"there is no model {model!r}",
            key=KEY,
            remedy="`tradewind models list` shows what is there; `tradewind models install` fetches one;"
            " or name the folder of a model",
        )
    label = f"{files.name} {files.version} ({files.folder})"
    if files.lang not in (code, "xx"):
        raise InputError(f"{label} reads {files.lang!r}, not {code!r}", key=KEY, remedy="Name another model")
    if files.spacy and not is_compatible(spacy_version(), files.spacy):
        raise InputError(
            f"{label} was made for spaCy {files.spacy}, here is {spacy_version()}",
            key=KEY,
            remedy=f"Install the model's version for spaCy {spacy_version()}",
        )
    if missing := [item for item in files.requirements if not is_met(item)]:
        raise InputError(
            f"{label} needs {', '.join(missing)}",
            key=KEY,
            remedy="Install with pip: " + " ".join(f'"{item}"' for item in missing),
        )
    if _OURS in files.pipeline or not files.labels & TYPES.keys():
        raise InputError(
            f"{label} finds no names: {', '.join(files.pipeline) or 'it has no components'}",
            key=KEY,
            remedy="Name a model with a recogniser of names (ner) for " + ", ".join(TYPES),
        )
    return files


def is_met(requirement: str) -> bool:
    """Whether ``name>=1,<2`` is installed here."""
    found = _REQUIREMENT.match(requirement)
    if found is None:
        return True
    try:
        version = importlib.metadata.version(found[1])
    except importlib.metadata.PackageNotFoundError:
        return False
    return not found[2].strip() or is_compatible(version, found[2].strip())


@cache
def model_mark(model: str) -> str:
    """Name, version and twelve digits of a hash of every file of a model: another file is another tagger.

    The path is no part of it. A model that is not there has its name as given.
    """
    files = find_model(model)
    if files is None:
        return model
    digest = hashlib.sha256()
    for path in sorted(each for each in files.folder.rglob("*") if each.is_file()):
        if "__pycache__" in path.parts:
            continue
        digest.update(path.relative_to(files.folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{files.name}-{files.version}+{digest.hexdigest()[:12]}"
