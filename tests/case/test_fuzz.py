"""Whatever a file holds, a check returns problems or a sound case; it never raises."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backchannel.case import check

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just("NO")
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def sound_or_problems(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "case.yaml").write_bytes(raw)
        checked = check(folder)
    assert (checked.case is None) == bool(checked.errors)
    assert all(p.place is not None and p.message for p in checked.errors)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(raw: bytes) -> None:
    sound_or_problems(raw)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_part_of_a_case_replaced_by_junk(
    data: st.DataObject, starter_data: dict[str, Any]
) -> None:
    text = yaml.safe_dump(starter_data, allow_unicode=True)
    broken = yaml.safe_load(text)
    holder, key = broken, data.draw(st.sampled_from(sorted(broken)))
    while isinstance(holder[key], dict | list) and holder[key] and data.draw(st.booleans()):
        holder = holder[key]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
    holder[key] = data.draw(JUNK)
    sound_or_problems(yaml.safe_dump(broken, allow_unicode=True).encode())
