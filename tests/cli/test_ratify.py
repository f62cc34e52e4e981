"""`backchannel ratify` as a user meets it."""

import csv
import io
import json

import pytest


def test_the_shipped_case_answers_each_question(run):
    ran = run("ratify", "ukraine-2023", "--draws", "128")
    assert ran.code == 0, ran.err
    heads = [line for line in ran.out.splitlines() if line.isupper() or line[:3].isupper()]
    asked = " ".join(heads)
    for words in ("IS IT THE LEADER", "RATIFIED AT HOME", "VOTE REFUSED", "OFFICE ADD", "HOW SOON"):
        assert words in asked
    assert "ru_elite in the place of ru_leader" in ran.out
    assert "If its veto rule must be met (ua_gov and ua_public)" in ran.out
    assert "VOTE_RESIDENTS (offer O1)" in ran.out
    assert "WHAT WOULD EACH OFFER" not in ran.out
    assert "This follows from the stated ranges and is no forecast." in ran.out


def test_one_question_adds_best_offers_and_everybody(run):
    ran = run("ratify", "ukraine-2023", "--question", "leader_kyiv", "--draws", "64")
    assert "WHAT WOULD EACH OFFER" in ran.out
    assert "ru_public" in ran.out
    assert "us_leader" not in ran.out


def test_a_case_without_votes_and_offices_says_so(run):
    ran = run("ratify", "two-issues")
    assert ran.code == 0, ran.err
    assert "lacking: votes" in ran.out
    assert "lacking: offices" in ran.out
    assert "VOTE REFUSED" not in ran.out


def test_a_reading_changes_the_numbers(run):
    def value(*reading: str) -> float:
        ran = run("ratify", "two-issues", "--format", "json", *reading)
        return json.loads(ran.out)["offers"][0]["value"]

    # Who can wait longer is offered more, so that an offer is worth less to its proposer.
    assert value("--reading", "cautious") < value()


def test_json_and_csv_hold_the_same_figures(run):
    words = ("ratify", "ukraine-2023", "--question", "with_kyiv", "--draws", "64")
    data = json.loads(run(*words, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out)))
    told = {(r["about"], r["who"], r["figure"]): r for r in rows if not r["condition"]}
    for it in data["ratifications"]:
        row = told["questions.with_kyiv", "signatories", f"signed.{it['why']}"]
        assert float(row["share"]) == it["signed"]
    vote = data["votes"][0]
    row = told[f"votes.{vote['vote']}", vote["holder"], "needed"]
    assert float(row["median"]) == vote["needed"]["median"]
    assert data["run"]["seed"] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--question", "with_kiev"), "did you mean 'with_kyiv'"),
        (("--package", "crimae=recognised"), "did you mean 'crimea'"),
        (("--package", "crimea"), "--package takes issue=option"),
    ],
)
def test_wrong_words_are_one_line(run, words, told):
    ran = run("ratify", "ukraine-2023", *words)
    assert ran.code == 2
    assert told in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert not ran.out


def test_a_given_package_is_named(run):
    package = "crimea=timed_talks,ceasefire_form=armistice"
    ran = run("ratify", "ukraine-2023", "--question", "us_leader", "--package", package,
              "--draws", "64")  # fmt: skip
    assert "P1, for us_leader, the options given, the others chosen" in ran.out
    assert "crimea=timed_talks" in ran.out
    assert "P2" not in ran.out


def test_small_shares_are_counted_and_no_word_is_broken(run):
    out = run("ratify", "ukraine-2023", "--draws", "128").out
    assert "of 3,200,000 packages" in out
    assert "harder to satisfy than ua_public by the values coded for it (a deal in" in out
    assert "us_arms_unrestricted" in out.split("WOULD IT BE RATIFIED")[1].split("WHY IS")[0]
    assert "never within the scale of 100" in " ".join(out.split())
    soon = out.split("HOW SOON")[1]
    assert "a deal: with_kyiv " in soon
    assert "a deal: us_leader" not in soon
    assert "the case itself states a chance that it accepts: ua_public" in out


def test_a_package_may_be_an_offer_on_record(run):
    plan = "federal_powers=council_4_2,territory=plan_29,property=limited_return"
    plan += ",troops_guarantees=small_force_stays,settlers=limited_45000"
    words = ("ratify", "cyprus-2004", "--draws", "64", "--format", "json", "--package")
    assert run(*words, "PLAN_GC").out == run(*words, plan).out
    assert "can be read in 2 ways" in run("ratify", "ukraine-2023", "--package", "O1").err
    assert "holds no package" in run("war", "ukraine-2023", "--package", "O3").err
