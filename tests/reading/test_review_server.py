"""The review in a browser: decisions are saved, strangers get nothing, nothing is executed."""

from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlencode

import pytest

from backchannel.core.errors import UsageError
from backchannel.reading.drafts.draft import draft
from backchannel.reading.drafts.file import read_draft, save
from backchannel.reading.drafts.review_server import ReviewServer
from backchannel.reading.reader import read_text
from backchannel.reading.text.files import raw_text

pytest.importorskip("rapidfuzz")

TEXT = (
    "Norway rejected the plan of Peru.\n\nPeru <script>alert(1)</script> offered talks to Norway."
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text(TEXT)
    made = draft(read_text(raw_text(tmp_path / "note.txt"), "note.txt", when="2031-05"))
    save(made, tmp_path / "note.draft.yaml")
    return tmp_path / "note.draft.yaml"


@pytest.fixture
def server(path: Path) -> Iterator[ReviewServer]:
    made = ReviewServer(path)
    thread = Thread(target=made.run)
    thread.start()
    yield made
    made.stop()
    thread.join()


def ask(
    server: ReviewServer, form: dict[str, str] | None = None, root: str = "", **headers: str
) -> tuple[HTTPResponse, str]:
    line = HTTPConnection(server.host, timeout=10)
    body = urlencode(form) if form is not None else None
    line.request("GET" if form is None else "POST", root or server.root, body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer, text


def test_the_page_has_a_form_for_each_item_and_no_script(server: ReviewServer, path: Path) -> None:
    answer, html = ask(server)
    assert answer.status == 200
    assert html.count('name="item"') == len(read_draft(path).items)
    assert "<script" not in html
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_decision_is_saved_logged_and_leads_to_the_next_item(
    server: ReviewServer, path: Path
) -> None:
    first, second = (it.id for it in read_draft(path).items[:2])
    answer, _ = ask(server, {"item": first, "decision": "accept"})
    assert answer.status == 303
    assert answer.headers["Location"] == f"{server.root}#{second}"
    assert read_draft(path).item(first).decision == "accept"
    assert f"item: {first}" in path.with_name("decisions.log.yaml").read_text()
    ask(server, {"item": first, "decision": "open"})
    assert read_draft(path).item(first).decision == ""


def test_an_id_in_hangul_leads_to_its_item(server: ReviewServer, path: Path) -> None:
    held = read_draft(path)
    first, second = held.items[:2]
    body = {"parties": {**second.entry["parties"], "id": "노르웨이"}, **dict(
        list(second.entry.items())[1:])}  # fmt: skip
    renamed = replace(second, id="노르웨이", entry=body)
    save(replace(held, items=(first, renamed, *held.items[2:])), path)
    answer, _ = ask(server, {"item": first.id, "decision": "accept"})
    assert answer.headers["Location"] == f"{server.root}#{quote('노르웨이')}"
    assert f'action="{server.root}#{quote("노르웨이")}"' in ask(server)[1]


def test_an_edit_is_taken_and_an_untouched_field_stays(server: ReviewServer, path: Path) -> None:
    held = next(it for it in read_draft(path).items if it.list == "claims")
    text = held.entry["claims"]["text"]
    ask(server, {"item": held.id, "decision": "accept", "claims.grade": "5", "claims.text": text})
    assert read_draft(path).item(held.id).entry["claims"] == held.entry["claims"] | {"grade": 5}


def test_what_is_no_yaml_is_told_at_the_item_and_changes_nothing(
    server: ReviewServer, path: Path
) -> None:
    held = next(it for it in read_draft(path).items if it.list == "claims")
    answer, html = ask(server, {"item": held.id, "decision": "accept", "claims.grade": "[1",
                                "claims.text": "my <own> words"})  # fmt: skip
    assert answer.status == 200
    assert 'role="alert"' in html
    assert "claims.grade" in html
    assert f'action="{server.root}#{held.id}"' in html  # the browser stays at the item
    assert html.count("<details open>") == 1
    opened = html[html.index("<details open>") :]
    assert "\n[1</textarea>" in opened
    assert "\nmy &lt;own&gt; words</textarea>" in opened
    assert read_draft(path).item(held.id).decision == ""


def test_decided_items_can_be_left_out(server: ReviewServer, path: Path) -> None:
    first = read_draft(path).items[0].id
    ask(server, {"item": first, "decision": "reject"})
    _, html = ask(server, root=f"{server.root}?open")
    assert f'value="{first}"' not in html
    assert f'value="{first}"' in ask(server)[1]


@pytest.mark.parametrize(
    ("root", "headers"),
    [
        ("/", {}),
        ("/wrong-secret/", {}),
        ("", {"Host": "evil.example"}),
        ("", {"Origin": "http://evil.example"}),
    ],
)
def test_strangers_get_nothing(
    server: ReviewServer, path: Path, root: str, headers: dict[str, str]
) -> None:
    first = read_draft(path).items[0].id
    assert ask(server, {"item": first, "decision": "accept"}, root, **headers)[0].status == 404
    assert read_draft(path).item(first).decision == ""


def test_a_form_that_is_too_large_is_refused(server: ReviewServer) -> None:
    answer, _ = ask(server, None)
    assert answer.status == 200
    line = HTTPConnection(server.host, timeout=10)
    line.putrequest("POST", server.root)
    line.putheader("Content-Length", "2000000")
    line.endheaders()
    assert line.getresponse().status == 413


def test_done_ends_the_server(path: Path) -> None:
    server = ReviewServer(path)
    thread = Thread(target=server.run)
    thread.start()
    assert "closed" in ask(server, {"done": "done"})[1]
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_text_that_changed_is_not_reviewed_in_the_old_places(path: Path) -> None:
    path.with_name("note.txt").write_text(TEXT + " More.")
    with pytest.raises(UsageError, match="has changed") as refused:
        ReviewServer(path)
    assert "--text" in str(refused.value)
