"""The section [alerts] of tradewind.toml: what is told at once, and to whom."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from store.errors import ConfigError
from tradewind.mail_config import address_fault
from tradewind.run_config import is_ping_url
from tradewind.toml_lines import line_of_key

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Which keys narrow which kind down; the others would be read over.
_OF_KIND = {
    "story": {"entities", "topics", "languages", "publishers"},
    "figure": {"entities", "topics", "languages", "metrics", "at_least", "at_most", "unit", "direction"},
    "policy": {"jurisdictions", "actions", "within_days", "languages"},
    "shift": {"entities", "topics", "direction"},
}
_NARROWING = frozenset().union(*_OF_KIND.values())

Wrong = Callable[[str, str, str], ConfigError]


class RuleConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule. What is empty narrows nothing down."""

    name: str
    on: Literal["story", "figure", "policy", "shift"]
    to: tuple[str, ...]
    entities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    at_least: float | int | str | None = None
    at_most: float | int | str | None = None
    unit: str = ""
    jurisdictions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    within_days: Annotated[int, Meta(ge=1, le=366)] = 14
    direction: Literal["", "up", "down"] = ""
    languages: tuple[str, ...] = ()
    publishers: Annotated[int, Meta(ge=1, le=50)] = 1
    cooldown_hours: Annotated[float, Meta(ge=0, le=720)] = 12
    language: str = ""


class TargetConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where alerts go besides mail. The address, often a secret, stands here or in a variable of the environment."""

    name: str
    kind: Literal["webhook", "apprise"] = "webhook"
    url: str = ""
    url_env: str = ""


class AlertConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rules are looked at after each ``tradewind run``, and by ``tradewind alerts check``."""

    window_days: Annotated[int, Meta(ge=1, le=31)] = 3
    rules: tuple[RuleConfig, ...] = ()
    targets: tuple[TargetConfig, ...] = ()


def refuse_unknown_alert_keys(values: Any, text: str, path: str) -> None:
    """Raise ConfigError for a key of a rule or target that nobody knows. ``values``: the section as tomllib read it."""
    for table, kind in (("rules", RuleConfig), ("targets", TargetConfig)):
        rows = values.get(table, []) if isinstance(values, dict) else []
        known = [item.name for item in msgspec.structs.fields(kind)]
        for at, row in enumerate(rows if isinstance(rows, list) else ()):
            for key in row if isinstance(row, dict) else ():
                if key not in known:
                    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
                    dotted = f"alerts.{table}[{at}].{key}"
                    raise ConfigError(
                        "unknown key",
                        path=path,
                        line=line_of_key(text, dotted),
                        key=dotted,
                        remedy=f"Did you mean {near[0]}?" if near else "Known: " + ", ".join(known),
                    )


def check_alerts(
    alerts: AlertConfig, text: str, path: str, *, languages: Collection[str], mail: bool
) -> None:
    """Raise ConfigError for a rule that could never be told, or that says what its kind does not look at.

    ``mail``: whether it can be sent. Whether ids and slugs are known, tradewind/alerting.py asks the catalogue.
    """

    def wrong(key: str, message: str, remedy: str) -> ConfigError:
        dotted = f"alerts.{key}"
        return ConfigError(message, path=path, line=line_of_key(text, dotted), key=dotted, remedy=remedy)

    targets = _check_targets(alerts, wrong)
    seen: set[str] = set()
    for at, rule in enumerate(alerts.rules):
        place = f"rules[{at}]"
        if not _NAME.fullmatch(rule.name):
            raise wrong(f"{place}.name", f"{rule.name!r} is no name", "Use letters, digits, dots and dashes")
        if rule.name in seen:
            raise wrong(f"{place}.name", f"two rules are called {rule.name!r}", "Give each a name of its own")
        seen.add(rule.name)
        _check_keys(rule, place, wrong)
        _check_bounds(rule, place, wrong)
        if rule.language and rule.language not in languages:
            raise wrong(f"{place}.language", f"no alert in {rule.language!r}", "Use " + ", ".join(languages))
        if not rule.to:
            raise wrong(f"{place}.to", "nobody is told", "Name mail addresses or targets")
        for name in rule.to:
            if "@" in name and not mail:
                raise wrong(f"{place}.to", f"{name}: there is no mail server", "Write [mail] with a host")
            if "@" in name and (why := address_fault(name)):
                raise wrong(f"{place}.to", f"{name!r} {why}", "Write it as name@domain")
            if "@" not in name and name not in targets:
                near = difflib.get_close_matches(name, targets, n=1)
                hint = f"Did you mean {near[0]}?" if near else "Write [[alerts.targets]] with this name"
                raise wrong(f"{place}.to", f"no target {name!r}", hint)


def _check_targets(alerts: AlertConfig, wrong: Wrong) -> list[str]:
    names: list[str] = []
    for at, target in enumerate(alerts.targets):
        place = f"targets[{at}]"
        if not _NAME.fullmatch(target.name) or target.name in names:
            raise wrong(f"{place}.name", f"{target.name!r} is no name for a target", "Use a name of its own")
        names.append(target.name)
        if bool(target.url) == bool(target.url_env):
            raise wrong(f"{place}.url", "one of url and url_env says where it is", "Write one of them")
        if target.url_env and not _VARIABLE.fullmatch(target.url_env):
            raise wrong(
                f"{place}.url_env", f"{target.url_env!r} is no variable", "Name one, such as OPS_HOOK"
            )
        if target.url and target.kind == "webhook" and not is_ping_url(target.url):
            raise wrong(f"{place}.url", "not an address of the web", "Give an http or https address")
    return names


def _check_keys(rule: RuleConfig, place: str, wrong: Wrong) -> None:
    """Refuse what a rule of its kind would read over: somebody counts on it."""
    defaults = RuleConfig(name="x", on=rule.on, to=("x",))
    said = {name for name in _NARROWING if getattr(rule, name) != getattr(defaults, name)}
    for name in sorted(said - _OF_KIND[rule.on]):
        known = ", ".join(sorted(_OF_KIND[rule.on]))
        raise wrong(f"{place}.{name}", f"a rule on {rule.on} does not look at {name}", f"It looks at {known}")
    if rule.on in ("story", "figure") and not said & {"entities", "topics", "metrics"}:
        raise wrong(f"{place}.on", "every article would raise it", "Name entities, topics or metrics")


def _check_bounds(rule: RuleConfig, place: str, wrong: Wrong) -> None:
    low, high = (bound_of(value) for value in (rule.at_least, rule.at_most))
    for name, given, read in (("at_least", rule.at_least, low), ("at_most", rule.at_most, high)):
        if given is not None and read is None:
            raise wrong(f"{place}.{name}", f"{given!r} is no number", "Write a number")
        if given is not None and not rule.unit:
            raise wrong(f"{place}.unit", "a number of what?", 'Write unit = "percent", "USD" or another unit')
    if low is not None and high is not None and low > high:
        raise wrong(f"{place}.at_least", "nothing is as large and as small", "Make at_most the larger")


def bound_of(value: float | int | str | None) -> Decimal | None:
    """A bound as an exact decimal; None when there is none, or it is no finite number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
