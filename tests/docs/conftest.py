"""The documentation's own tools, importable as `generate` and `parts`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))
