"""A draft for other tools: its items as annotations of the W3C's Web Annotation model, in JSON."""

import json

from backchannel.evidence.anchors import to_w3c
from backchannel.reading.drafts.proposal import Draft, Item

__all__ = ["annotations"]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotations(draft: Draft) -> str:
    """Return the items of a draft as an annotation page; an item of several places has several.

    >>> held = Draft("a.txt", "", "txt", "en", None, None, text="a.txt")
    >>> json.loads(annotations(held))["type"]
    'AnnotationPage'
    """
    page = {
        "@context": CONTEXT,
        "type": "AnnotationPage",
        "items": [one for item in draft.items for one in _of(draft, item)],
    }
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _of(draft: Draft, item: Item) -> list[dict[str, object]]:
    return [
        {
            "type": "Annotation",
            "id": f"urn:backchannel:{draft.digest}:{item.id}:{number}",
            "motivation": "describing",
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": item.list},
                {"type": "TextualBody", "purpose": "describing", "value": item.says},
                {"type": "TextualBody", "purpose": "assessing", "value": item.decision or "open"},
            ],
            "target": {"source": draft.text, "selector": to_w3c(at)},
        }
        for number, at in enumerate(item.at, 1)
    ]
