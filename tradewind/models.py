"""Models for spaCy: which we know, which are here, which the configuration uses, and whether they are whole.

A model of the user's own takes the place of the shipped tagger for its language (``tag.models``). Those that
``tradewind models install`` fetches lie in the user's data folder, each in a folder NAME-VERSION of its own.
"""

from __future__ import annotations

import importlib.metadata
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from store.errors import InputError
from tradewind.config import Settings
from tradewind.wheels import copy_wheel, fetch, find_damage, parse_record, unpack

_SLACK = 1.3  # sizes are published in whole megabytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model of the table. ``sha256`` empty: no official hash of its wheel is known, so we do not install it."""

    name: str
    lang: str
    version: str
    spacy: str
    licence: str
    size: int  # bytes of the wheel, about
    url: str
    sha256: str
    proof: str  # where its makers publish the hash
    precision: float
    recall: float
    f1: float  # of names, as published
    words_per_second: int
    requires: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Name and version, as its folder is called."""
        return f"{self.name}-{self.version}"


def load_offers() -> tuple[Offer, ...]:
    """The models of tradewind/models.toml."""
    text = (resources.files("tradewind") / "models.toml").read_text(encoding="utf-8")
    return tuple(
        Offer(**{**row, "requires": tuple(row.get("requires", ()))}) for row in tomllib.loads(text)["model"]
    )


def models_folder() -> Path:
    """Where ``tradewind models install`` puts them; may not exist."""
    return Path(platformdirs.user_data_path("tradewind", appauthor=False)) / "models"


def resolve(model: str, folder: Path) -> str:
    """What ``tag.models`` names, as ``nlp.model_files`` takes it: an absolute folder, or the name of a package.

    A value with a slash is a path, from ``folder``. A name is a model that we installed, else an installed package.
    """
    if "/" in model or "\\" in model or model.startswith((".", "~")):
        return str((folder / Path(model).expanduser()).resolve())
    ours = sorted(models_folder().glob(f"{model}-*/{model}/*/config.cfg")) if model.isidentifier() else []
    return str(ours[-1].parent) if ours else model


def models_of(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Language and model of ``tag.models``, resolved. Whether they are there is asked by ``require_models``."""
    chosen = sorted(settings.config.tag.models.items())
    return tuple((code, resolve(model, settings.folder)) for code, model in chosen)


def require_models(models: Sequence[tuple[str, str]]) -> None:
    """Look at each model and load it, before any work starts. Raises InputError, with what to do."""
    if not models:
        return
    from nlp.model_files import check_model
    from nlp.spacy_door import load_model

    for code, model in models:
        check_model(model, code)
        load_model(model)


def find_offer(name: str) -> Offer:
    """The offer of that name. Raises InputError where the table has none."""
    offers = load_offers()
    for offer in offers:
        if name in (offer.name, offer.full_name):
            return offer
    raise InputError(
        f"no model {name!r} in the table",
        remedy="Known: " + ", ".join(offer.name for offer in offers) + ". Others: install them with pip",
    )


def install(
    offer: Offer,
    *,
    to: Path | None = None,
    wheel: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Path, bool]:
    """Put a model into the data folder (or ``to``), from its URL or a ``wheel`` at hand; whole or not at all.

    Returns the folder for ``tag.models`` and whether anything had to be done. Raises InputError for a model without
    a known hash, of another spaCy, or whose bytes are not the published ones; TryLater when it cannot be fetched.
    """
    from nlp.spacy_door import is_compatible, spacy_version

    if not offer.sha256:
        raise InputError(
            f"{offer.full_name}: no hash that its makers publish is known, so it is not installed from here",
            remedy=f'Install it yourself: pip install "{offer.url}"',
        )
    if not is_compatible(spacy_version(), offer.spacy):
        raise InputError(
            f"{offer.full_name} was made for spaCy {offer.spacy}, here is {spacy_version()}",
            remedy="Install a spaCy of these versions",
        )
    home = models_folder() if to is None else to.expanduser().resolve()
    place = home / offer.full_name
    data = place / offer.name / offer.full_name
    if place.exists() and not damage_of(place, offer.name, offer.version):
        return data, False
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=home) as beside:
            fetched = Path(beside) / "model.whl"
            if wheel is not None:
                copy_wheel(wheel, fetched, sha256=offer.sha256)
            else:
                most = int(offer.size * _SLACK)
                fetch(offer.url, fetched, sha256=offer.sha256, most=most, progress=progress)
            fresh = Path(beside) / "fresh"
            unpack(fetched, fresh, name=offer.name, version=offer.version)
            _refuse_other(fresh, offer)
            if place.exists():
                place.rename(Path(beside) / "old")
            fresh.rename(place)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            path=str(home),
            remedy="Check the folder's permissions and the free space, or name another with --to",
        ) from None
    return data, True


