"""The outside world as notices meet it: a real mail server, and a small Slack, both on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Post:
    """Keeps what it was given; ``says`` is its reply to a recipient (“250 OK”, “550 nobody here”)."""

    box: list[EmailMessage] = field(default_factory=list)
    says: str = "250 OK"
    host: str = "127.0.0.1"
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.says.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.says

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.box.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@contextmanager
def post_office() -> Iterator[Post]:
    post = Post()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        post.port = free.getsockname()[1]
    server = Controller(post, hostname=post.host, port=post.port)
    server.start()
    try:
        yield post
    finally:
        server.stop()


@dataclass(frozen=True, slots=True)
class Received:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = tuple[int, Mapping[str, str], bytes]
Respond = Callable[[Received], Answer]


@contextmanager
def http_server(respond: Respond) -> Iterator[str]:
    """Answers with ``respond`` what is sent; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                return  # whoever sends it died in the middle
            lowered = {name.lower(): value for name, value in self.headers.items()}
            status, headers, said = respond(Received(self.path, lowered, body))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _take

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
