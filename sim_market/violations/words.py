"""What a violation's page says: how to cure it, where, and what has happened to it so far."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.ui.filters import sim_time
from sim_market.rules.pack import RuleId
from sim_market.violations.models import Violation

Event = tuple[str, str, str]  # time, text, tone: a line of ui.timeline


def cure_of(violation: Violation) -> str:
    """What to change, in one or two sentences."""
    if violation.subject_type == "listing":
        return _listing_cure(RuleId(violation.rule))
    if violation.rule == RuleId.LATE_SHIPMENT:
        return _("现在就发货；发出后这一条自动算已改正。以后发不出的货先下架。")
    if violation.rule == RuleId.OUT_OF_STOCK:
        return _("这一单已经赔付，没有可改的。对一遍库存，没有的货先下架。")
    if violation.rule == RuleId.FALSE_SHIPMENT:
        return _("这一单已经赔付，没有可改的。以后快递员拿走包裹再填单号。")
    if violation.rule == RuleId.FAKE_TRADE:
        return _("这些订单不再计入业绩，没有可改的。想帮同学就当真买家：提意见、写实话。")
    if violation.rule == RuleId.SLOW_SERVICE:
        return _("以后每天看一次待答复的退款，48 小时内同意或说明理由拒绝。")
    if not violation.curable:
        return _("已经发出的话改不了。以后写之前先想想这条规则。")
    return _("把这段文字里的违规用词删掉再保存；保存后系统自动核对。")


def _listing_cure(rule: RuleId) -> str:
    said = {
        RuleId.CLAIMS_WITH_EVIDENCE: _("上传凭据，或者把这些词删掉；改好后系统自动核对。"),
        RuleId.WRONG_CATEGORY: _("把类目改成它自己的类目，或者下架后重新发布。"),
        RuleId.REPEATS: _("下架重复的那一件；颜色、容量不同的做成规格。"),
        RuleId.PRICE_SPOKEN: _("删掉划线价，或改成近 7 天真的卖过的价。"),
        RuleId.PRESALE: _("标明预售，或者把发货时间改到 15 天以内。"),
    }
    return said.get(rule, _("把标题和详情里的违规用词改掉再保存；保存后系统自动核对。"))


def subject_url(violation: Violation) -> str:
    """Where the merchant can see and change what it is about."""
    ways = {
        "listing": lambda: url_for("listings.detail", listing_id=violation.subject_id),
        "order": lambda: url_for("orders.detail", order_id=violation.subject_id),
        "refund": lambda: url_for("after_sales.detail", refund_id=violation.subject_id),
        "review": lambda: url_for("reviews.index"),
        "page": lambda: url_for("decoration.index"),
        "message": lambda: url_for("service.index"),
    }
    return ways.get(violation.subject_type, lambda: url_for("stores.index"))()


def trail_of(violation: Violation) -> list[Event]:
    """All that happened to it, the newest first, in sandbox time."""
    appeal = violation.appeal
    events: list[tuple[datetime | None, str, str]] = [
        (violation.found_sim_at, _("查到：%(says)s", says=violation.says), "risk"),
        (violation.learned_sim_at, _("答对规则小测"), "ok"),
        (violation.cured_sim_at if violation.curable else None, _("系统核对：已改正"), "ok"),
    ]
    if appeal is not None:
        events.append((appeal.asked_sim_at, _("申诉：%(words)s", words=appeal.words), ""))
    if appeal is not None and appeal.decided_sim_at:
        by = appeal.decider.name if appeal.decider else _("系统")
        result = _("申诉成立") if appeal.granted else _("申诉不成立")
        said = f"{result}（{by}）：{appeal.answer}"
        events.append((appeal.decided_sim_at, said, "ok" if appeal.granted else "risk"))
    if violation.ended_sim_at and (appeal is None or not appeal.granted):
        ended = f"{violation.state.word}：{violation.end_note}".rstrip("：")
        events.append((violation.ended_sim_at, ended, "ok"))
    happened = [(at, text, tone) for at, text, tone in events if at is not None]
    happened.reverse()  # of two at the same moment the later deed comes first
    happened.sort(key=lambda event: event[0], reverse=True)
    return [(sim_time(at, violation.cohort), text, tone) for at, text, tone in happened]