def _refuse_other(root: Path, offer: Offer) -> None:
    """Whether what was unpacked is the model the table speaks of."""
    from nlp.model_files import find_model

    files = find_model(str(root / offer.name / offer.full_name))
    if files is None or (files.name, files.version) != (offer.name, offer.version):
        found = "no model" if files is None else f"{files.name} {files.version}"
        raise InputError(f"the wheel of {offer.full_name} holds {found}", remedy="Nothing of it was kept")


def damage_of(root: Path, name: str, version: str) -> list[str]:
    """What of an installed wheel is not as its RECORD says; empty: nothing."""
    about = f"{name}-{version}.dist-info"
    try:
        text = (root / about / "RECORD").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [f"{about}/RECORD cannot be read"]
    return find_damage(root, parse_record(text), (name,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A model that is here."""

    name: str
    version: str
    where: str  # the folder of its data
    origin: str  # ours | package | folder
    used: str  # language it is configured for, or ""


def held_models(settings: Settings) -> list[Held]:
    """The models of our folder, installed packages of the table, and whatever the configuration names."""
    from nlp.model_files import find_model

    used = {resolve(model, settings.folder): code for code, model in settings.config.tag.models.items()}
    ours = sorted(models_folder().glob("[!.]*/*/*/config.cfg"))  # .part-*: an installation under way
    places = {str(path.parent): "ours" for path in ours}
    places |= {offer.name: "package" for offer in load_offers()}
    for model in used:
        places.setdefault(model, "folder" if Path(model).is_absolute() else "package")
    held = []
    for model, origin in places.items():
        code = used.get(model, "")
        try:
            files = find_model(model)
        except InputError:  # examine says what is wrong with it
            held.append(Held(name=Path(model).name, version="", where=model, origin=origin, used=code))
            continue
        if files is not None:
            where = str(files.folder)
            held.append(Held(name=files.name, version=files.version, where=where, origin=origin, used=code))
    return held


def examine(held: Held) -> list[str]:
    """What is wrong with a model that is here: files that are not as published, or that spaCy cannot load."""
    from nlp.model_files import check_model
    from nlp.spacy_door import load_model

    wrong = _damage(held)
    try:
        model = held.name if held.origin == "package" else held.where
        check_model(model, held.used or held.name.split("_")[0])
        if not wrong:
            load_model(model)
    except InputError as error:
        wrong.append(str(error))
    return wrong


def _damage(held: Held) -> list[str]:
    """By the RECORD of the wheel; a plain folder has none, and nothing is said of it."""
    folder = Path(held.where)
    if held.origin == "package":
        try:
            listed = importlib.metadata.distribution(held.name).read_text("RECORD")
        except importlib.metadata.PackageNotFoundError:
            return []
        root = folder.parent.parent
        record = {
            path: value
            for path, value in parse_record(listed or "").items()
            if path.startswith(f"{held.name}/")
        }
        return find_damage(root, record, (held.name,)) if record else []
    root = folder.parent.parent
    has_record = (root / f"{held.name}-{held.version}.dist-info").is_dir()
    return damage_of(root, held.name, held.version) if has_record else []
