"""Everything grading writes in the journal."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


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


WORDS: dict[str, LazyString] = {
    Verb.STANDARD_KEPT: _l("登记评分标准"),
    Verb.STANDARD_BOUND: _l("班级选用标准"),
    Verb.PORTFOLIO_SAVED: _l("保存成果资料"),
    Verb.SCREENSHOT_ADDED: _l("添加截图"),
    Verb.SCREENSHOT_REMOVED: _l("删除截图"),
    Verb.HANDED_IN: _l("提交成果"),
    Verb.DRAW_PUBLISHED: _l("公布抽取种子"),
    Verb.DRAW_WITHDRAWN: _l("撤回抽取"),
    Verb.DRAW_RUN: _l("抽取评分讲师"),
    Verb.SUBSTITUTE_DRAWN: _l("补抽评分讲师"),
    Verb.RELATION_DECLARED: _l("申报关系"),
    Verb.SCORING_DECLINED: _l("回避评分"),
    Verb.ITEM_SCORED: _l("逐项打分"),
    Verb.SHEET_SEALED: _l("评分表封存"),
    Verb.SHEET_REOPENED: _l("评分表重开"),
    Verb.RESULT_SETTLED: _l("成绩算定"),
    Verb.THIRD_NEEDED: _l("需要第三位评分"),
    Verb.RESULT_RELEASED: _l("公布成绩"),
}
