"""What a study found, as text, HTML and pictures; calls no engine of its own."""

from backchannel.briefing.page import Page, page, writable
from backchannel.briefing.summary import summary
from backchannel.briefing.voice import LANGUAGES
from backchannel.case import Case
from backchannel.space import Seed

__all__ = ["LANGUAGES", "Page", "brief", "page", "summary", "writable"]


def brief(
    case: Case, *, language: str = "en", draws: int = 2000, seed: Seed = 0, full: bool = False
) -> Page:
    """Analyse a case and return the brief as one page; the main job in one call.

    Parameters
    ----------
    case
        A loaded case, with readings applied if wanted.
    language
        ``en`` or ``ko``.
    draws
        How often the estimates are drawn from their ranges.
    seed
        Number that makes the draws repeatable, or draws that were learned from the record.
    full
        Whether to add all that the record can be asked; takes several times as long.
    """
    from backchannel.studies.overview import overview

    return page(overview(case, draws=draws, seed=seed, full=full), language=language)
