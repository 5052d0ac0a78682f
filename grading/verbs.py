"""Everything grading writes in the journal."""

from enum import StrEnum


class Verb(StrEnum):
    STANDARD_KEPT = "standard.kept"
    STANDARD_BOUND = "standard.bound"
    PORTFOLIO_SAVED = "portfolio.saved"
    SCREENSHOT_ADDED = "portfolio.screenshot_added"
    SCREENSHOT_REMOVED = "portfolio.screenshot_removed"
    HANDED_IN = "submission.handed_in"
    DRAW_PUBLISHED = "draw.published"
    DRAW_WITHDRAWN = "draw.withdrawn"
    DRAW_RUN = "draw.run"
    SUBSTITUTE_DRAWN = "draw.substitute_drawn"
    RELATION_DECLARED = "draw.relation_declared"
    SCORING_DECLINED = "scoring.declined"
    ITEM_SCORED = "scoring.item_scored"
    SHEET_SEALED = "scoring.sheet_sealed"
    SHEET_REOPENED = "scoring.sheet_reopened"
    RESULT_SETTLED = "result.settled"
    THIRD_NEEDED = "result.third_needed"
    RESULT_RELEASED = "result.released"
