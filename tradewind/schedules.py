"""Timers of the host that run tradewind: units of systemd, lines of cron. Printed, never installed by us."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.errors import InputError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TIME = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):([0-5]\d)")
_WAITS = {
    "hourly": (),
    "weekly": ("--wait", "120"),
}  # minutes: an hourly run may be at work at the weekly hour
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is run, where, and when."""

    command: Sequence[str]  # program and its arguments up to the name of the command, absolute
    folder: Path  # where it runs: of tradewind.toml
    weekly: str  # "Mon 07:00"
    zone: str  # IANA name: whose Monday it is
    writes: Sequence[Path] = ()  # folders it writes in
    user: str = ""  # whose unit of the system it is; "": units of the user's own manager


def parse_weekly(text: str) -> tuple[str, int, int]:
    """``Mon 07:00`` as day, hour, minute; InputError otherwise."""
    match = _TIME.fullmatch(text.strip().capitalize())
    if match is None:
        raise InputError(f"{text!r} is no time of the week", key="--at", remedy="Write it as 'Mon 07:00'")
    return match[1], int(match[2]), int(match[3])


def systemd_units(job: Job) -> Mapping[str, str]:
    """File name: text, of two services and their timers. ``systemctl --user`` and the system's both take them."""
    day, hour, minute = parse_weekly(job.weekly)
    weekly = f"{day} *-*-* {hour:02}:{minute:02}:00 {job.zone}"
    return {
        "tradewind-hourly.service": _service(job, "hourly", "look at the sources that are due"),
        "tradewind-hourly.timer": _timer("hourly", "*-*-* *:05:00", delay="10min"),
        "tradewind-weekly.service": _service(job, "weekly", "crawl, and issue the digest of the week"),
        "tradewind-weekly.timer": _timer("weekly", weekly, delay="5min"),
    }


def _service(job: Job, what: str, told: str) -> str:
    start = " ".join(_systemd(part) for part in (*job.command, "run", what, *_WAITS[what]))
    # 3 (some sources failed) and 4 (nothing new) are no failures of the job, nor is an hourly run that finds another.
    fine = "3 4 75" if what == "hourly" else "3 4"
    return f"""[Unit]
Description=tradewind: {told}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={_path(job.folder)}
ExecStart={start}
SuccessExitStatus={fine}
Nice=10
# The password of the mail server, readable by this service alone:
# LoadCredential=smtp_password:/etc/tradewind/smtp_password
{_confinement(job)}"""


def _confinement(job: Job) -> str:
    """What only the system's manager can do for sure: another user, and a file system that is read only but here."""
    if not job.user:
        return ""
    # One that is not there yet (-) is no reason not to start.
    others = dict.fromkeys(f"-{path}" for path in job.writes if path != job.folder)
    writable = " ".join((_systemd(str(job.folder)), *(_systemd(path) for path in others)))
    return f"""User={_systemd(job.user)}
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={writable}
"""


def _timer(what: str, calendar: str, *, delay: str) -> str:
    # Persistent: a machine that was off at the hour runs the job when it is back.
    return f"""[Unit]
Description=tradewind: {what} run

[Timer]
OnCalendar={calendar}
Persistent=true
RandomizedDelaySec={delay}

[Install]
WantedBy=timers.target
"""


def _systemd(text: str) -> str:
    """One word of a unit's command line: quoted, with systemd's own marks (%, $) taken literally."""
    _require_plain(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if re.search(r"[^\w@%+=:,./-]", text) else escaped


def _path(path: Path) -> str:
    """A path where systemd takes the rest of the line as it is."""
    _require_plain(str(path))
    return str(path).replace("%", "%%")


def cron_lines(job: Job) -> str:
    """Lines for ``crontab -e``. Cron has no memory: a missed week is caught up by the next run."""
    day, hour, minute = parse_weekly(job.weekly)
    command = " ".join(_cron(part) for part in job.command)
    folder = _cron(str(job.folder))
    return f"""# tradewind. Mail of cron goes to MAILTO; what is printed is the digest and what went wrong.
# A cron that does not know CRON_TZ (see man 5 crontab) keeps the machine's time.
CRON_TZ={job.zone}
5 * * * *  cd {folder} && {command} run hourly
{minute} {hour} * * {DAYS.index(day) + 1}  cd {folder} && {command} run weekly {" ".join(_WAITS["weekly"])}
"""


def _cron(text: str) -> str:
    """One word for cron's shell; a percent sign would end the line there."""
    _require_plain(text)
    return shlex.quote(text).replace("%", r"\%")


def _require_plain(text: str) -> None:
    if _UNSAFE.search(text):
        raise InputError(
            f"{text!r} has a control character in it", key="--config", remedy="Give the folder another name"
        )
