"""The letter-and-digit convention for grading sources and information.

A letter grades the source, a digit the information, one apart from the other: a reliable source
can pass on something doubtful. The scale is the usual one of intelligence work (``shared`` notes,
T15); it orders, it does not measure.
"""

from typing import Final, Literal

Reliability = Literal["A", "B", "C", "D", "E", "F"]
Grade = Literal[1, 2, 3, 4, 5, 6]
Digit = Literal["1", "2", "3", "4", "5", "6"]
Stake = Literal["against", "none", "some", "strong"]

RELIABILITY: Final[dict[str, str]] = {
    "A": "reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}

GRADES: Final[dict[int, str]] = {
    1: "confirmed",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
