"""The review in a browser under rough treatment: no traceback, an answer, and Done ends it."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest

from backchannel.reading.drafts.draft import draft
from backchannel.reading.drafts.file import save
from backchannel.reading.drafts.review_server import ReviewServer, _Handler
from backchannel.reading.reader import read_text
from backchannel.reading.text.files import raw_text

pytest.importorskip("rapidfuzz")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text("Norway rejected the plan of Peru.")
    made = draft(read_text(raw_text(tmp_path / "note.txt"), "note.txt", when="2031-05"))
    save(made, tmp_path / "note.draft.yaml")
    return tmp_path / "note.draft.yaml"


@pytest.fixture
def thread(server: ReviewServer) -> Iterator[Thread]:
    made = Thread(target=server.run)
    made.start()
    yield made
    if made.is_alive():
        server.stop()
    made.join()


@pytest.fixture
def server(path: Path) -> ReviewServer:
    return ReviewServer(path)


def say(server: ReviewServer, *lines: str, body: str = "") -> str:
    """Send a request as it stands; return the answer."""
    told = "\r\n".join((*lines, f"Host: {server.host}", "", body))
    with socket.create_connection(("127.0.0.1", int(server.host.split(":")[1])), 10) as line:
        line.sendall(told.encode())
        got = b""
        while more := line.recv(65536):
            got += more
    return got.decode()


def send(server: ReviewServer, form: dict[str, str]) -> str:
    body = urlencode(form)
    return say(server, f"POST {server.root} HTTP/1.0", f"Content-Length: {len(body)}", body=body)


def test_what_is_no_request_is_refused_with_400(
    server: ReviewServer, thread: Thread, capfd: pytest.CaptureFixture[str]
) -> None:
    post = f"POST {server.root} HTTP/1.0"
    many = urlencode({f"a{n}": "" for n in range(200)})
    assert " 400 " in say(server, "GET http://[ HTTP/1.0")
    assert " 400 " in say(server, post, f"Content-Length: {'9' * 5000}")
    assert " 400 " in say(server, post, "Content-Length: x")
    assert " 400 " in say(server, post, f"Content-Length: {len(many)}", body=many)
    assert " 200 " in say(server, f"GET {server.root} HTTP/1.0")
    assert thread.is_alive()
    assert "Traceback" not in capfd.readouterr().err


def test_a_connection_that_breaks_off_says_nothing(
    server: ReviewServer,
    thread: Thread,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_Handler, "timeout", 0.2)
    assert say(server, f"POST {server.root} HTTP/1.0", "Content-Length: 50", body="a=1") == ""
    assert thread.is_alive()
    assert capfd.readouterr().err == ""


def test_a_silent_connection_is_given_up() -> None:
    assert _Handler.timeout


@pytest.mark.parametrize("text", [None, "<b>: [", "draft: 1\nnotes: 5\nitems: []\n"])
def test_a_draft_that_is_gone_or_broken_gives_one_line_and_done_ends(
    server: ReviewServer, thread: Thread, path: Path, text: str | None
) -> None:
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    for answer in (
        say(server, f"GET {server.root} HTTP/1.0"),
        send(server, {"item": "NO", "decision": "accept"}),
    ):
        assert " 500 " in answer.splitlines()[0]
        assert "note.draft.yaml" in answer
        assert "<b>" not in answer
    assert "closed" in send(server, {"done": "done"})
    thread.join(timeout=10)
    assert not thread.is_alive()
