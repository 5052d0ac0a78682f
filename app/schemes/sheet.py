"""The numbers of a scheme in words, with the article that each is from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.cohorts.models import TrainingScheme
from app.money import yuan

DOCUMENTS = {
    "000": _l("马兰花创业培训线上线下融合的技术指引（2020版）"),
    "001": _l("网络创业培训技术要点"),
    "003": _l("河南省互联网+创业培训相关工作规范（试行）"),
    "004": _l("关于实施创业启航培训有关工作的通知（北京 2023）"),
}


def number(value: int) -> str:
    return str(value)


def share(value: int) -> str:
    """5000 basis points -> '50%'."""
    return f"{value / 100:g}%"


def points(value: int) -> str:
    """600 tenths -> '60 分'."""
    return _("%(n)s 分", n=f"{value / 10:g}")


LABELS: dict[str, tuple[LazyString, Callable[[int], str]]] = {
    "cap": (_l("每班人数上限"), number),
    "advised": (_l("每班适宜人数"), number),
    "cap_gyb": (_l("创业意识培训（GYB）每班人数上限"), number),
    "lecturers_least": (_l("授课讲师至少几位"), number),
    "lecturers_most": (_l("授课讲师最多几位"), number),
    "assistants_least": (_l("助教至少几位"), number),
    "assistants_most": (_l("助教最多几位"), number),
    "rehearsals_least": (_l("讲师课前在线试讲至少几次"), number),
    "days_least": (_l("至少几天"), number),
    "hours_least": (_l("至少几课时"), number),
    "class_minutes": (_l("一课时几分钟"), number),
    "offline_least_bp": (_l("线下课时占比至少"), share),
    "live_least_bp": (_l("直播课时占比至少"), share),
    "recorded_most_bp": (_l("录播课时占比最多"), share),
    "homework_most_bp": (_l("作业和考试课时占比最多"), share),
    "guidance_most_bp": (_l("监督评估和辅导课时占比最多"), share),
    "replay_hours_most": (_l("直播回放最多折算几课时"), number),
    "plan_hours": (_l("成果评审合格折算几课时"), number),
    "performance_most_bp": (_l("课堂表现占考核最多"), share),
    "leaves_most": (_l("请假最多几次"), number),
    "leave_hours_most": (_l("一次请假最多几课时"), number),
    "pass_tenths": (_l("实践成果合格线"), points),
    "scorers": (_l("每份成果抽取几位评分讲师"), number),
    "attempts": (_l("最多提交几次成果"), number),
    "start_capital_fen": (_l("每位学员的模拟启动金"), yuan),
    "filing_days_least": (_l("提前几个工作日备案"), number),
    "spot_check_least_bp": (_l("直播抽查至少占"), share),
    "clip_seconds": (_l("线下每课时上传现场视频几秒"), number),
    "archive_years_least": (_l("档案至少保存几年"), number),
    "subsidy_fen": (_l("每人次补贴"), yuan),
    "follow_up_subsidy_fen": (_l("每人次后续服务补贴"), yuan),
}


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    value: str
    source: str


def lines(scheme: TrainingScheme) -> list[Line]:
    """Every number that the scheme gives, in the order of `LABELS`."""
    params, sources = scheme.params, scheme.params.get("sources", {})
    return [
        Line(str(label), write(params[key]), cited(sources.get(key, "")))
        for key, (label, write) in LABELS.items()
        if key in params
    ]


def cited(source: str) -> str:
    """'001 §7-1' -> '《网络创业培训技术要点》 §7-1'; the platform's own choice says so."""
    if source in {"", "platform"}:
        return _("平台设定")
    number_, _space, article = source.partition(" ")
    title: Any = DOCUMENTS.get(number_)
    words = article.replace("annex", _("附件")).replace("fn", _("注"))
    return f"《{title}》 {words}" if title else source
