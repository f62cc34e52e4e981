"""Small Genius files, written by the tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backchannel.exchange import Scenario, load_genius

DOMAIN = """\
<negotiation_template>
<agent name="a" class="SimpleAgent" utility_space="buyer.xml"/>
<utility_space number_of_issues="2">
<objective index="0" name="root" type="objective" etype="objective">
<issue index="1" name="price" type="discrete">
<item index="1" value="low"/>
<item index="2" value="high"/>
</issue>
<issue index="2" name="date">
<item index="1" value="soon"/>
<item index="2" value="late"/>
<item index="3" value="never"/>
</issue>
</objective>
</utility_space>
</negotiation_template>
"""

BUYER = """\
<utility_space>
<reservation value="0.25"/>
<objective index="0" name="root" type="objective" etype="objective">
<weight index="2" value="0.4"/>
<weight index="1" value="0.6"/>
<issue index="1" name="price" type="discrete">
<item index="1" value="low" evaluation="30"/>
<item index="2" value="high" evaluation="10"/>
</issue>
<issue index="2" name="date">
<item index="3" value="never" evaluation="0"/>
<item index="2" value="late" evaluation="0.1"/>
<item index="1" value="soon" evaluation="0.5"/>
</issue>
</objective>
</utility_space>
"""

Load = Callable[..., Scenario]


@pytest.fixture(scope="session")
def domain_text() -> str:
    return DOMAIN


@pytest.fixture(scope="session")
def buyer_text() -> str:
    return BUYER


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a domain and profiles given as texts or bytes; by default the two above."""

    def run(*profiles: str | bytes, domain: str | bytes = DOMAIN) -> Scenario:
        texts = [domain, *(profiles or [BUYER])]
        paths = [tmp_path / name for name in ("market.xml", "buyer.xml", "seller.xml")]
        for path, text in zip(paths, texts, strict=False):
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_genius(paths[0], paths[1 : len(texts)])

    return run


@pytest.fixture
def load_edited(load: Load) -> Load:
    """Load the two files with stretches replaced, in the profile and in the domain."""

    def edited(text: str, old: str, new: str) -> str:
        assert old in text, f"the file holds no {old!r}"
        return text.replace(old, new, 1)

    def run(*profile: tuple[str, str], domain: tuple[tuple[str, str], ...] = ()) -> Scenario:
        buyer, market = BUYER, DOMAIN
        for old, new in profile:
            buyer = edited(buyer, old, new)
        for old, new in domain:
            market = edited(market, old, new)
        return load(buyer, domain=market)

    return run
