"""A mail server on loopback (aiosmtpd) that makes the mistakes it is told to, and remembers what it accepted."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").setLevel(logging.CRITICAL)

# connect ehlo starttls auth mail rcpt data: when the command came. body: in the middle of the message. end: after its
# final dot. answered: after the 250 to it was sent. rset quit: these commands.
STEPS = (
    "connect",
    "ehlo",
    "starttls",
    "auth",
    "mail",
    "rcpt",
    "data",
    "body",
    "end",
    "answered",
    "rset",
    "quit",
)


@dataclass(frozen=True)
class Fault:
    """What goes wrong at a step: an answer ("451 busy"), or drop, hang, garbage, drip, flood.

    At ``end`` also accept-drop and accept-hang: the message is taken, its sender never hears of it.
    """

    at: str
    do: str
    times: int = 1  # -1: always
    recipient: str = ""  # only when the message is for this one; "": for everybody


@dataclass(frozen=True)
class Accepted:
    message_id: str
    recipient: str
    sender: str
    body: bytes


@dataclass
class Post:
    """The running server: ``accepted`` is its own log, in order."""

    port: int = 0
    accepted: list[Accepted] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    watch: Callable[[str], None] | None = None  # called at each step, before its fault and its answer
    encrypted: list[bool] = field(default_factory=list)  # for each message offered: whether the line was

    def take(self, step: str, recipients: Sequence[str]) -> str:
        """What goes wrong now; "" for nothing."""
        self.steps.append(step)
        if self.watch is not None:
            self.watch(step)
        for at, fault in enumerate(self.faults):
            if fault.at == step and (not fault.recipient or fault.recipient in recipients):
                if fault.times > 0:
                    left = Fault(fault.at, fault.do, fault.times - 1, fault.recipient)
                    self.faults[at : at + 1] = [left] if left.times else []
                return fault.do
        return ""

    @property
    def message_ids(self) -> list[str]:
        return [item.message_id for item in self.accepted]


class Faulty(SMTP):
    """aiosmtpd's server with a step before each of its own."""

    def __init__(self, post: Post, *, user: str, password: str, **options: Any) -> None:
        self.post, self._login = post, (user, password)
        self.quiet = False  # the end of a message was answered by a fault
        super().__init__(Hooks(self), hostname="post.example", authenticator=self._check,
                         loop=asyncio.get_running_loop(), **options)  # fmt: skip

    def _check(self, _: Any, session: Session, __: Envelope, mechanism: str, given: Any) -> AuthResult:
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        login = given.login.decode(), given.password.decode()
        self.post.logins.append(login)
        return AuthResult(success=login == self._login, handled=False)

    async def _fault(self, step: str, recipients: Sequence[str] = ()) -> bool:
        """Whether a fault was played: nothing else is to be answered then."""
        do = self.post.take(step, recipients or (self.envelope.rcpt_tos if self.envelope else ()))
        return bool(do) and await self._play(do)

    async def _play(self, do: str) -> bool:
        assert self.transport is not None
        if do == "hang":
            await asyncio.sleep(3600)
        elif do == "drop":
            self.transport.abort()
        elif do == "garbage":
            self.transport.write(b"\x00\xff what? no, thank you\r\n")
        elif do == "drip":
            while True:
                self.transport.write(b"2")
                await asyncio.sleep(0.1)
        elif do == "flood":
            while not self.transport.is_closing():
                self.transport.write(b"250-more\r\n" * 50)
                await asyncio.sleep(0.01)
        else:
            await self.push(do)
            if do.startswith("421"):
                self.transport.close()
        return True

    async def _handle_client(self) -> None:
        if not await self._fault("connect"):
            await super()._handle_client()
        elif self.transport is not None:
            self.transport.close()

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._fault("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if not await self._fault("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        if not await self._fault("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.post.encrypted.append(
            self._tls_protocol is not None
            or isinstance(self.transport.get_extra_info("sslcontext"), ssl.SSLContext)
        )  # type: ignore[union-attr]
        if not await self._fault("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        address = (arg or "").partition("<")[2].partition(">")[0]
        if not await self._fault("rcpt", (address,)):
            await super().smtp_RCPT(arg)

    async def smtp_RSET(self, arg: str) -> None:
        if not await self._fault("rset"):
            await super().smtp_RSET(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        if not await self._fault("quit"):
            await super().smtp_QUIT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if await self._fault("data"):
            return
        if do := self.post.take("body", self.envelope.rcpt_tos if self.envelope else ()):
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            await self._play(do)
            return
        await super().smtp_DATA(arg)
        if not self.quiet:
            await self._fault("answered")

    async def end(self, envelope: Envelope) -> str:
        self.quiet = True
        do = self.post.take("end", envelope.rcpt_tos)
        if do.startswith("accept") or not do:
            content = envelope.original_content or b""
            head = email.message_from_bytes(content, policy=email.policy.compat32)
            for recipient in envelope.rcpt_tos:
                self.post.accepted.append(
                    Accepted(str(head["Message-ID"]), recipient, str(envelope.mail_from), content)
                )
        if not do:
            self.quiet = False
            if self.post.watch is not None:
                self.post.watch("accepted")
            return "250 taken"
        do = do.removeprefix("accept-")
        if do[:3].isdigit():
            return do
        await self._play(do)
        return "250 never seen"


class Hooks:
    """What aiosmtpd asks for when a message is whole."""

    def __init__(self, server: Faulty) -> None:
        self._server = server

    async def handle_DATA(self, _: Any, __: Session, envelope: Envelope) -> str:
        return await self._server.end(envelope)


@contextmanager
def serve(
    *faults: Fault,
    tls: ssl.SSLContext | None = None,
    implicit: bool = False,
    user: str = "",
    password: str = "",
    size: int | None = 33_554_432,
) -> Iterator[Post]:
    """A running server. ``tls``: offers STARTTLS with it, or speaks TLS from the first byte (``implicit``)."""
    post = Post(faults=list(faults))
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    lines: list[Faulty] = []

    async def run() -> asyncio.Server:
        def make() -> Faulty:
            line = Faulty(
                post, user=user, password=password, data_size_limit=size,
                tls_context=None if implicit else tls, auth_required=bool(user), require_starttls=bool(tls) and not implicit,
                auth_require_tls=bool(tls) and not implicit,  # aiosmtpd does not count TLS from the first byte
            )  # fmt: skip
            lines.append(line)
            return line

        server = await loop.create_server(make, "127.0.0.1", 0, ssl=tls if implicit else None)
        post.port = server.sockets[0].getsockname()[1]
        return server

    def turn() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(run())
        loop.call_soon(ready.set)
        loop.run_forever()
        server.close()
        for line in lines:
            for transport in (line.transport, line._original_transport):
                if transport is not None:
                    transport.abort()  # type: ignore[attr-defined]
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()

    loop.set_exception_handler(lambda *_: None)  # connections that are cut are what it is for
    thread = threading.Thread(target=turn, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield post
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
