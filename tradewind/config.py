"""tradewind.toml: one file, every key documented in the text that ``tradewind init`` writes.

A key nobody knows, a value of the wrong type or out of range ends the command before it did anything,
with the file, the line, the key and the nearest right one. Secrets are never in this file.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from store.errors import ConfigError
from tradewind.alert_config import AlertConfig, check_alerts, refuse_unknown_alert_keys
from tradewind.llm_config import LlmConfig, check_llm
from tradewind.mail_config import MailConfig, check_mail, refuse_unknown_mail_keys
from tradewind.run_config import RunConfig, is_ping_url
from tradewind.toml_lines import line_of_key

FILE_NAME = "tradewind.toml"
LANGUAGES = ("en", "zh", "zh-Hant")
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%/-]*)?")

Seconds = Annotated[float, Meta(ge=0, le=86_400)]


class StoreConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where things are kept. Relative paths start at the folder of tradewind.toml."""

    path: str = "tradewind.db"


class CrawlConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How we behave on other people's servers."""

    sources: str = "sources.toml"
    shipped_sources: bool = True
    contact: str = ""
    delay: Seconds = 1.0
    concurrency: Annotated[int, Meta(ge=1, le=256)] = 16
    timeout: Annotated[float, Meta(gt=0, le=600)] = 30.0
    max_bytes: Annotated[int, Meta(ge=10_000, le=100_000_000)] = 5_000_000
    max_pages: Annotated[int, Meta(ge=0)] = 0
    poll_min: Annotated[int, Meta(ge=60, le=86_400)] = 1_800
    poll_max: Annotated[int, Meta(ge=60, le=2_592_000)] = 86_400
    recheck_days: Annotated[int, Meta(ge=0, le=30)] = 3
    allow_hosts: tuple[str, ...] = ()
    obey_robots: bool = True
    obey_tdm: bool = True
    max_pages_per_host: Annotated[int, Meta(ge=0)] = 500
    extract_workers: Annotated[int, Meta(ge=1, le=64)] = 1
    extract_deadline: Annotated[float, Meta(gt=0, le=120)] = 10.0


class TagConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the tagger works."""

    entities: str = "entities.csv"
    topics: str = "topics.toml"
    rates: str = "rates.csv"
    models: dict[str, str] = msgspec.field(default_factory=dict)
    workers: Annotated[int, Meta(ge=0, le=64)] = 0
    batch: Annotated[int, Meta(ge=1, le=1000)] = 50


class DigestConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the weekly digest looks at and how it speaks."""

    timezone: str = "Asia/Shanghai"
    languages: tuple[str, ...] = ("en", "zh")
    out: str = "issues"
    watch: tuple[str, ...] = ("amazon", "temu", "shein")
    baseline_weeks: Annotated[int, Meta(ge=4, le=52)] = 12
    calendar_weeks: Annotated[int, Meta(ge=1, le=104)] = 8  # ahead: days of policies
    site_url: str = ""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    store: StoreConfig = msgspec.field(default_factory=StoreConfig)
    crawl: CrawlConfig = msgspec.field(default_factory=CrawlConfig)
    tag: TagConfig = msgspec.field(default_factory=TagConfig)
    digest: DigestConfig = msgspec.field(default_factory=DigestConfig)
    run: RunConfig = msgspec.field(default_factory=RunConfig)
    mail: MailConfig = msgspec.field(default_factory=MailConfig)
    alerts: AlertConfig = msgspec.field(default_factory=AlertConfig)
    llm: LlmConfig = msgspec.field(default_factory=LlmConfig)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A configuration and the folder its relative paths start from."""

    config: Config
    folder: Path
    file: Path | None  # None: no file was found, these are the defaults

    @property
    def store_path(self) -> Path:
        """The SQLite file."""
        return self.folder / self.config.store.path

    @property
    def sources_path(self) -> Path:
        """The user's own sources; may not exist."""
        return self.folder / self.config.crawl.sources

    @property
    def entities_path(self) -> Path:
        """The user's own things (``tradewind entities``); may not exist."""
        return self.folder / self.config.tag.entities

    @property
    def topics_path(self) -> Path:
        """The user's own topics (``tradewind topics``); may not exist."""
        return self.folder / self.config.tag.topics

    @property
    def rates_path(self) -> Path:
        """The user's own exchange rates; may not exist."""
        return self.folder / self.config.tag.rates

    @property
    def metrics_path(self) -> Path | None:
        """The text file for Prometheus; None: none is wanted."""
        return self.folder / self.config.run.metrics_file if self.config.run.metrics_file else None

    @property
    def digests_path(self) -> Path:
        """The folder digests are written to."""
        return self.folder / self.config.digest.out


