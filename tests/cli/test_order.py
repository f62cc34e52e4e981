"""`backchannel order`: what is told, as data too, and what is refused."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]

THREE = ("order", "ukraine-2023", "--channels", "CH_US_RU,CH_UA_RU,CH_RU_EU", "--draws", "100")


def test_sentences_come_first_then_tables(run: Run) -> None:
    out = run(*THREE).out
    parts = [
        "The order matters: 6 orders of 3 channels",
        "Decides for others: right after CH_US_RU, CH_RU_EU has nothing left",
        "Under pressure: in CH_UA_RU ua_gov would settle for",
        "Adopted: what CH_UA_RU would settle",
        "If CH_US_RU comes first and not last, more often better than worse off: us_admin (",
        "All 3 channels as one table",
        "no forecast",
        "EACH CHANNEL IF IT COMES FIRST",
        "WHO GAINS IF A CHANNEL COMES FIRST",
        "ORDERS THAT COME TO THE SAME",
        "BEST AND WORST ORDER",
    ]
    places = [out.index(part) for part in parts]
    assert places == sorted(places)


def test_all_lists_every_result(run: Run) -> None:
    words = ("order", "ukraine-2023", "--draws", "50")
    few, every = run(*words).out, run(*words, "--all").out
    assert "the 6 largest groups" in few
    assert len(every.splitlines()) > len(few.splitlines()) + 50
    assert "--all" not in every


def test_data(run: Run) -> None:
    found = json.loads(run(*THREE, "--format", "json").out)
    assert found["orders"] == 6
    assert len(found["pairs"]) == 6
    assert {m["actor"] for m in found["first_movers"]} >= {"us_admin", "ua_public"}
    assert sum(len(group["orders"]) for group in found["groups"]) == 6
    rows = list(csv.DictReader(io.StringIO(run(*THREE, "--format", "csv").out)))
    assert len(rows) == 3 * len(found["groups"])
    assert {row["channel"] for row in rows} == {"CH_US_RU", "CH_UA_RU", "CH_RU_EU"}


def test_a_reading_and_a_seed_change_the_numbers(run: Run) -> None:
    base = run(*THREE).out
    assert base != run(*THREE, "--reading", "insider").out
    assert base != run(*THREE, "--seed", "1").out
    assert base == run(*THREE).out


def test_a_case_without_channels_says_what_it_lacks(run: Run) -> None:
    ran = run("order", "two-issues")
    assert (ran.code, ran.err) == (0, "")
    assert "lacking: channels" in ran.out
    assert json.loads(run("order", "two-issues", "--format", "json").out)["together"] is None


def test_orders_that_change_nothing_are_not_compared(run: Run) -> None:
    out = run("order", "ukraine-2023", "--channels", "CH_US_UA,CH_RU_CN", "--draws", "20").out
    assert "The order does not matter: all 2 orders" in out
    assert "WHO GAINS" not in out


def test_one_channel_has_no_order(run: Run) -> None:
    out = run("order", "ukraine-2023", "--channels", "CH_UA_RU", "--draws", "20").out
    assert "one channel only" in out
    assert "WHO GAINS" not in out


def test_a_link_without_effect_is_explained_and_shares_read_alike(run: Run) -> None:
    out = run("order", "ukraine-2023", "--draws", "50").out
    assert "LK3 changes nothing here: its levers are at hand in any case, for CH_US_UA is" in out
    assert "LK1 changes nothing here: it acts on whether what CH_US_RU settles is adopted" in out
    assert "draws the one table has a package while no channel by itself has one." in out
    assert "These terms can differ from those of `channels`" in out
    (told,) = re.findall(r"CH_RU_CN ((?:under )?\d+ %)\. In", out)
    row = next(line for line in out.splitlines() if line.startswith(" CH_RU_CN"))
    assert told in row


def test_channels_that_are_closed_are_named(run: Run) -> None:
    out = run("order", "cyprus-2004", "--draws", "20").out
    assert "note: left out, for they are refused or ended: CH_TALKS, CH_BURGENSTOCK" in out
    assert "with one channel there is no order; a second with issues would make one" in out
    two = run("order", "cyprus-2004", "--channels", "CH_TALKS,CH_FINAL", "--draws", "20").out
    assert "Both channels as one table" in two
    assert "left out" not in two


def test_wrong_names_are_one_line(run: Run) -> None:
    ran = run("order", "ukraine-2023", "--channels", "CH_US")
    assert ran.code == 2
    assert "did you mean 'CH_US_UA'" in ran.err
    assert ran.out == ""
