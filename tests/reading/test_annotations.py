"""A draft as W3C annotations: each place of each item, and back to the same words."""

import json

import pytest

from backchannel.evidence.anchors import find_anchor, from_w3c
from backchannel.reading.drafts.annotations import annotations
from backchannel.reading.drafts.draft import draft
from backchannel.reading.reader import read_text
from backchannel.reading.text.files import Raw

pytest.importorskip("rapidfuzz")

TEXT = "Norway rejected the plan of Peru on Friday.\n\nPeru offered talks to Norway in Oslo."


def test_every_place_of_every_item_leads_back_to_its_words() -> None:
    made = draft(read_text(Raw(TEXT, "sha256:0", "txt"), "note.txt", when="2031-05"))
    told = json.loads(annotations(made))
    places = [at for item in made.items for at in item.at]
    assert len(told["items"]) == len(places) > 3
    for one, at in zip(told["items"], places, strict=True):
        held = from_w3c(one["target"]["selector"])
        assert held == at
        found = find_anchor(TEXT, held)
        assert found is not None
        assert TEXT[found.start : found.end] == held.exact
    assert len({one["id"] for one in told["items"]}) == len(places)
