"""`backchannel read`: from a document to a draft, from a draft to a case."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from backchannel.case import Case
from backchannel.core.errors import UsageError, printable


class Lang(StrEnum):
    """The language of a document."""

    AUTO = "auto"
    KO = "ko"
    EN = "en"
    RU = "ru"
    UK = "uk"


class Wording(StrEnum):
    """The language of a draft."""

    EN = "en"
    KO = "ko"


def read(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Documents, or one draft (NAME.draft.yaml)."),
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="CASE",
            help="Of a document: recognise what this case has. Of a draft: write what was accepted "
            "into this case; a folder that is not there becomes one.",
        ),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the documents.")] = Lang.AUTO,
    date: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date of the document (2023-07), where it states none."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DRAFT", help="Write the draft here.")
    ] = None,
    wording: Annotated[
        Wording, typer.Option(help="Language of what the draft says, and of its page.")
    ] = Wording.EN,
    review: Annotated[
        bool, typer.Option("--review", help="Ask item by item about a draft, in the terminal.")
    ] = False,
    browser: Annotated[
        bool,
        typer.Option("--browser", help="Review a draft beside its text, in the browser, offline."),
    ] = False,
    text: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Find the words of a draft again in a changed document."),
    ] = None,
    annotations: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the items of a draft with their places as W3C annotations (JSON).",
        ),
    ] = None,
) -> None:
    """Read documents offline and propose sources, claims, parties, channels and offers for a case.

    A draft and a page beside it are written. Nothing enters a case unless you accept it: edit the
    draft or answer `--review`, then give the draft with `--into CASE`.
    """
    from backchannel.reading.drafts.file import END, refuse_there

    drafts = [it for it in files if it.name.endswith((".yaml", ".yml"))]
    if not drafts:
        if review or browser or text or annotations:
            raise UsageError(
                "--review, --browser, --text and --annotations go with a draft",
                hint=f"give a file ending in {END}",
            )
        if out is not None and len(files) > 1:
            raise UsageError("-o names one draft, and several documents are given")
        for file in files:
            _read_document(file, into, lang, date, out, wording)
        return
    if len(files) > 1:
        raise UsageError("one draft at a time", hint="give them one after the other")
    if date is not None or out is not None or lang is not Lang.AUTO:
        raise UsageError("--date, --lang and -o go with a document, not with a draft")
    if not (review or browser or text or into or annotations):
        raise UsageError(
            "what is to be done with the draft?",
            hint="--review or --browser asks item by item; --into CASE writes what was accepted",
        )
    if annotations is not None:
        refuse_there([annotations])
    if text is not None:
        _find_again(drafts[0], text)
    if review:
        from backchannel.cli.read_text import review_draft

        review_draft(drafts[0])
    if browser:
        _review_in_browser(drafts[0])
    if annotations is not None:
        from backchannel.reading.drafts.annotations import annotations as as_annotations
        from backchannel.reading.drafts.file import put_new, read_draft

        put_new({annotations: as_annotations(read_draft(drafts[0]))})
    if into is not None:
        _write_into(drafts[0], into)


def _review_in_browser(path: Path) -> None:
    """Serve the review to this machine until the page says done, or Ctrl-C."""
    import webbrowser
    from contextlib import suppress

    from backchannel.cli.read_text import closing
    from backchannel.reading.drafts.file import read_draft
    from backchannel.reading.drafts.review_server import ReviewServer

    server = ReviewServer(path)
    print(
        f"the review is at {server.address} (this machine only; Ctrl-C or Done ends it)",
        file=sys.stderr,
    )
    webbrowser.open(server.address)
    with suppress(KeyboardInterrupt):
        server.run()
    closing(read_draft(path))


def _find_again(path: Path, text: Path) -> None:
    """Find the words of a draft in a changed document and save the draft with their places.

    The text gets a file of its own: claims that are in a case already tell places in the old one.
    """
    from backchannel.cli.read_text import found_again
    from backchannel.reading.drafts.again import find_again
    from backchannel.reading.drafts.file import as_text, holds, put, put_new, read_draft
    from backchannel.reading.text.files import raw_text

    raw = raw_text(text)
    copy = _copy_beside(path, raw.text)
    moved, found = find_again(read_draft(path), raw, copy.name)
    fresh = not holds(copy, raw.text)
    put_new({copy: raw.text})
    try:
        put(path, as_text(moved))
    except UsageError:
        if fresh:
            copy.unlink(missing_ok=True)
        raise
    found_again(found)


def _copy_beside(path: Path, text: str) -> Path:
    """Return a file beside a draft for a text: one that holds it already, or a fresh one."""
    from itertools import count
    from os.path import lexists

    from backchannel.reading.drafts.file import holds

    stem = path.name.removesuffix(".yaml").removesuffix(".draft")
    ends = (f".text{'' if n == 1 else f'-{n}'}.txt" for n in count(1))
    names = (path.with_name(stem + end) for end in ends)
    return next(it for it in names if holds(it, text) or not lexists(it))


def _read_document(
    file: Path, into: Path | None, lang: Lang, date: str | None, out: Path | None, wording: Wording
) -> None:
    """Read one document; write its draft, the page, and its text where none lies beside them."""
    from backchannel.case.copies import read_copy
    from backchannel.cli.common import progress_line
    from backchannel.cli.read_text import summary
    from backchannel.evidence.spans import normalise
    from backchannel.reading.drafts.draft import draft
    from backchannel.reading.drafts.file import END, as_text, put_new, refuse_there
    from backchannel.reading.drafts.known import known_of
    from backchannel.reading.drafts.page import page
    from backchannel.reading.reader import dated_as, read

    path = out or Path(f"{file.stem}{END}")
    stem = path.name.removesuffix(".yaml").removesuffix(".draft")
    shown = path.with_name(f"{stem}.draft.html")
    if path.exists():
        refuse_there([path, shown])
    case = _case_at(into)
    with progress_line(f"reading {file.name}") as progress:
        held = read(file, language=lang.value, when=date, progress=progress)
    if held.date is None and sys.stdin.isatty():
        print(printable(f"'{file.name}' states no date."), file=sys.stderr)
        answer = input("Its date, as 2023-07-26 or 2023-07 (empty if nobody knows): ").strip()
        held = dated_as(held, answer) if answer else held
    copy = read_copy(file)
    text = held.layout.cleaned.raw
    beside = file.resolve().parent == path.resolve().parent
    own = beside and copy is not None and normalise(copy) == normalise(text)
    name = file.name if own else f"{stem}.text.txt"
    made = draft(held, known_of(case) if case else None, file=name, wording=wording.value)
    copied = {} if own else {path.with_name(name): text}
    refuse_there([path])  # it may have come while the document was read
    put_new({**copied, shown: page(held.layout, made), path: as_text(made)})
    for note in held.notes:
        print(printable(f"note: {note}"), file=sys.stderr)
    if held.date is None:
        print(
            "note: the document states no date: write `date: 2023-07` at the head of the draft, or "
            "read it again with --date 2023-07 into another draft (-o)",
            file=sys.stderr,
        )
    summary(made, path, shown)


def _case_at(into: Path | None) -> Case | None:
    """Return the case for which a document is read, where there is one."""
    from backchannel.reading.drafts.into_case import is_free

    if into is None or is_free(into):
        return None
    from backchannel.case.load import load

    return load(into)


def _write_into(path: Path, into: Path) -> None:
    from backchannel.reading.drafts.file import read_draft, save, seal_of
    from backchannel.reading.drafts.into_case import write_into
    from backchannel.reading.drafts.review import log, unlogged

    draft = read_draft(path)
    for item in unlogged(draft, path):
        by_hand = bool(item.seal) and item.seal != seal_of(item.entry)
        log(path, item, {"by hand": {"to": item.entry}} if by_hand else {})
    written = write_into(draft, into)
    save(written.draft, path)
    for line in written.refused:
        print(printable(f"not written: {line}"), file=sys.stderr)
    print(
        printable(
            f"wrote {len(written.items)} item(s) into {written.file}; next: backchannel check "
            f"{into}, then backchannel brief {into}"
        ),
        file=sys.stderr,
    )
    raise typer.Exit(1 if written.refused else 0)
