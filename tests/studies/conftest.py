"""Cases that several tests of the studies share."""

import pytest

from backchannel.case import Case
from backchannel.case.schema import CaseDocument


@pytest.fixture(scope="session")
def large_case() -> Case:
    """26 issues of 3 options: too many packages to count or to mark."""
    why = {"basis": "inference", "reason": "made for a test"}
    issues = [f"i{n}" for n in range(26)]
    best = {"a": (0, 40, 100), "b": (100, 70, 0)}
    document = {
        "format": 1,
        "case": {"id": "large", "title": "large", "as_of": "2024"},
        "parties": [{"id": "P", "name": "P", "actors": [*best]}],
        "actors": [{"id": a, "name": a, **why} for a in best],
        "issues": [
            {
                "id": i,
                "name": i,
                "status_quo": "x",
                "options": [{"id": o, "text": o} for o in ("x", "y", "z")],
            }
            for i in issues
        ],
        "preferences": {
            a: {
                i: {
                    "weight": [1, 1 + (n + k) % 5, 7],
                    "values": {
                        o: [max(v - 5, 0), v, min(v + 5, 100)]
                        for o, v in zip(("x", "y", "z"), values, strict=True)
                    },
                    **why,
                }
                for n, i in enumerate(issues)
            }
            for k, (a, values) in enumerate(best.items())
        },
        "walk_away": {a: {"value": [40, 45, 50], **why} for a in best},
    }
    return Case.of(CaseDocument.model_validate(document), {}, {}, ())
