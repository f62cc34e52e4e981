"""The review in a browser: a page served to this machine only, one form for each item.

No script: a decision is a form that is sent, saved at once and answered with the page again. Who
does not know the address with its secret gets nothing; other machines cannot connect.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from backchannel.core.errors import UsageError, printable
from backchannel.reading.drafts.file import read_draft, save, text_of
from backchannel.reading.drafts.page import Review, page
from backchannel.reading.drafts.review import Field, changes, decide, edited, fields, log
from backchannel.reading.drafts.wording import say_on_page
from backchannel.reading.found import Layout

__all__ = ["ReviewServer"]

HERE: Final = "127.0.0.1"
LARGEST_FORM: Final = 1_000_000
DECISIONS: Final = {"accept": "accept", "reject": "reject", "open": ""}
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a connection that breaks off is no error of the review."""


@dataclass
class ReviewServer:
    """Serves the review of one draft until it is closed.

    Parameters
    ----------
    path
        The draft; its text has to stand beside it, unchanged since it was read.
    """

    path: Path
    layout: Layout = field(init=False, repr=False)
    _http: ThreadingHTTPServer = field(init=False, repr=False)
    _secret: str = field(init=False, repr=False)
    _one_at_a_time: Lock = field(init=False, repr=False, default_factory=Lock)

    def __post_init__(self) -> None:
        self.layout = text_of(read_draft(self.path), self.path)
        self._secret = secrets.token_urlsafe(16)
        try:
            self._http = _Server((HERE, 0), partial(_Handler, self))
        except OSError as error:
            raise UsageError(f"no page can be served on {HERE} ({error.strerror})") from error

    @property
    def host(self) -> str:
        """The host and port, as a browser sends them."""
        return f"{HERE}:{self._http.server_port}"

    @property
    def root(self) -> str:
        """The path of the page, with the secret."""
        return f"/{self._secret}/"

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{self.host}{self.root}"

    def run(self) -> None:
        """Answer requests until the page says that the review is done, or Ctrl-C."""
        with self._http:
            self._http.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Stop answering; may be called from a request."""
        Thread(target=self._http.shutdown).start()

    def shown(
        self, *, only_open: bool, form: Mapping[str, str] | None = None, why: str = ""
    ) -> str:
        """Return the page as it is now; a form that could not be taken is shown again, and why."""
        told = form or {}
        review = Review(self.root, only_open, (told.get("item", ""), why), typed=told)
        return page(self.layout, read_draft(self.path), review)

    def closed(self) -> str:
        """Return what is said when the review is done."""
        try:
            wording = read_draft(self.path).wording
        except UsageError:
            wording = "en"
        return say_on_page(wording, "closed")

    def take(self, form: dict[str, str]) -> str:
        """Save the decision of a form; return the id of the item to show next.

        Raises
        ------
        UsageError
            When the item or the decision is unknown, or a field holds no YAML.
        """
        with self._one_at_a_time:
            draft = read_draft(self.path)
            names = [it.id for it in draft.items if not it.written]
            name, decision = form.get("item", ""), form.get("decision", "")
            if name not in names or decision not in DECISIONS:
                raise UsageError("the form names no item of the draft, or no decision")
            item = draft.item(name)
            entry = edited(item.entry, dict(_changed(fields(item.entry), form)))
            draft = decide(draft, name, DECISIONS[decision], entry)  # type: ignore[arg-type]
            save(draft, self.path)
            log(self.path, draft.item(name), changes(item.entry, entry))
        return names[min(names.index(name) + 1, len(names) - 1)]


def _line(text: str) -> str:
    """Return a page of one line."""
    return f'<!DOCTYPE html><meta charset="utf-8"><p>{escape(printable(text))}</p>'


def _changed(asked: Sequence[Field], form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields whose text is another one than the page showed."""
    for it in asked:
        answer = form.get(it.name)
        if answer is not None and answer.strip() != printable(it.typed).strip():
            yield it.name, answer


class _Handler(BaseHTTPRequestHandler):
    timeout = 30
    """Seconds after which a connection that says nothing is given up."""

    def __init__(self, review: ReviewServer, *connection: object) -> None:
        self.review = review
        super().__init__(*connection)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing: only commands print."""

    def do_GET(self) -> None:
        if self._is_for_us():
            self._show(only_open="open" in urlsplit(self.path).query)

    def do_POST(self) -> None:
        if not self._is_for_us():
            return
        try:
            form = self._form()
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        if form is None:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif "done" in form:
            try:
                self._send(_line(self.review.closed()))
            finally:
                self.review.stop()
        else:
            only_open = "only_open" in form
            try:
                place = self.review.take(form)
            except UsageError as error:
                self._show(only_open=only_open, form=form, why=str(error))
            else:
                shown = "?open" if only_open else ""
                self.send_response(HTTPStatus.SEE_OTHER)
                self.send_header("Location", f"{self.review.root}{shown}#{quote(place)}")
                self.send_header("Content-Length", "0")
                self.end_headers()

    def _show(
        self, *, only_open: bool, form: Mapping[str, str] | None = None, why: str = ""
    ) -> None:
        """Send the page, or one line where the draft cannot be read any more."""
        try:
            html = self.review.shown(only_open=only_open, form=form, why=why)
        except UsageError as error:
            self._send(_line(str(error)), HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self._send(html)

    def _is_for_us(self) -> bool:
        """Whether a request knows the secret and comes from the page itself."""
        try:
            told = urlsplit(self.path).path
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST)
            return False
        known = secrets.compare_digest(told.encode(), self.review.root.encode())
        own = self.headers.get("Host") == self.review.host
        origin = self.headers.get("Origin", f"http://{self.review.host}")
        if known and own and origin == f"http://{self.review.host}":
            return True
        self._refuse(HTTPStatus.NOT_FOUND)
        return False

    def _form(self) -> dict[str, str] | None:
        """Return what was typed; None where it is too large.

        Raises
        ------
        ValueError
            When it is no form.
        """
        told_size = self.headers.get("Content-Length", "")
        if not told_size.isdecimal():
            raise ValueError("no form without its size")
        size = int(told_size)
        if size > LARGEST_FORM:
            return None
        body = self.rfile.read(size).decode("utf-8", "replace")
        told = parse_qs(body, keep_blank_values=True, max_num_fields=100)
        return {key: values[-1].replace("\r\n", "\n") for key, values in told.items()}

    def _send(self, html: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        body = html.encode()
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
