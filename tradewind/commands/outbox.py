"""outbox list, show, send, resend: letters on their way, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tradewind.commands.collect import AsJson

if TYPE_CHECKING:
    from store.outbox import Entry
    from tradewind.config import Settings
    from tradewind.results import DigestFiles
    from tradewind.sending import Sent

outbox = typer.Typer(
    no_args_is_help=True, help="Letters on their way: what is to be sent, and what became of each."
)

_COLUMNS = ("state", "recipient", "about", "revision", "due_at", "attempts", "code", "reply", "message_id")


@outbox.command("list")
def list_(
    context: typer.Context,
    state: Annotated[
        list[str] | None, typer.Option(help="pending, sending, sent, failed or unknown; repeat for more.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most, those that changed last first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Every letter with its state; those that changed last come first."""
    from tradewind.commands.given import settings_of
    from tradewind.console import print_rows
    from tradewind.sending import STATES, entries

    for name in state or ():
        if name not in STATES:
            raise typer.BadParameter(f"no letter is {name!r}; say {', '.join(STATES)}")
    found = entries(settings_of(context), states=state or (), limit=limit)
    print_rows([_row(item) for item in found], columns=_COLUMNS, as_json=as_json, title="outbox")
    raise typer.Exit(0 if found else 4)


@outbox.command()
def show(
    context: typer.Context,
    message_id: Annotated[str, typer.Argument(help="The Message-ID, or the beginning of it.")],
    eml: Annotated[
        bool, typer.Option("--eml", help="Print the message as it goes on the wire; kept until it is sent.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """One letter: its state, and with --eml its bytes."""
    import sys

    from store.errors import InputError
    from tradewind.commands.given import settings_of
    from tradewind.console import clean, print_json
    from tradewind.sending import entry_of

    entry, body = entry_of(settings_of(context), message_id)
    if eml:
        if body is None:
            raise InputError(
                "it is sent, and its bytes are not kept", key="MESSAGE_ID", remedy="See it on the page"
            )
        sys.stdout.flush()
        sys.stdout.buffer.write(body)
        return
    row = _row(entry) | {
        "channel": entry.channel,
        "lang": entry.lang,
        "subject": entry.subject,
        "created_at": entry.created_at,
        "changed_at": entry.changed_at,
        "bytes": None if body is None else len(body),
    }
    if as_json:
        print_json(row)
        return
    for name, value in row.items():
        print(f"{name}: {clean(value)}")


@outbox.command()
def send(context: typer.Context, as_json: AsJson = False) -> None:
    """Send what is due. 0: all sent, 3: some failed or unknown, 4: nothing is due, 75: try again later."""
    from tradewind.alerting import tell_targets
    from tradewind.commands.given import settings_of
    from tradewind.console import print_json
    from tradewind.sending import send_due

    settings = settings_of(context)
    done = send_due(settings)
    if settings.config.alerts.targets:
        done.counts += tell_targets(settings)
    if as_json:
        print_json({**done.counts, "left": done.left, "stopped": str(done.stopped) if done.stopped else None})
    report_sent(done)
    raise typer.Exit(done.exit_code)


@outbox.command()
def resend(
    context: typer.Context,
    message_id: Annotated[
        list[str] | None, typer.Argument(help="Message-IDs of unknown or failed letters.")
    ] = None,
    unknown: Annotated[bool, typer.Option("--unknown", help="All that are unknown.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put letters back, to be sent by the next `outbox send`: the same bytes, with the same Message-ID.

    An unknown one may have arrived: whoever gets it twice sees one letter where the mail program knows Message-IDs.
    """
    from tradewind.commands.given import settings_of
    from tradewind.console import counted, print_json, say
    from tradewind.sending import put_back

    if not (message_id or unknown or failed):
        raise typer.BadParameter("name a Message-ID, or --unknown, or --failed")
    states = [name for name, wanted in (("unknown", unknown), ("failed", failed)) if wanted]
    chosen = put_back(settings_of(context), message_id or [], states=states)
    if as_json:
        print_json(chosen)
    told = counted(len(chosen), "letter is", "letters are")
    say(f"{told} pending again: `tradewind outbox send` sends {'it' if len(chosen) == 1 else 'them'}")
    raise typer.Exit(0 if chosen else 4)


def _row(entry: Entry) -> dict[str, object]:
    return {
        "state": entry.state,
        "recipient": entry.recipient,
        "about": entry.about,
        "revision": entry.revision,
        "due_at": entry.due_at,
        "attempts": entry.attempts,
        "code": entry.code,
        "reply": entry.reply,
        "message_id": entry.message_id,
    }


def report_sent(done: Sent) -> None:
    """Say what a run of the sender did, and what to do about the rest."""
    from tradewind.console import counted, say

    words = {"sent": "sent", "pending": "put off", "failed": "failed", "unknown": "unknown"}
    told = [f"{done.counts[name]} {word}" for name, word in words.items() if done.counts[name]]
    say("letters: " + (", ".join(told) or "nothing sent"))
    if done.counts["recovered"]:
        one = done.counts["recovered"] == 1
        ends = "is unknown now: it" if one else "are unknown now: they"
        say(f"{done.counts['recovered']} of a run that died {ends} may have arrived or not")
    if done.counts["unknown"] or done.counts["recovered"]:
        say("`tradewind outbox list --state unknown` names what is unknown; `outbox resend` sends one again")
    if done.stopped is not None:
        say(f"stopped: {done.stopped}")
    if done.left:
        say(f"{counted(done.left, 'that is due waits', 'that are due wait')} for the next run")


def post_and_send(settings: Settings, made: DigestFiles) -> int:
    """Enqueue an issue's letters, send what is due, say so; the exit code of sending."""
    from tradewind.console import say
    from tradewind.letters import in_words, post_issue
    from tradewind.sending import next_due, send_due

    posted = post_issue(settings, made)
    say(in_words(posted))
    done = send_due(settings)
    report_sent(done)
    if (later := next_due(settings)) is not None:
        say(f"the next letter is due at {later:%Y-%m-%d %H:%M} UTC: `tradewind outbox send`, or the next run")
    return 3 if done.exit_code in (0, 4) and posted.unknown_topics else done.exit_code


def send_after_run(settings: Settings, made: DigestFiles | None, code: int) -> int:
    """After a run of all stages: its letters, and what is due. ``code``: of the run; 3 when letters are left behind."""
    from store.errors import TradewindError
    from tradewind.console import say
    from tradewind.letters import is_configured
    from tradewind.named import misnamed
    from tradewind.sending import is_due, send_due

    if not settings.config.mail.host:
        return code
    try:
        if made is not None and not made.empty and is_configured(settings.config.mail):
            for wrong in misnamed(settings):
                say(wrong)
            sent = post_and_send(settings, made)
        elif is_due(settings):
            done = send_due(settings)
            report_sent(done)
            sent = done.exit_code
        else:
            return code
    except TradewindError as error:  # the run has done its work: the letters wait for the next one
        say(f"letters: {error}")
        return 3
    return code if sent in (0, 4) else 3
