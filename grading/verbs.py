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
    "table:rubric": _l("评分标准"),
    "table:rubric_binding": _l("选用的标准"),
    "table:portfolio": _l("成果资料"),
    "table:screenshot": _l("截图"),
    "table:submission": _l("提交的成果"),
    "table:draw": _l("抽签"),
    "table:relation": _l("回避关系"),
    "table:assignment": _l("评分席位"),
    "table:score_sheet": _l("评分表"),
    "table:result": _l("成绩"),
    "fact:sha256": _l("指纹"),
    "fact:lengths": _l("各段字数"),
    "fact:attempt": _l("第几次"),
    "fact:receipt": _l("回执号"),
    "fact:snapshot": _l("快照指纹"),
    "fact:rubric": _l("标准指纹"),
    "fact:measured_tenths": _l("系统测得"),
    "fact:purpose": _l("用途"),
    "fact:source": _l("号码来源"),
    "fact:commitment": _l("承诺"),
    "fact:roster_hash": _l("名单指纹"),
    "fact:works": _l("作品数"),
    "fact:public_value": _l("公开号码"),
    "fact:public_dated": _l("号码日期"),
    "fact:reveal": _l("揭示值"),
    "fact:result": _l("抽签结果"),
    "fact:submission": _l("作品"),
    "fact:item": _l("小项"),
    "fact:items": _l("各小项"),
    "fact:tenths": _l("给分"),
    "fact:override": _l("改了测得分"),
    "fact:commented": _l("写了评语"),
    "fact:total_tenths": _l("总分"),
    "fact:totals": _l("各评委总分"),
    "fact:final_tenths": _l("成绩"),
    "fact:method": _l("算法"),
    "fact:passed": _l("通过"),
    "fact:lecturer": _l("讲师"),
    "value:method:single": _l("一位评委"),
    "value:method:mean": _l("两位平均"),
    "value:method:median": _l("三位取中"),
    "value:purpose:first": _l("首轮抽签"),
    "value:purpose:third": _l("第三位评委"),
}
