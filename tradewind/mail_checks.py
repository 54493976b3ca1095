"""What ``tradewind doctor`` says of mail: the recipients, what lies in the outbox and, when asked, the server."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from store import issues, outbox
from store.errors import StoreMissing
from store.queries import connect_readonly
from tradewind.letters import is_configured
from tradewind.named import unknown_topics

if TYPE_CHECKING:
    from tradewind.config import Settings


def check_recipients(settings: Settings) -> tuple[str, str]:
    """Whether letters can be sent, and whether everything that recipients read of exists."""
    mail = settings.config.mail
    if not is_configured(mail):
        return (
            "ok",
            "no mail: the digest is written to files only ([mail] and [[mail.recipients]] change that)",
        )
    if wrong := unknown_topics(settings, mail.recipients):
        return "bad", f"mail.recipients: nothing is called {', '.join(wrong)}: it selects nothing"
    how = f"{mail.host}:{mail.server_port}, {mail.security}"
    return "ok", f"{len(mail.recipients)} recipients by {how}; `doctor --mail` asks the server"


def check_outbox(settings: Settings) -> tuple[str, str]:
    """How many letters are in which state; what waits for a person is a note."""
    try:
        connection = connect_readonly(settings.store_path)
    except StoreMissing:
        return "ok", "no letter yet"
    with closing(connection):
        found = outbox.counts(connection)
        newest = issues.newest_unsent(connection)
    told = ", ".join(f"{number} {state}" for state, number in found.items() if number)
    if found[outbox.UNKNOWN] or found[outbox.SENDING] or found[outbox.FAILED]:
        return "note", f"{told}: `tradewind outbox list --state unknown --state failed` says which and why"
    if newest and is_configured(settings.config.mail):
        return "note", f"{told or 'no letter yet'}; {newest} was issued and mailed to nobody: `digest --send`"
    return "ok", told or "no letter yet"


def check_mail_server(settings: Settings) -> tuple[str, str]:
    """Whether the server opens a line for us: certificate, STARTTLS, user and password. Sends nothing."""
    from tradewind.sending import check_server

    if not settings.config.mail.host:
        return "ok", "none is configured"
    return "ok", check_server(settings)
