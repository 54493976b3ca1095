"""A server on loopback that speaks the protocol of OpenAI's chat completions, well or badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer(ThreadingHTTPServer):
    """``answer``: what the model says, or the name of a fault: status, slow, drip, huge, cut, no-json."""

    daemon_threads = True

    def __init__(self, answer: str) -> None:
        super().__init__(("127.0.0.1", 0), _Chat)
        self.answer, self.asked, self.keys = answer, list[dict[str, Any]](), list[str]()
        self.over = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Chat(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        self.server.keys.append(self.headers.get("Authorization", ""))
        answer = self.server.answer
        try:
            if answer == "status":
                self.send_error(500, "the model is out")
            elif answer == "slow":
                self.server.over.wait(30)
            elif answer in ("drip", "huge"):
                self._endless(answer)
            elif answer == "cut":
                self._send(b'{"id": "1", "choices": [{"mess', length=5000)
            elif answer == "no-json":
                self._send(b"<html>busy</html>")
            else:
                self._send(json.dumps(_completion(answer, str(self.server.asked[-1]["model"]))).encode())
        except OSError:
            return  # the one who asked has gone

    def _send(self, body: bytes, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _endless(self, how: str) -> None:
        """A byte now and then, each within the time of one read; or as much as the line carries."""
        self._send(b"", length=10**12)
        while not self.server.over.is_set():
            self.wfile.write(b" " if how == "drip" else b" " * 4_000_000)
            if how == "drip":
                time.sleep(0.2)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _completion(said: str, model: str) -> dict[str, Any]:
    return {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


@contextmanager
def chat_server(answer: str) -> Iterator[ChatServer]:
    server = ChatServer(answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
