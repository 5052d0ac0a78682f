"""How values of a frozen document are read out: they were kept as they stood, these are words."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from grading.evidence.measure import Measured

WORDS = {
    "order": {
        "unpaid": _l("待付款"),
        "paid": _l("待发货"),
        "part_shipped": _l("部分发货"),
        "shipped": _l("已发货"),
        "received": _l("已收货"),
        "completed": _l("已完成"),
        "closed": _l("已关闭"),
    },
    "store": {
        "draft": _l("草稿"),
        "submitted": _l("审核中"),
        "returned": _l("已退回"),
        "open": _l("营业中"),
        "closed": _l("已关店"),
    },
    "supply": {
        "waiting": _l("待处理"),
        "confirmed": _l("供应商备货中"),
        "shipped": _l("运输中"),
        "delivered": _l("已送达"),
        "cancelled": _l("已取消"),
    },
    "refund": {
        "applied": _l("待答复"),
        "agreed": _l("已同意"),
        "rejected": _l("已拒绝"),
        "withdrawn": _l("已撤回"),
        "done": _l("已退款"),
    },
}


def word(value: str, kind: str) -> str:
    """The word for a state of a document; the bare value where none is known."""
    words: Mapping[str, Any] = WORDS.get(kind, {})
    return str(words.get(value, value))


def moment(seconds: int | None) -> str:
    """Seconds since the sandbox began, as 第 2 天 09:30."""
    if seconds is None:
        return "—"
    day, rest = divmod(seconds, 86_400)
    clock = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}"
    return _("第 %(day)s 天 %(clock)s", day=day + 1, clock=clock)


def span(seconds: int | None) -> str:
    """A length of time in hours and minutes."""
    if seconds is None:
        return "—"
    hours, minutes = divmod(seconds // 60, 60)
    return _("%(h)s 小时 %(m)s 分", h=hours, m=minutes)


def calculation(found: Measured) -> str:
    """The sentence that says how an item was measured."""
    return _(found.says, **found.figures)


def lacking(found: Measured) -> str:
    """The sentence that says what is missing; empty where nothing is."""
    return _(found.lacks, **found.figures) if found.lacks else ""


FILTERS: dict[str, Callable[..., str]] = {
    "evidence_word": word,
    "evidence_time": moment,
    "evidence_span": span,
    "calculation": calculation,
    "lacking": lacking,
}
