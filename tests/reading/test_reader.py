"""The reader as a whole: the same text gives the same finds, whatever the order of sets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
if not EXAMPLES.is_dir():
    pytest.skip("the documentation is not part of this copy", allow_module_level=True)
CODE = """\
import sys
from pathlib import Path
from backchannel.reading.reader import read
for name in sys.argv[1:]:
    found = read(Path(name), when="2031-03-14")
    for part in ("mentions", "quotations", "reported", "acts", "channels", "claims"):
        print(repr(getattr(found, part)), end="")
"""


def test_the_same_text_gives_the_same_finds_in_every_process() -> None:
    names = [str(EXAMPLES / f"krill-talks.{language}.txt") for language in ("en", "ko")]
    told = {
        subprocess.run(
            [sys.executable, "-c", CODE, *names],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "3", "77")
    }
    assert len(told) == 1
    assert len(told.pop()) > 1_000