def load_settings(path: Path | None = None, *, folder: Path | None = None) -> Settings:
    """Read the configuration.

    ``path``: the file named by the user; missing is an error. Without it: ``tradewind.toml`` in ``folder``
    (the current one by default), or the defaults with ``folder`` as the place for everything.
    """
    folder = folder or Path.cwd()
    if path is None:
        path = folder / FILE_NAME
        if not path.exists():
            return Settings(config=Config(), folder=folder, file=None)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            "no such configuration file", path=str(path), remedy="Run `tradewind init` to write one"
        ) from None
    except IsADirectoryError:
        raise ConfigError(
            "this is a folder, not a configuration file",
            path=str(path),
            remedy=f"Name the file in it, for example {path / FILE_NAME}",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", path=str(path)) from None
    return Settings(config=parse_config(text, str(path)), folder=path.parent.resolve(), file=path)


def parse_config(text: str, path: str) -> Config:
    """TOML text to a checked Config; ``path`` is only for messages."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise ConfigError(
            f"not valid TOML: {error}",
            path=path,
            line=int(found[1]) if found else None,
            remedy="Strings need quotes, and each key stands once in its [section]",
        ) from None
    refuse_unknown_mail_keys(raw.get("mail"), text, path)
    refuse_unknown_alert_keys(raw.get("alerts"), text, path)
    _refuse_unknown_keys(raw, text, path)
    try:
        config = msgspec.convert(raw, Config)
    except msgspec.ValidationError as error:
        message, key = _split_validation(str(error))
        raise ConfigError(
            message,
            path=path,
            line=line_of_key(text, key),
            key=key,
            remedy="See the comments of `tradewind init`",
        ) from None
    _check_values(config, text, path)
    check_mail(config.mail, text, path, languages=LANGUAGES)
    check_alerts(config.alerts, text, path, languages=LANGUAGES, mail=bool(config.mail.host))
    check_llm(config.llm, text, path)
    return config


def _refuse_unknown_keys(raw: dict[str, Any], text: str, path: str) -> None:
    sections = {item.name: item.type for item in msgspec.structs.fields(Config)}
    for section, values in raw.items():
        if section not in sections:
            raise _unknown(section, list(sections), text, path)
        if not isinstance(values, dict):
            raise ConfigError(
                f"{section} is a section, not a value",
                path=path,
                line=line_of_key(text, section),
                key=section,
                remedy=f"Write [{section}] on a line of its own and its keys below",
            )
        known = [item.name for item in msgspec.structs.fields(sections[section])]
        for key in values:
            if key not in known:
                raise _unknown(f"{section}.{key}", [f"{section}.{name}" for name in known], text, path)


def _unknown(key: str, known: list[str], text: str, path: str) -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    choice = f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(known)
    return ConfigError("unknown key", path=path, line=line_of_key(text, key), key=key, remedy=choice)


def _split_validation(message: str) -> tuple[str, str]:
    """``Expected `int`, got `str` - at `$.crawl.delay``` to its two parts."""
    said, _, where = message.partition(" - at `$.")
    where = where.rstrip("`").removesuffix("[...]")
    if missing := re.search(r"missing required field `(\w+)`", said):
        where = f"{where}.{missing[1]}"
    return said, where


def _check_values(config: Config, text: str, path: str) -> None:
    try:
        ZoneInfo(config.digest.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(
            f"no such time zone: {config.digest.timezone!r}",
            path=path,
            line=line_of_key(text, "digest.timezone"),
            key="digest.timezone",
            remedy="Use an IANA name such as Asia/Shanghai or Europe/London",
        ) from None
    if config.crawl.poll_min > config.crawl.poll_max:
        raise ConfigError(
            f"the least time between two looks ({config.crawl.poll_min} s) is more than the most"
            f" ({config.crawl.poll_max} s)",
            path=path,
            line=line_of_key(text, "crawl.poll_min") or line_of_key(text, "crawl.poll_max"),
            key="crawl.poll_min",
            remedy="Make poll_min smaller, or poll_max larger",
        )
    if config.run.ping_url and not is_ping_url(config.run.ping_url):
        raise ConfigError(
            "not an address that can be told of a run",
            path=path,
            line=line_of_key(text, "run.ping_url"),
            key="run.ping_url",
            remedy="Give an http or https address",
        )
    for language in config.digest.languages:
        if language not in LANGUAGES:
            raise ConfigError(
                f"no digest in language {language!r}",
                path=path,
                line=line_of_key(text, "digest.languages"),
                key="digest.languages",
                remedy="Use " + ", ".join(LANGUAGES),
            )
    _check_site_url(config.digest.site_url, text, path)
    for code, model in config.tag.models.items():
        if code not in ("en", "zh") or not model.strip() or "\0" in model:
            raise ConfigError(
                f"no model {model!r} for {code!r}",
                path=path,
                line=line_of_key(text, "tag.models"),
                key="tag.models",
                remedy='Write en or zh and a model, for example { en = "en_core_web_sm" }',
            )
    paths = {
        "store.path": config.store.path,
        "tag.entities": config.tag.entities,
        "tag.topics": config.tag.topics,
        "tag.rates": config.tag.rates,
        "digest.out": config.digest.out,
    }
    for key, value in paths.items():
        if not value.strip() or "\0" in value:
            raise ConfigError(
                "an empty path", path=path, line=line_of_key(text, key), key=key, remedy="Name a path"
            )


def _check_site_url(address: str, text: str, path: str) -> None:
    if address and not _WEB_ADDRESS.fullmatch(address):
        raise ConfigError(
            f"no web address: {address!r}",
            path=path,
            line=line_of_key(text, "digest.site_url"),
            key="digest.site_url",
            remedy='Write where the folder of issues is served, for example "https://news.example.com/digest"',
        )


def proxies_of(environment: Mapping[str, str]) -> dict[str, str]:
    """http_proxy, https_proxy and no_proxy of the environment as curl reads them; "" where not set.

    HTTP_PROXY in capitals is not read: where a web server starts programs, a stranger's "Proxy:" header sets it.
    """
    return {
        "http_proxy": environment.get("http_proxy", ""),
        "https_proxy": environment.get("https_proxy") or environment.get("HTTPS_PROXY", ""),
        "no_proxy": environment.get("no_proxy") or environment.get("NO_PROXY", ""),
    }


TEMPLATE = resources.files("tradewind").joinpath("template.toml").read_text(encoding="utf-8")
