"""What must hold in a case beyond its schema: one literal list of rules.

Each rule is a function from the document to findings. A finding names its location in the
document; `backchannel.case.load` turns that into file, line and column.
"""

from collections.abc import Callable, Iterator
from typing import Final

from backchannel.case.finding import Finding
from backchannel.case.rules_of_actors import (
    needed_actors_have_values,
    parties_hold_actors,
    values_come_whole,
)
from backchannel.case.rules_of_numbers import (
    combined_conditions_resolve,
    estimates_have_reasons,
    issues_count_for_somebody,
    overrides_resolve,
    placeholders_are_counted,
    preferences_are_complete,
    present_state_is_near,
)
from backchannel.case.rules_of_register import chain_is_whole, register_is_in_order
from backchannel.case.rules_of_structure import (
    ids_are_unique,
    issues_have_options,
    nothing_goes_in_circles,
    nothing_points_to_itself,
    one_of_two_keys,
    references_resolve,
    spans_fit,
)
from backchannel.case.rules_of_war import (
    changes_of_leader_are_whole,
    levers_are_no_conditions,
    public_bonuses_may_stand_alone,
    votes_settle_the_same_issues,
    war_is_counted_where_there_are_values,
    wars_have_two_sides,
)
from backchannel.case.schema import CaseDocument

RULES: Final[tuple[Callable[[CaseDocument], Iterator[Finding]], ...]] = (
    ids_are_unique,
    references_resolve,
    issues_have_options,
    preferences_are_complete,
    parties_hold_actors,
    needed_actors_have_values,
    values_come_whole,
    nothing_points_to_itself,
    estimates_have_reasons,
    overrides_resolve,
    combined_conditions_resolve,
    one_of_two_keys,
    spans_fit,
    nothing_goes_in_circles,
    public_bonuses_may_stand_alone,
    levers_are_no_conditions,
    wars_have_two_sides,
    war_is_counted_where_there_are_values,
    votes_settle_the_same_issues,
    changes_of_leader_are_whole,
    register_is_in_order,
    chain_is_whole,
    issues_count_for_somebody,
    present_state_is_near,
    placeholders_are_counted,
)


def findings(document: CaseDocument) -> Iterator[Finding]:
    """Apply every rule of `RULES` to a document."""
    for rule in RULES:
        yield from rule(document)
