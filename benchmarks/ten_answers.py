"""Offers for measuring what learning costs: ten answers on the shipped case."""

from backchannel.case import Case
from backchannel.case.schema import CaseDocument, Offer

__all__ = ["with_ten_answers"]

MADE = (
    # by, to, codings, answer; the packages mean nothing, they have the size of real ones
    ("us_admin", "ua_gov", [{"arms_supply": "limited"}], "accepted"),
    (
        "us_admin",
        "ru_elite",
        [
            {"russia_role": "co_author", "ceasefire_form": "armistice"},
            {"russia_role": "standing_dialogue", "ceasefire_form": "armistice"},
        ],
        "refused",
    ),
    ("ua_gov", "ru_leader", [{"line_of_control": "full_return"}], "refused"),
    (
        "ru_leader",
        "ua_gov",
        [{"line_of_control": "formal_transfer", "crimea": "recognised"}],
        "refused",
    ),
    ("us_admin", "eu_govs", [{"table_format": "broad_conference"}], "accepted"),
    (
        "ru_leader",
        "us_admin",
        [{"russia_role": "agreed_spheres", "ua_alignment": "neutral_capped"}],
        "countered",
    ),
)


def with_ten_answers(case: Case) -> Case:
    """Return the shipped case with its two answers, six made ones and two whole packages."""
    document: CaseDocument = case.document
    whole = {issue.id: issue.options[len(issue.options) // 2].id for issue in document.issues}
    told = (
        *MADE,
        ("us_admin", "ru_leader", [whole], "refused"),
        ("us_admin", "ua_gov", [whole], "refused"),
    )
    made = [
        Offer.model_validate(
            {"id": f"M{n}", "by": by, "to": to, "codings": codings, "answer": answer,
             "claims": ["E19"]}
        )
        for n, (by, to, codings, answer) in enumerate(told)
    ]  # fmt: skip
    answered = [offer for offer in document.offers if offer.answer != "unknown"]
    return case.with_numbers(
        case.unknowns, document.model_copy(update={"offers": (*answered, *made)})
    )
