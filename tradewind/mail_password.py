"""Where the password of the mail server is: in the environment, in a file of the user's, or with systemd; never in
tradewind.toml, never in a message of ours.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from store.errors import ConfigError
from tradewind.mail_config import MailConfig, path_in

VARIABLE = "TRADEWIND_SMTP_PASSWORD"
_CREDENTIAL = "smtp_password"
_MAX_BYTES = 4096  # a longer file is something else


def load_password(mail: MailConfig, *, folder: Path, environment: Mapping[str, str]) -> str:
    """The password for ``mail.user``: of the environment first, then of the file, then of systemd.

    ``folder``: where relative paths start. Raises ConfigError (exit 2) when there is none, when others may read the
    file, and for a password beyond ASCII, which AUTH cannot carry the same way everywhere.
    """
    credentials = environment.get("CREDENTIALS_DIRECTORY", "")
    held = Path(credentials) / _CREDENTIAL if credentials else None
    if environment.get(VARIABLE):
        password, place = environment[VARIABLE], VARIABLE
    elif mail.password_file:
        path = path_in(folder, mail.password_file)
        password, place = _read(path, private=True), str(path)
    elif held is not None and held.exists():
        password, place = _read(held, private=False), str(held)
    else:
        raise ConfigError(
            f"there is no password for {mail.user!r}",
            key="mail.user",
            remedy=f'Set {VARIABLE}, or password_file = "...", or LoadCredential={_CREDENTIAL}: of systemd',
        )
    if not password.isascii() or not password.isprintable() or not password:
        raise ConfigError(
            f"{place}: not a password that AUTH can carry",
            key="mail.password_file",
            remedy="It is one line of ASCII; many providers give out a password for applications",
        )
    return password


def _read(path: Path, *, private: bool) -> str:
    """The first line of a file. ``private``: nobody but its owner and group may read it."""
    key = "mail.password_file"
    try:
        with path.open("rb") as file:
            mode = path.stat().st_mode
            if private and stat.S_IMODE(mode) & (stat.S_IROTH | stat.S_IWOTH):
                raise ConfigError(
                    "everybody on this machine can read the password",
                    path=str(path),
                    key=key,
                    remedy=f"chmod 600 {path}",
                )
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}",
            path=str(path),
            key=key,
            remedy="Name a file that you can read",
        ) from None
    if len(content) > _MAX_BYTES:
        raise ConfigError("too long for a password", path=str(path), key=key, remedy="One line, no more")
    lines = content.decode("utf-8", "replace").strip("\r\n").splitlines()
    return lines[0] if len(lines) == 1 else ""
