"""The loaded case: frozen, with its unknowns by path, and the ways to look at it otherwise."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from backchannel.case.estimates import Override
from backchannel.case.schema import CaseDocument, Reading
from backchannel.case.text import Text
from backchannel.case.unknowns import Unknown, table_of_unknowns, walk
from backchannel.case.write import Change, check_change, write_case
from backchannel.case.yaml_text import Loc
from backchannel.core.errors import CaseError, Place, Problem, UsageError, did_you_mean, printable


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Everything that an analyst wrote down about one conflict.

    Attributes
    ----------
    document
        The case as written, frozen.
    unknowns
        Every estimate by its path, under the readings that are applied.
    readings
        Ids of the readings applied, in order; empty for the base.
    changes
        Estimates changed since loading, by path; `write` writes them.
    digest
        Identifies the case together with its readings and changes.
    notes
        What `check` found worth knowing.
    """

    document: CaseDocument
    unknowns: Mapping[str, Unknown]
    readings: tuple[str, ...]
    changes: Mapping[str, Change]
    digest: str
    notes: tuple[Problem, ...]
    places: Mapping[Loc, Place] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    words: str = field(repr=False)
    """Digest of everything that is no estimate: a change of numbers need not look at it again."""

    @classmethod
    def of(
        cls,
        document: CaseDocument,
        places: Mapping[Loc, Place],
        texts: Mapping[str, str],
        notes: tuple[Problem, ...],
    ) -> Self:
        """Make the base case from a document that passed all rules."""
        unknowns = table_of_unknowns(document)
        words = _digest_of_words(document)
        return cls(
            document=document,
            unknowns=MappingProxyType(unknowns),
            readings=(),
            changes=MappingProxyType({}),
            digest=_digest(words, unknowns),
            notes=notes,
            places=MappingProxyType(dict(places)),
            texts=MappingProxyType(dict(texts)),
            words=words,
        )

    def __repr__(self) -> str:
        under = f", readings={list(self.readings)}" if self.readings else ""
        return f"<Case {self.document.case.id}{under}, {len(self.unknowns)} estimates>"

    def unknown(self, path: str) -> Unknown:
        """Return one estimate by its path; `UsageError` names the nearest path otherwise."""
        if path not in self.unknowns:
            raise UsageError(
                f"'{path}' names no estimate of the case", hint=did_you_mean(path, self.unknowns)
            )
        return self.unknowns[path]

    def place(self, path: str) -> Place | None:
        """Return file, line and column of an estimate as it is used now."""
        return self.places.get(self.unknown(path).loc)

    def under(self, *readings: str, in_order: bool = False) -> Self:
        """Return the case under one reading, or several laid over one another.

        Two readings that change the same estimate are refused unless ``in_order`` says that the
        later one wins.

        >>> from backchannel.case import load
        >>> load("two-issues").under("cautious").readings
        ('cautious',)
        """
        known = {reading.id: (i, reading) for i, reading in enumerate(self.document.readings)}
        for name in readings:
            if name not in known:
                hint = did_you_mean(name, known) if known else "this case holds no readings"
                raise UsageError(f"'{name}' is no reading of this case", hint=hint)
        chosen = [known[name] for name in readings]
        if not in_order:
            _refuse_clashes([known[name][1] for name in (*self.readings, *readings)])
        unknowns = dict(self.unknowns)
        for position, reading in chosen:
            for o, override in enumerate(reading.overrides):
                loc: Loc = ("readings", position, "overrides", o)
                unknowns[override.path] = _overridden(
                    unknowns[override.path], override, loc, reading
                )
        return replace(self.with_numbers(unknowns), readings=(*self.readings, *readings))

    def changed(self, path: str, value: Sequence[float], *, reason: str) -> Self:
        """Return the case with another estimate at a path: a what-if, or an edit to write.

        ``value`` is low, mode, high on the scale of the estimate that it replaces. The number is
        then an inference with this reason: what was claimed for the old one is not claimed for it.
        """
        before = self.unknown(path)
        low, mode, high = check_change(self.document, path, value)
        change = Change((low, mode, high), " ".join(printable(reason).split()))
        after = replace(
            before,
            low=low,
            mode=mode,
            high=high,
            basis=change.basis,
            reason=Text.model_validate(change.reason),
            claims=(),
        )
        unknowns = {**self.unknowns, path: after}
        changes = MappingProxyType({**self.changes, path: change})
        return replace(self.with_numbers(unknowns), changes=changes)

    def with_numbers(
        self, unknowns: Mapping[str, Unknown], document: CaseDocument | None = None
    ) -> Self:
        """Return the case with other estimates and, where some of them are gone, other words."""
        left = self.document if document is None else document
        words = self.words if document is None else _digest_of_words(left)
        return replace(
            self,
            document=left,
            unknowns=MappingProxyType(dict(unknowns)),
            digest=_digest(words, unknowns),
            words=words,
        )

    def write(self, folder: str | Path) -> None:
        """Write the case's files into a new folder; comments stay, changes are entered.

        Raises `UsageError` when the folder holds anything, or when readings are applied: a reading
        is a view of the case, not a change of it.
        """
        write_case(self, Path(folder))


def _digest_of_words(document: CaseDocument) -> str:
    """Digest what a case says beside its estimates, however it is divided into files and blocks.

    What is left out counts no more than a key that this version does not know yet. The register
    does not count: what became of a forecast is no input of any study but its score.
    """
    rest = document.model_dump(mode="json", exclude={"files", "register_"}, exclude_defaults=True)
    for _, loc, _, _ in walk(document):
        holder: Any = rest
        for part in loc[:-1]:
            holder = holder[part]
        holder[loc[-1]] = None
    return sha256(json.dumps(rest).encode()).hexdigest()


def _digest(words: str, unknowns: Mapping[str, Unknown]) -> str:
    """Digest what the case says now.

    Estimates count as they are resolved, so that a case and its written copy are the same.
    """
    now = [
        [u.path, u.low, u.mode, u.high, u.unit, u.distribution, u.basis, u.claims]
        for u in unknowns.values()
    ]
    return "sha256:" + sha256(json.dumps([words, now]).encode()).hexdigest()[:16]


def _refuse_clashes(readings: Sequence[Reading]) -> None:
    owner: dict[str, str] = {}
    problems = []
    for reading in readings:
        for override in reading.overrides:
            if override.path in owner:
                problems.append(
                    Problem(
                        "AMBIGUOUS-READINGS",
                        f"'{owner[override.path]}' and '{reading.id}' both change {override.path}",
                        hint="give an order: the later reading then wins",
                    )
                )
            owner[override.path] = reading.id
    if problems:
        raise CaseError(problems)


def _overridden(base: Unknown, override: Override, loc: Loc, reading: Reading) -> Unknown:
    low, mode, high = override.value
    return replace(
        base,
        low=low,
        mode=mode,
        high=high,
        basis=override.basis,
        reason=override.reason,
        claims=override.claims,
        distribution=override.distribution or base.distribution,
        loc=loc,
        reading=reading.id,
    )
