"""kill -9 at every step of sending, and a mail server that makes every mistake: is a letter sent twice, or lost?

    python benchmarks/send.py [--runs 200] [--seed 1]

Promise: no Message-ID is accepted twice by itself, and at the end every recipient's letter is accepted, failed with a
reason, or listed as unknown. Judged by the server's own log of what it accepted. A real issue's letters lie in a real
outbox; ``tradewind outbox send`` is killed by the server when it sees a certain step (or at a random moment), then run
again, time passing in between, until nothing is pending. Beside it, the same kills for a sender that marks a letter
as sent after sending it, and tries again what is not marked. Prints the figures; exits 1 when the promise is broken.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import smtplib
import sqlite3
import ssl
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.newsdesk import tradewind, write_texts
from tests.smtp_server import STEPS, Fault, Post, serve

WEEK = "2026-W45"
PEOPLE = 6
PASSWORD = "open sesame"
SENDER, PEER = "outbox", "peer"
KILL_STEPS = (*STEPS, "accepted", "random")
FAULTS = (
    Fault("connect", "421 too busy"), Fault("mail", "421 closing"), Fault("rcpt", "421 closing"),
    Fault("data", "421 closing"),
    Fault("mail", "451 later"), Fault("rcpt", "451 greylisted", times=2), Fault("data", "451 later"),
    Fault("end", "451 later"),
    Fault("rcpt", "550 nobody"), Fault("end", "550 spam"), Fault("data", "554 no"),
    Fault("mail", "drop"), Fault("rcpt", "drop"), Fault("data", "drop"), Fault("body", "drop"),
    Fault("connect", "drop"),
    Fault("end", "drop"), Fault("end", "accept-drop"), Fault("answered", "drop"), Fault("rset", "drop"),
    Fault("rcpt", "hang"), Fault("end", "accept-hang"), Fault("mail", "garbage"), Fault("end", "garbage"),
    Fault("rcpt", "drip"), Fault("mail", "flood"), Fault("starttls", "454 not now"), Fault("auth", "drop"),
)  # fmt: skip


@dataclass(frozen=True)
class Kill:
    """Kill -9 when the server sees this step for the n-th time; at "random", after so many seconds."""

    step: str
    n: int = 1
    after: float = 0.0


@dataclass
class Trial:
    """One outbox, sent through kills and faults until it was quiet."""

    kills: list[str] = field(default_factory=list)  # the steps at which a sender was killed
    runs: int = 0
    states: Counter[str] = field(default_factory=Counter)
    arrived: int = 0  # unknown ones that the server has
    twice: int = 0
    lost: list[str] = field(default_factory=list)  # what should not be, in words


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine, and beside it the authority (ca.pem) that signed it."""
    sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
    from tls import authority, server_context

    return server_context(folder, ["127.0.0.1"], signed_by=authority(folder))


def prepare(folder: Path, people: int = PEOPLE) -> ssl.SSLContext:
    """A folder with a store, an issue and its letters in the outbox, as pending; what the server shows."""
    write_texts(folder)
    tls = certificate(folder)
    (folder / "secret").write_text(PASSWORD, encoding="utf-8")
    (folder / "secret").chmod(0o600)
    for command in (("import", "texts"), ("tag",), ("link",)):
        done = tradewind(folder, *command)
        assert done.code == 0, done.err
    configure(folder, 9, people)  # nobody listens at the discard port: the letters stay where they are
    done = tradewind(folder, "digest", "--week", WEEK, "--send")
    assert done.code == 75, done.err
    with closing(sqlite3.connect(folder / "tradewind.db")) as connection:
        assert connection.execute("SELECT count(*) FROM outbox WHERE state = 'pending'").fetchone() == (
            people,
        )
        connection.execute("PRAGMA journal_mode = DELETE")
    return tls


