"""The journal in words: verbs, who did it, facts with numbers of persons hidden."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.cohorts.models import Cohort
from app.identity.models import Role
from app.journal import By
from app.money import yuan
from app.ui.filters import sim_time
from app.verbs import Verb

VERBS: dict[str, LazyString] = {
    Verb.SIGNED_IN: _l("登录"),
    Verb.SIGNED_OUT_EVERYWHERE: _l("在所有设备退出"),
    Verb.PASSWORD_CHANGED: _l("修改密码"),
    Verb.PASSWORD_RESET: _l("重置密码"),
    Verb.USER_CREATED: _l("建立账号"),
    Verb.ROLE_GRANTED: _l("授予身份"),
    Verb.ROLE_ENDED: _l("结束身份"),
    Verb.INSTITUTION_CREATED: _l("添加机构"),
    Verb.SCHEME_LOADED: _l("载入培训方案"),
    Verb.COHORT_PLANNED: _l("建班"),
    Verb.COHORT_OPENED: _l("开班"),
    Verb.COHORT_CLOSED: _l("结束班级"),
    Verb.ROSTER_IMPORTED: _l("导入名单"),
    Verb.CLOCK_STARTED: _l("开始走时间"),
    Verb.CLOCK_PAUSED: _l("暂停时间"),
    Verb.CLOCK_RATE_SET: _l("改时间快慢"),
    Verb.CLOCK_STEPPED: _l("快进时间"),
}
TABLES: dict[str, LazyString] = {
    "table:user": _l("账号"),
    "table:membership": _l("身份"),
    "table:institution": _l("机构"),
    "table:training_scheme": _l("培训方案"),
    "table:cohort": _l("班级"),
}
FACTS: dict[str, LazyString] = {
    "fact:role": _l("身份"),
    "fact:user_id": _l("账号编号"),
    "fact:username": _l("账号"),
    "fact:name": _l("名称"),
    "fact:region": _l("地区"),
    "fact:code": _l("代号"),
    "fact:version": _l("版本"),
    "fact:cap": _l("上限"),
    "fact:scheme": _l("方案"),
    "fact:scheme_version": _l("方案版本"),
    "fact:starts_on": _l("开班日期"),
    "fact:seed": _l("种子"),
    "fact:scenario": _l("情景"),
    "fact:day": _l("天"),
    "fact:joined": _l("加入"),
    "fact:new": _l("新账号"),
    "fact:wrong": _l("有问题"),
    "fact:file_sha256": _l("文件指纹"),
    "fact:before": _l("原来"),
    "fact:day_minutes": _l("一天几分钟"),
    "fact:kind": _l("方式"),
    "fact:start": _l("从"),
    "fact:goal": _l("到"),
    "fact:at": _l("停在"),
}
BY: dict[By, LazyString] = {
    By.TRAINEE: _l("学员"),
    By.TEACHER: _l("教师"),
    By.SCORER: _l("评分"),
    By.OFFICIAL: _l("管理"),
    By.SIMULATED: _l("模拟买家"),
    By.SYSTEM: _l("系统"),
    By.DEMO: _l("演示"),
}
LONGEST_FACT = 120
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
_LONG_NUMBER = re.compile(r"(?<![0-9a-f])(1[3-9]\d)\d{4}(\d{4})(?![0-9a-f])")
_ID_NUMBER = re.compile(r"(?<![0-9a-f])(\d{6})\d{8}(\d{3}[\dXx])(?![0-9a-f])")


def verb_word(verb: str) -> str:
    """What a verb means; the verb itself if no package has a word for it."""
    return str(current_app.extensions["words"].get(verb, verb))


def table_word(table: str) -> str:
    """What kind of thing an entry is about."""
    return str(current_app.extensions["words"].get(f"table:{table}", table))


def facts_text(facts: Mapping[str, Any], cohort: Cohort | None = None) -> str:
    """'身份 学员，账号 lt1-01': the facts in a line, with phone and identity numbers masked."""
    return masked("，".join(_pairs("", facts, cohort)))


def _pairs(under: str, facts: Mapping[str, Any], cohort: Cohort | None) -> list[str]:
    return [f"{_name(name, under)} {_value(name, value, cohort)}" for name, value in facts.items()]


def _name(name: str, under: str) -> str:
    """What a fact is called; counts by state go by the state's word, others by themselves."""
    known = current_app.extensions["words"]
    return str(known.get(f"value:{under}:{name}") or known.get(f"fact:{name}") or name)


def _value(name: str, value: Any, cohort: Cohort | None) -> str:
    text = _text(name, value, cohort)
    return text if len(text) <= LONGEST_FACT else f"{text[:LONGEST_FACT]}…"


def _text(name: str, value: Any, cohort: Cohort | None) -> str:
    if isinstance(value, Mapping):
        return " ".join(_pairs(name, value, cohort))
    if isinstance(value, list):
        return "、".join(_text(name, one, cohort) for one in value)
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, int) and name.endswith("_fen"):
        return yuan(value)
    if isinstance(value, int) and name.endswith(("tenths", "totals")):
        return f"{value / 10:g}"
    if isinstance(value, str) and _MOMENT.fullmatch(value) and cohort:
        return sim_time(datetime.fromisoformat(value), cohort)
    roles = {role.value: role.word for role in Role}
    known = current_app.extensions["words"].get(f"value:{name}:{value}")
    return str(known or roles.get(str(value), value))


def masked(text: str) -> str:
    """'13800138000' -> '138****8000'; identity numbers likewise."""
    return _LONG_NUMBER.sub(r"\1****\2", _ID_NUMBER.sub(r"\1********\2", text))
