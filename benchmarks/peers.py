"""Where the peers of the figures' benchmarks run: another interpreter, asked over a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

READERS = Path(__file__).with_name("peer_readers.py")
PYTHON = "TRADEWIND_PEERS_PYTHON"
INSTALL = f"""to have the peers: python -m venv peers && peers/bin/pip install '.[peers]'
and then --peers-python peers/bin/python, or {PYTHON} in the environment"""
# What each one reads, and nothing else; recognizers-text reads both.
READS = {"recognizers-text": ("zh", "en"), "jionlp": ("zh",), "quantulum3": ("en",)}


def python_of_peers() -> str:
    """The interpreter that has the peers, where no flag says: the environment's, else our own."""
    return os.environ.get(PYTHON) or sys.executable


class Peer:
    """One peer in its process. ``missing`` says why it cannot be used; "" where it can."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [python, str(READERS), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        answer = self._line()
        self.missing: str = "it cannot be started" if answer is None else answer["missing"] or ""

    def read(
        self, texts: Sequence[str], lang: str, *, own: str | None = None, today: str | None = None
    ) -> list[list[dict[str, Any]]]:
        """The quantities of each text; ``own``: only those of one kind, by the recognizer of that kind."""
        found: list[list[dict[str, Any]]] = self._ask(
            texts=texts, lang=lang, own=own, today=today, mode="read"
        )
        return found

    def seconds(self, texts: Sequence[str], lang: str, *, also: str = "") -> float:
        """CPU seconds of reading all of the texts once; ``also`` "times": with dates and durations."""
        return float(self._ask(texts=texts, lang=lang, also=also, mode="time"))

    def _ask(self, **asked: Any) -> Any:
        assert self._process.stdin is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        return self._line()

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else None

    def __enter__(self) -> Peer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._process.communicate()
