"""The only module that knows the library llm: a process of its own that asks one question and ends.

    question (JSON on stdin) --llm--> the model's answer (text on stdout, its beginning)

In a process of its own, because then a server that never ends, floods or crashes the library is a child that is
killed. Its home and llm's folder (LLM_USER_PATH) are a folder that goes with it: nothing is logged, no template, key or
plugin setting of the user's is read.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from typing import Any

MOST_ANSWERED = 4_000  # characters of an answer that are handed on
_MEMORY = 3 * 1024**3  # bytes of address space: an answer of gigabytes ends the child, not the machine
KEY = "TRADEWIND_LLM_KEY"


def is_installed() -> bool:
    """Whether the extra is there, without loading it."""
    return find_spec("llm") is not None


def ask(question: dict[str, Any], key: str) -> str:
    """What the model answers. Raises whatever the library raises.

    ``question``: model, api_base, system, prompt, timeout (seconds of one read).
    """
    from llm.default_plugins import openai_models

    chat: Any = openai_models.Chat  # untyped, as the library is

    class Server(chat):
        """Any server that speaks the protocol, asked once."""

        needs_key = "tradewind" if key else None

        def get_client(self, key: str | None, *, async_: bool = False) -> Any:
            client = super().get_client(key, async_=async_)
            return client.with_options(timeout=float(question["timeout"]), max_retries=0)

    server = Server(
        model_id=f"tradewind/{question['model']}", model_name=question["model"], api_base=question["api_base"]
    )
    answer = server.prompt(question["prompt"], system=question["system"], stream=False, key=key or None)
    return str(answer.text())[:MOST_ANSWERED]


def main() -> int:
    """Ask what stands on stdin."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    question = json.loads(sys.stdin.buffer.read())
    answer = ask(question, os.environ.get(KEY, ""))
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
