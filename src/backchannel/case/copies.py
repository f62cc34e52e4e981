"""Check a case's claims against copies of its documents that the user holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from backchannel.case.case import Case
from backchannel.case.schema import Claim, Document, Span
from backchannel.core.errors import Place, Problem
from backchannel.evidence.spans import digest, find_span, normalise

MAX_COPY_BYTES: Final = 20_000_000


def check_copies(case: Case, folder: Path) -> list[Problem]:
    """Compare each claim's span with the copy of its document in a folder.

    A copy may be wrapped or indented differently: white space does not count. A whole copy that
    matches settles all its paragraphs; otherwise each span is looked for by its digest.
    """
    problems: list[Problem] = []
    for position, document in enumerate(case.document.documents):
        place = case.places.get(("documents", position))
        text = read_copy(folder / Path(document.file).name)
        if text is None:
            problems.append(
                Problem(
                    "NO-SOURCE-COPY",
                    f"no readable UTF-8 copy of '{document.id}' in {folder}",
                    place,
                    f"expected a file called '{document.file}'",
                )
            )
        else:
            problems += _check_document(case, document, normalise(text), place)
    return problems


def read_copy(path: Path) -> str | None:
    """Return the text of a source's copy; None when it is missing, huge or not UTF-8."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_COPY_BYTES:
            return None
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return None


def _check_document(
    case: Case, document: Document, text: str, place: Place | None
) -> Iterator[Problem]:
    if digest(text) != document.digest:
        yield Problem(
            "BAD-SPAN",
            f"the copy of '{document.id}' differs from the one that the case was made from",
            place,
            "each claim is looked for on its own",
            "note",
        )
    for position, claim in enumerate(case.document.claims):
        if claim.where is not None and claim.where.document == document.id:
            where = case.places.get(("claims", position, "where"))
            yield from _check_claim(claim, claim.where, document, text, where)


def _check_claim(
    claim: Claim, span: Span, document: Document, text: str, place: Place | None
) -> Iterator[Problem]:
    begin, _ = document.paragraphs[span.paragraph]
    found = find_span(text, begin + span.start, begin + span.end, span.digest)
    if found.outcome == "absent":
        yield Problem(
            "BAD-SPAN",
            f"the words of claim '{claim.id}' are not in the copy of '{document.id}'",
            place,
            "the copy was changed, or the span or digest is wrong",
        )
    elif found.outcome == "moved":
        yield Problem(
            "SPAN-MOVED",
            f"the words of claim '{claim.id}' stand {found.offset:+d} characters away",
            place,
            "the copy has text added or removed before them",
            "note",
        )
