"""Timers for the host: what is printed is what systemd and cron take, whatever the folder is called."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import InputError
from tests.newsdesk import inside
from tradewind.schedules import Job, cron_lines, parse_weekly, systemd_units


def job(
    folder: str = "/srv/news",
    *,
    user: str = "news",
    at: str = "Mon 07:00",
    program: str = "/opt/tw/bin/tradewind",
) -> Job:
    return Job(
        command=[program, "--config", f"{folder}/tradewind.toml"],
        folder=Path(folder), weekly=at, zone="Asia/Shanghai", writes=[Path(folder) / "issues"], user=user,
    )  # fmt: skip


def test_the_week_begins_in_the_readers_zone_and_a_missed_hour_is_made_up() -> None:
    timer = systemd_units(job(at="tue 06:45"))["tradewind-weekly.timer"]
    assert "OnCalendar=Tue *-*-* 06:45:00 Asia/Shanghai\nPersistent=true\n" in timer
    assert "45 6 * * 2  cd /srv/news && /opt/tw/bin/tradewind --config" in cron_lines(job(at="Tue 06:45"))
    assert "\nCRON_TZ=Asia/Shanghai\n" in cron_lines(job())


@pytest.mark.parametrize("text", ["Mon", "Mon 24:00", "Monday 07:00", "Mon 7:00", "Mon 07:60", "* 07:00", ""])
def test_what_is_no_time_of_the_week_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match="Mon 07:00"):
        parse_weekly(text)


def test_the_systems_units_name_a_user_and_confine_it_the_users_own_do_not() -> None:
    system = systemd_units(job())["tradewind-weekly.service"]
    assert "\nUser=news\n" in system
    assert "\nReadWritePaths=/srv/news -/srv/news/issues\n" in system
    own = systemd_units(job(user=""))["tradewind-weekly.service"]
    assert "User=" not in own
    assert "ProtectSystem" not in own


def test_only_an_hourly_run_may_find_another_at_work() -> None:
    units = systemd_units(job())
    assert "SuccessExitStatus=3 4 75\n" in units["tradewind-hourly.service"]
    assert "SuccessExitStatus=3 4\n" in units["tradewind-weekly.service"]
    assert "run weekly --wait 120\n" in units["tradewind-weekly.service"]


@given(
    st.text(
        st.characters(min_codepoint=32, exclude_characters="/", exclude_categories=["Cs", "Cc", "Zl", "Zp"]),
        min_size=1,
        max_size=20,
    )
)
def test_crons_shell_gets_the_folder_as_it_is(name: str) -> None:
    line = next(line for line in cron_lines(job(f"/srv/={name}")).split("\n") if line.endswith("run hourly"))
    _, _, command = line.partition("*  ")
    # Before the shell sees it, cron turns \% into % and ends the command at a bare one.
    unescaped = command.replace("\\%", "\0")
    assert "%" not in unescaped
    words = shlex.split(unescaped.replace("\0", "%"))
    assert words[:3] == ["cd", f"/srv/={name}", "&&"]
    assert f"/srv/={name}/tradewind.toml" in words


@pytest.mark.parametrize("name", ["a\nExecStart=/bin/false", "a\x00b", "a\x1bb", "a\u2028b"])
def test_a_folder_that_would_begin_a_line_of_its_own_is_refused(name: str) -> None:
    for make in (systemd_units, cron_lines):
        with pytest.raises(InputError, match="control character"):
            make(job(f"/srv/{name}"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("folder", ["plain", "with space", "per%cent", "dollar$HOME", 'quo"te'])
def test_systemd_takes_the_units(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    program = tmp_path / "tradewind"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name, text in systemd_units(job(str(place), user="root", program=str(program))).items():
        (tmp_path / name).write_text(text)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", *sorted(map(str, tmp_path.glob("tradewind-*")))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "tradewind" not in checked.stderr, checked.stderr
    shown = subprocess.run(
        ["systemd-analyze", "calendar", "Mon *-*-* 07:00:00 Asia/Shanghai"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr


def test_the_command_prints_and_writes_units(tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text('[digest]\ntimezone = "Europe/London"\n', encoding="utf-8")
    printed = inside(tmp_path, "schedule", "systemd", "--at", "Sun 18:30", "--user")
    assert printed.code == 0
    assert "OnCalendar=Sun *-*-* 18:30:00 Europe/London" in printed.out
    assert f"--config {tmp_path}/tradewind.toml run weekly" in printed.out
    assert "systemctl --user enable" in printed.err
    assert inside(tmp_path, "schedule", "systemd", "--dir", "units").code == 0
    assert sorted(path.name for path in (tmp_path / "units").iterdir()) == [
        "tradewind-hourly.service",
        "tradewind-hourly.timer",
        "tradewind-weekly.service",
        "tradewind-weekly.timer",
    ]
    assert "CRON_TZ=Europe/London" in inside(tmp_path, "schedule", "cron").out
    assert inside(tmp_path, "schedule", "anacron").code == 2
    assert inside(tmp_path, "schedule", "cron", "--at", "noon").code == 2
