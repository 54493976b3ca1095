"""The [llm] section of tradewind.toml: a model of the user's own that may choose and order sentences, nothing more."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from store.errors import ConfigError
from tradewind.toml_lines import line_of_key

LOCAL = ("localhost", "127.0.0.1", "::1")


class LlmConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which model, and where it is served. Without a model nobody is asked."""

    model: str = ""
    api_base: str = ""
    key_file: str = ""
    timeout: Annotated[float, Meta(ge=1, le=600)] = 60.0
    max_spans: Annotated[int, Meta(ge=2, le=24)] = 12


def check_llm(llm: LlmConfig, text: str, path: str) -> None:
    """ConfigError for a model without an address, and for an address over which a key could not be sent."""
    if not llm.model.strip():
        return
    wrong = _wrong_address(llm.api_base)
    if wrong:
        raise ConfigError(
            wrong,
            path=path,
            line=line_of_key(text, "llm.api_base") or line_of_key(text, "llm.model"),
            key="llm.api_base",
            remedy='Write where the model is served, for example "http://localhost:11434/v1"',
        )


def _wrong_address(address: str) -> str:
    """What is wrong with it; "" for nothing."""
    if not address.isprintable() or " " in address:
        return "no address of a server"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "no address of a server"
    if not host or port == 0 or parts.scheme not in ("http", "https"):
        return "no address of a server"
    if parts.username or parts.password:
        return "an address with a password in it"
    if parts.scheme == "http" and host not in LOCAL:
        return "without https everybody on the way reads texts and key"
    return ""
