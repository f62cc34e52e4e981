"""What the reader finds in hand-coded texts: precision and recall for each kind of item.

    python benchmarks/reading/run.py tests/reading/texts/dev
    python benchmarks/reading/run.py tests/reading/texts/dev --language ko --wrong "reported speech"
    python benchmarks/reading/run.py tests/reading/texts/held-out --page docs/reading-figures.md
    python benchmarks/reading/run.py FOLDER --second OTHER-CODING    how far two coders agree

Exit 0; 2 when a coded text does not say what it should.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from coded import Coded, CodedError, coded_texts
from compare import Tallies, compare
from second import mirror
from tally import Figure, Share, Tally, figure
from targets import ITEMS, target, verdict

LANGUAGES = {"ko": "Korean", "en": "English", "ru": "Russian", "uk": "Ukrainian", "all": "All"}
HEADS = ("item", "coded", "found", "right", "precision", "recall", "F1", "target", "")


def figures(texts: Sequence[Coded], tallies: Sequence[Tallies], language: str) -> list[Figure]:
    """Return the figures of one language, or of all, in the order of the table; no empty ones."""
    of = [
        tally
        for text, tally in zip(texts, tallies, strict=True)
        if language in ("all", text.language)
    ]
    every = (
        figure(item, language, [it.get(item, Tally()) for it in of], accuracy=kind.share)
        for item, kind in ITEMS.items()
    )
    return [one for one in every if one.coded or one.found]


def row(one: Figure) -> tuple[str, ...]:
    """Return the cells of a line."""
    goal = target(one)
    aims = "" if goal is None else " ".join(f"{it:.2f}" for it in goal if it is not None)
    found = "" if one.accuracy else str(one.found)
    precision = "" if one.accuracy else _told(one.precision)
    f1 = "" if one.accuracy or one.f1 is None else f"{one.f1:.2f}"
    say = verdict(one) or ("(few)" if one.thin else "")
    return (
        one.item,
        str(one.coded),
        found,
        str(one.right),
        precision,
        _told(one.recall),
        f1,
        aims,
        say,
    )


def _told(share: Share) -> str:
    if share.value is None:
        return "–"
    return f"{share.value:.2f} [{share.low:.2f} {share.high:.2f}]"


def as_text(ones: Sequence[Figure]) -> str:
    """Return a table for the terminal."""
    rows = [HEADS, *map(row, ones)]
    wide = [max(len(it[k]) for it in rows) for k in range(len(HEADS))]
    lines = [
        "  ".join(it[k].ljust(wide[k]) if k in (0, 8) else it[k].rjust(wide[k]) for k in range(9))
        for it in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def as_markdown(ones: Sequence[Figure]) -> str:
    """Return a table for a page."""
    lines = [HEADS, ("---", *["---:"] * 7, "---"), *(map(row, ones))]
    return "\n".join(f"| {' | '.join(it)} |" for it in lines)


def in_short(ones: Sequence[Figure]) -> str:
    """Return which targets are met, which are missed, and which have too few items to tell."""
    groups: dict[str, list[str]] = {"Met": [], "Missed": [], "Too few items to tell": []}
    for one in ones:
        word = verdict(one)
        if word:
            heads = list(groups)
            groups[heads[2] if one.thin else heads[word != "met"]].append(one.item)
    return "\n".join(
        f"- {head} ({len(items)}): {'; '.join(items)}." for head, items in groups.items() if items
    )


def as_section(title: str, ones: Sequence[Figure]) -> str:
    """Return the part of a page on one language."""
    return "\n\n".join(it for it in (f"### {title}", in_short(ones), as_markdown(ones)) if it)


def told(texts: Sequence[Coded], tallies: Sequence[Tallies]) -> Iterator[tuple[str, list[Figure]]]:
    """Go through the languages: a title and its figures."""
    for language, name in LANGUAGES.items():
        count = sum(language in ("all", text.language) for text in texts)
        if count and (language != "all" or len({text.language for text in texts}) > 1):
            plural = "text" if count == 1 else "texts"
            yield f"{name}, {count} {plural}", figures(texts, tallies, language)


def data_of(one: Figure) -> dict[str, object]:
    """Return a figure as plain data."""
    goal = target(one)
    return {
        **asdict(one),
        "f1": one.f1,
        "few": one.thin,
        "target": None if goal is None else goal._asdict(),
        "verdict": verdict(one),
    }


def enter(tables: str, name: str, page: Path) -> None:
    """Put the tables between the marks that the page has for a folder."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = page.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        message = f"{page}: no marks {begin} and {end}"
        raise CodedError(message)
    fresh = f"{begin}\n\n{tables}\n\n{end}"
    page.write_text(
        re.sub(f"{re.escape(begin)}.*{re.escape(end)}", lambda _: fresh, text, flags=re.DOTALL),
        encoding="utf-8",
    )


def wrong(texts: Sequence[Coded], tallies: Sequence[Tallies], item: str) -> str:
    """Return what was missed and what is false of one item, text by text."""
    lines = []
    for text, figure_of in zip(texts, tallies, strict=True):
        tally = figure_of.get(item, Tally())
        lines += [f"{text.name}  missed  {words}" for words in tally.missed]
        lines += [f"{text.name}  false   {words}" for words in tally.false]
    return "\n".join(line.replace("\n", " ") for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the texts of a folder and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="hand-coded texts")
    parser.add_argument("--language", choices=("ko", "en", "ru", "uk"), help="only these texts")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--wrong", choices=tuple(ITEMS), metavar="ITEM", help="list what is wrong")
    parser.add_argument(
        "--second", type=Path, metavar="FOLDER", help="a second coding, instead of the reader"
    )
    parser.add_argument("--page", type=Path, help="page to enter the tables into")
    asked = parser.parse_args(arguments)
    try:
        texts = [
            text for text in coded_texts(asked.folder) if asked.language in (None, text.language)
        ]
        if asked.second:
            again = {text.name: text for text in coded_texts(asked.second)}
            texts = [text for text in texts if text.name in again]
            tallies = [compare(text, mirror(again[text.name])) for text in texts]
        else:
            from read_all import read_all  # the reader is loaded only for texts that are sound

            tallies = [read_all(text) for text in texts]
        sections = list(told(texts, tallies))
        if asked.page:
            name = (asked.second or asked.folder).name
            shown = "\n\n".join(as_section(f"{title} ({name})", it) for title, it in sections)
            enter(shown, name, asked.page)
    except CodedError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if asked.wrong:
        print(wrong(texts, tallies, asked.wrong))
    elif asked.format == "json":
        print(json.dumps([data_of(it) for _, ones in sections for it in ones], indent=1))
    else:
        print("\n\n".join(f"{name}\n{as_text(ones)}" for name, ones in sections))
    return 0


if __name__ == "__main__":
    sys.exit(main())