def configure(folder: Path, port: int, people: int = PEOPLE) -> None:
    """The configuration of a sender; timeouts are short, because hanging is a fault here."""
    lines = [
        "[mail]", 'host = "127.0.0.1"', f"port = {port}", 'security = "starttls"', 'ca_file = "ca.pem"', 'user = "us"',
        'password_file = "secret"', 'from_address = "digest@example.com"', "timeout = 1.0", "retry_hours = 240",
    ]  # fmt: skip
    for n in range(people):
        lines += [
            "[[mail.recipients]]",
            f'address = "p{n}@example.org"',
            f'language = "{("en", "zh")[n % 2]}"',
        ]
    (folder / "tradewind.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def send(folder: str) -> None:
    """``tradewind outbox send`` in this process; started from a process that has everything imported."""
    from tradewind.__main__ import run

    os.chdir(folder)
    _quiet(folder)
    sys.exit(run(["outbox", "send"]))


def send_as_peer(folder: str) -> None:
    """What one writes first: take what is not marked as sent, send it, mark it."""
    import zstandard

    os.chdir(folder)
    _quiet(folder)
    port = int((Path(folder) / "port").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(Path(folder) / "tradewind.db")) as connection:
        rows = connection.execute(
            "SELECT message_id, recipient, body FROM outbox WHERE state = 'pending'"
        ).fetchall()
        with smtplib.SMTP("127.0.0.1", port, timeout=1) as server:
            server.starttls(context=ssl.create_default_context(cafile=str(Path(folder) / "ca.pem")))
            server.login("us", PASSWORD)
            for message_id, recipient, body in rows:
                try:
                    server.sendmail("digest@example.com", [recipient], zstandard.decompress(body))
                except smtplib.SMTPRecipientsRefused:
                    continue
                with connection:
                    connection.execute("UPDATE outbox SET state = 'sent' WHERE message_id = ?", (message_id,))


def _quiet(folder: str) -> None:
    stream = (Path(folder) / "stderr.txt").open("a", encoding="utf-8")
    os.dup2(stream.fileno(), 2)
    os.dup2(stream.fileno(), 1)


def run_once(folder: Path, post: Post, kill: Kill | None, who: str = SENDER) -> tuple[int, str]:
    """One run of a sender; its exit code (negative: killed) and the step it was killed at, "" when it was not."""
    target = send if who == SENDER else send_as_peer
    process = CONTEXT.Process(target=target, args=(str(folder),))
    seen: Counter[str] = Counter()
    killed: list[str] = []
    started = threading.Event()

    def watch(step: str) -> None:
        seen[step] += 1
        if kill and step == kill.step and seen[step] == kill.n and started.wait(5) and process.pid:
            killed.append(step)
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    post.watch = watch
    process.start()
    started.set()
    if kill and kill.step == "random":
        process.join(kill.after)
        if process.is_alive() and process.pid:
            killed.append("random")
            os.kill(process.pid, signal.SIGKILL)
    process.join(120)
    post.watch = None
    code = process.exitcode
    if code is None:
        process.kill()
        raise RuntimeError(f"a sender did not end: {(folder / 'stderr.txt').read_text(encoding='utf-8')}")
    time.sleep(0.02)  # the server's thread writes down what it had already read
    return code, killed[0] if killed and code < 0 else ""


def pass_time(folder: Path) -> int:
    """All that waits is due now; how many still wait."""
    with closing(sqlite3.connect(folder / "tradewind.db", timeout=30)) as connection, connection:
        connection.execute("UPDATE outbox SET due_at = '2026-11-09T00:00:00Z' WHERE state = 'pending'")
        return int(
            connection.execute(
                "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
            ).fetchone()[0]
        )


def trial(
    folder: Path, kills: Sequence[Kill], faults: Sequence[Fault], tls: ssl.SSLContext, who: str = SENDER
) -> Trial:
    """Send through these kills and faults until nothing is pending, then judge by the server's log."""
    done, waiting = Trial(), list(kills)
    with serve(*faults, tls=tls, user="us", password=PASSWORD) as post:
        configure(folder, post.port)
        (folder / "port").write_text(str(post.port), encoding="utf-8")
        while pass_time(folder) and done.runs < 40:
            code, step = run_once(folder, post, waiting.pop(0) if waiting else None, who)
            done.runs += 1
            if step:
                done.kills.append(step)
            elif code not in (0, 3, 4, 75) and who == SENDER:
                done.lost.append(
                    f"exit code {code}: {(folder / 'stderr.txt').read_text(encoding='utf-8')[-500:]}"
                )
                break
        judge(folder, post, done)
    return done


def judge(folder: Path, post: Post, done: Trial) -> None:
    """Compare what the server has accepted with what the outbox says."""
    accepted = Counter(post.message_ids)
    done.twice = sum(number - 1 for number in accepted.values())
    with closing(sqlite3.connect(folder / "tradewind.db")) as connection:
        rows = connection.execute("SELECT message_id, recipient, state, code, reply FROM outbox").fetchall()
    if len(rows) != PEOPLE:
        done.lost.append(f"{PEOPLE} letters were to be sent, {len(rows)} are in the outbox")
    for message_id, recipient, state, _, reply in rows:
        done.states[state] += 1
        has = accepted[message_id]
        done.arrived += state == "unknown" and has > 0
        if state == "sent" and not has:
            done.lost.append(f"{recipient} is called sent, and the server has nothing")
        elif state == "failed" and (has or not reply):
            done.lost.append(f"{recipient} failed ({reply!r}), and the server has {has}")
        elif state in ("pending", "sending"):
            done.lost.append(f"{recipient} is {state} still")
        elif state == "unknown" and not reply:
            done.lost.append(f"{recipient} is unknown without a reason")


def plan(dice: random.Random, number: int) -> tuple[list[Kill], list[Fault]]:
    """Kills and faults of a trial: every step has its turn, then chance."""
    first = KILL_STEPS[number % len(KILL_STEPS)]
    kills = [_kill(dice, first)]
    kills += [_kill(dice, dice.choice(KILL_STEPS)) for _ in range(dice.randint(1, 3))]
    quiet = [item for item in FAULTS if "hang" not in item.do and "drip" not in item.do]
    chosen = dice.sample(FAULTS if dice.random() < 0.15 else quiet, dice.choice((0, 0, 1, 2, 3)))
    return kills, chosen


def _kill(dice: random.Random, step: str) -> Kill:
    if step == "random":
        return Kill(step, after=dice.uniform(0.05, 0.6))
    most = 1 if step in ("connect", "ehlo", "quit", "rset", "starttls", "auth") else 4
    return Kill(step, dice.randint(1, most))


def trials(
    base: Path, place: Path, tls: ssl.SSLContext, *, runs: int, seed: int, who: str = SENDER
) -> list[Trial]:
    """Trials until ``runs`` senders were killed. A dead server never ends the peer's: forty runs do."""
    dice, found, killed = random.Random(seed), [], 0
    while killed < runs:
        folder = place / f"{who}{len(found)}"
        shutil.copytree(base, folder)
        kills, faults = plan(dice, len(found))
        if who == PEER:  # it knows no end but success: it is spared what is final
            spared = ("drip", "flood")  # smtplib reads an answer without end for ever
            faults = [
                item
                for item in faults
                if item.do[0] != "5" and item.at != "connect" and item.do not in spared
            ]
        done = trial(folder, kills, faults, tls, who)
        found.append(done)
        killed += len(done.kills)
        if len(found) % 10 == 0:
            report(found, who)
        if who == SENDER and (done.twice or done.lost):
            print("BROKEN", kills, faults, done, flush=True)
        shutil.rmtree(folder)
    return found


def report(found: Sequence[Trial], who: str) -> None:
    """Print the figures."""
    states: Counter[str] = sum((item.states for item in found), Counter())
    steps = Counter(step for item in found for step in item.kills)
    runs = sum(item.runs for item in found)
    print(f"{who}: {sum(steps.values())} senders killed in {runs} runs over {len(found)} outboxes")
    print("  killed at " + ", ".join(f"{step} {number}" for step, number in sorted(steps.items())))
    print(
        f"  {sum(states.values())} letters: "
        + ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
        + f" (of the unknown {sum(item.arrived for item in found)} had arrived)"
    )
    print(
        f"  accepted twice: {sum(item.twice for item in found)}; lost or left without a word:"
        f" {sum(len(item.lost) for item in found)}",
        flush=True,
    )


# Senders are forked from a process that has imported all of tradewind: a kill then falls into sending, not importing.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "tradewind.cli",
        "tradewind.alerting",
        "tradewind.letters",
        "tradewind.sending",
        "digests.mail",
        "store.db",
    ]
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200, help="senders that are killed")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        base = place / "base"
        tls = prepare(base)
        ours = trials(base, place, tls, runs=given.runs, seed=given.seed)
        report(ours, SENDER)
        theirs = trials(base, place, tls, runs=max(1, given.runs // 5), seed=given.seed, who=PEER)
        report(theirs, PEER)
    broken = [item for item in ours if item.twice or item.lost]
    print(json.dumps({"runs": sum(len(item.kills) for item in ours), "broken": len(broken)}))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
