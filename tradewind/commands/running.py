"""run, schedule: the whole job in one command, and the host's timers for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.errors import TradewindError
    from tradewind.config import Settings
    from tradewind.rounds import Round


def run(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help="hourly (crawl the sources that are due, tag, link) or weekly (crawl all, tag, link, digest)."
        ),
    ],
    week: Annotated[
        str | None, typer.Option(help="The week of the digest; else the last complete one.")
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, help="Minutes to wait for another run that is at work; then exit code 75.")
    ] = 0,
    ping_url: Annotated[
        str | None,
        typer.Option(help="An address to tell that the run began and how it ended; else run.ping_url."),
    ] = None,
    metrics_file: Annotated[
        Path | None, typer.Option(help="A Prometheus text file to write at the end; else run.metrics_file.")
    ] = None,
) -> None:
    """All stages in order, for a timer. Only one run at a time; a run that died is taken up where it stopped.

    Weeks that were missed since the last issue are issued too (run.catch_up_weeks). A mistake in your file of things
    does not cost the crawl: it is told at once, and ends the run before it tags.
    """
    from store.errors import InputError
    from tradewind.commands.given import settings_of
    from tradewind.run_config import is_ping_url

    if what not in ("hourly", "weekly"):
        raise typer.BadParameter("say hourly or weekly")
    settings = settings_of(context)
    watchman = settings.config.run.ping_url if ping_url is None else ping_url
    if watchman and not is_ping_url(watchman):
        raise InputError(
            "not an address that can be told of a run",
            key="--ping-url",
            remedy="Give an http or https address",
        )
    metrics = settings.metrics_path if metrics_file is None else metrics_file
    with _told(settings, watchman, metrics) as words:
        done = _round(settings, what, week, wait)
        words.append(_summary(done))
        code = done.exit_code
        if code:
            raise typer.Exit(code)


def _round(settings: Settings, what: str, label: str | None, wait: float) -> Round:
    from tradewind import rounds
    from tradewind.commands.collect import chosen_sources, crawl_options, crawl_with_meter, report_crawl
    from tradewind.commands.outbox import send_after_run
    from tradewind.commands.publish import report_digest, week_of
    from tradewind.console import say
    from tradewind.lock import only_one
    from tradewind.results import CrawlResult
    from tradewind.tagging import absent_things, absent_topics, wrong_options

    week = week_of(settings, label)
    sources, options = chosen_sources(settings, None), crawl_options(settings)

    def crawl() -> CrawlResult:
        crawled = crawl_with_meter(settings, sources, options, due_only=what == "hourly")
        report_crawl(crawled, as_json=False)
        return crawled

    with only_one(settings.store_path, patience=60 * wait, waiting=say):
        if absent := absent_things(settings):
            say(f"{absent} (tag.entities) is not there: the shipped things alone are known")
        if absent := absent_topics(settings):
            say(f"{absent} (tag.topics) is not there: the topics of the closed list alone are found")
        if wrong := wrong_options(settings):
            say(f"{wrong}. The crawl comes first: what is not mended by then ends the run after it")
        if wrong_rule := _wrong_rule(settings):
            say(
                f"{wrong_rule}. All else comes first: what is not mended by then ends the run before its alerts"
            )
        done = (
            rounds.weekly(settings, crawl, week) if what == "weekly" else rounds.hourly(settings, crawl, week)
        )
    for each in done.issued:
        if each is done.issued[-1]:
            print(next(iter(each.text.values())))
        report_digest(each)
    # The newest issue only: older ones that were missed stand in the archive. Outside the lock: a slow server holds
    # up no crawl.
    made = done.issued[-1] if done.issued else None
    if not done.crawled.interrupted:
        done.exit_code = send_after_run(settings, made, done.exit_code)
    return done


def _wrong_rule(settings: Settings) -> TradewindError | None:
    """What would end the alerts at the end of the run; None: nothing that can be seen by now."""
    from store.errors import TradewindError
    from tradewind.alerting import require_known

    try:
        require_known(settings)
    except TradewindError as error:
        return error
    return None


def _summary(done: Round) -> str:
    outcomes = ", ".join(f"{number} {name}" for name, number in sorted(done.crawled.outcomes.items()))
    issued = ", ".join(f"{made.week} revision {made.revision}" for made in done.issued if not made.empty)
    return f"pages: {outcomes or 'none'}" + (f"\nissued: {issued}" if issued else "")


@contextmanager
def _told(settings: Settings, watchman: str, metrics: Path | None) -> Iterator[list[str]]:
    """Tell the watchman of the beginning and, however the block ends, of the end; then write the metrics.

    Neither changes how the run ends: what could not be told is said, and that is all. What is known to be wrong
    before the run (a library that is not there) is an error before the run.
    """
    from store.errors import TradewindError
    from tradewind.console import say
    from tradewind.metrics import require_metrics, write_metrics
    from tradewind.ping import ping_end, ping_start

    if metrics is not None:
        require_metrics()
    words: list[str] = []
    if watchman and (wrong := ping_start(watchman)):
        say(f"the run could not be announced: {wrong}")
    code = 1
    try:
        yield words
        code = 0
    except typer.Exit as end:
        code = end.exit_code
        raise
    except TradewindError as error:
        code = error.exit_code
        words.append(str(error))
        raise
    except BaseException as error:
        words.append(f"{type(error).__name__}: {error}")
        raise
    finally:
        if metrics is not None:
            try:
                write_metrics(settings.store_path, metrics)
            except TradewindError as error:
                say(f"the metrics were not written: {error}")
        if watchman and (wrong := ping_end(watchman, code, "\n".join(words))):
            say(f"the end of the run could not be told: {wrong}")


def schedule(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="systemd or cron.")],
    at: Annotated[
        str, typer.Option(help="When the weekly run begins, in the digest's time zone.")
    ] = "Mon 07:00",
    user_units: Annotated[
        bool,
        typer.Option(
            "--user", help="systemd: units of your own manager (systemctl --user), not the system's."
        ),
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--dir", help="systemd: write the units into this folder instead of printing them."),
    ] = None,
) -> None:
    """Print timers that run tradewind: every hour, and once a week with the digest. Nothing is installed."""
    import getpass

    from tradewind.commands.given import settings_of
    from tradewind.console import say
    from tradewind.files import write_files
    from tradewind.schedules import Job, cron_lines, systemd_units

    if kind not in ("systemd", "cron"):
        raise typer.BadParameter("say systemd or cron")
    settings = settings_of(context)
    job = Job(
        command=_command(settings),
        folder=settings.folder.resolve(),
        weekly=at,
        zone=settings.config.digest.timezone,
        writes=_writes(settings),
        user="" if user_units or kind == "cron" else getpass.getuser(),
    )
    if kind == "cron":
        print(cron_lines(job), end="")
        say("add these lines with `crontab -e`")
        return
    units = systemd_units(job)
    if folder is not None:
        for path in write_files(folder, units, key="--dir"):
            say(f"written: {path}")
    else:
        for name, text in units.items():
            print(f"# {name}\n{text}")
    place, manager = (
        ("~/.config/systemd/user", "systemctl --user") if user_units else ("/etc/systemd/system", "systemctl")
    )
    say(f"put them into {place}, then: {manager} enable --now tradewind-hourly.timer tradewind-weekly.timer")


def _writes(settings: Settings) -> tuple[Path, ...]:
    """Folders that a run writes in, besides that of tradewind.toml."""
    wanted = [settings.store_path.parent, settings.digests_path]
    if settings.metrics_path is not None:
        wanted.append(settings.metrics_path.parent)
    return tuple(path.resolve() for path in wanted)


def _command(settings: Settings) -> list[str]:
    """How this tradewind is started from anywhere: the script beside this Python, or Python with the module."""
    script = Path(sys.executable).with_name("tradewind")
    start = [str(script)] if os.access(script, os.X_OK) else [sys.executable, "-m", "tradewind"]
    return [*start, "--config", str(settings.file.resolve())] if settings.file else start
