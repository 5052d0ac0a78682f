"""Facts of the goods: stock, price, shipping, attributes, specs, returns, limits.

Every check takes the answer (digits in Arabic) and the facts; its finding says why.
"""

# word data: how merchants say yes and no of goods

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.money import yuan
from sim_market.customer_service.judge.checks.said import Finding, Said, yes_or_no
from sim_market.customer_service.judge.facts import Facts
from sim_market.customer_service.judge.intents import Intent
from sim_market.customer_service.judge.numbers import amounts_fen, measures, smallest
from sim_market.customer_service.judge.times import hours_to_ship

_DOUBLE = re.compile("(不会|不是|并非|没有?|不)(缺货|断货|没货|没有货|无货|卖完|售罄)")
_NONE = re.compile(
    "没(有)?(现)?货|缺货|断货|无货|卖完|售罄|卖光|没了|暂时没有|没有?库存|抢光|无现货"
)
_SOME = re.compile(
    "有(现)?货|现货|有的|有呢|有哦|有哈|有啊|有呀|还有|可以拍|能拍|放心拍|直接拍|库存(充足|足|够)|有库存|"
    "足够|够的|可以下单|够[，。！,!呢哦呀]|够$|^有$|充足"
)
_FEW = re.compile("不够|没有?(这|那)么多|只有|只剩|仅剩|不足|不太够|凑不齐")
_LEFT = re.compile(r"(?:剩|还有|库存|只有|有)(?:大概|大约|约|下)?(\d{1,6})[件个份套只条盒瓶包双本]")


def stock(text: str, facts: Facts, intent: Intent) -> Finding:
    """有货 or 没货, as it is; a number of units may not be more than there are."""
    text = _DOUBLE.sub("有货", text)
    yes, no = bool(_SOME.search(_NONE.sub("", text))), bool(_NONE.search(text))
    if over := _more_than(text, facts.stock):
        return Finding(Said.WRONG, _("说有 %(n)s 件，现在只有 %(m)s 件", n=over, m=facts.stock))
    return yes_or_no(yes, no, facts.stock > 0, _stock_words(facts.stock))


def stock_20(text: str, facts: Facts, intent: Intent) -> Finding:
    """Are twenty enough?"""
    few = bool(_FEW.search(text) or _NONE.search(_DOUBLE.sub("有货", text)))
    yes = bool(_SOME.search(_FEW.sub("", text)) or re.search("能发|没问题|可以", text)) and not few
    if over := _more_than(text, facts.stock):
        return Finding(Said.WRONG, _("说有 %(n)s 件，现在只有 %(m)s 件", n=over, m=facts.stock))
    return yes_or_no(yes, few, facts.stock >= 20, _stock_words(facts.stock))


def _stock_words(units: int) -> str:
    return _("现在可售 %(n)s 件", n=units)


def _more_than(text: str, units: int) -> int:
    """A number of units that is said to be there and is not; 0 if none."""
    return next((int(n) for n in _LEFT.findall(text) if int(n) > units), 0)


_OFF = re.compile("减|满|券|运费|邮|返|省|便宜|优惠|立减|差价|原价|划线")


def price(text: str, facts: Facts, intent: Intent) -> Finding:
    """An amount that buyers can pay; amounts off, and of shipping, do not count."""
    named = [
        fen for place, fen in amounts_fen(text) if not _OFF.search(text[max(0, place - 5) : place])
    ]
    words = _("页面价格 %(p)s", p="、".join(yuan(fen) for fen in facts.prices_fen[:4]))
    if [fen for fen in named if fen not in facts.prices_fen]:
        return Finding(Said.WRONG, _("说的价格和页面不一样：%(fact)s", fact=words))
    if named:
        return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))
    if re.search("页面|标价|详情|链接|显示", text):
        return Finding(Said.HALF, _("只叫买家自己看，没有说出数字：%(fact)s", fact=words))
    return Finding(Said.MISSING, _("没有说价格：%(fact)s", fact=words))


def ship_hours(text: str, facts: Facts, intent: Intent) -> Finding:
    """A time not longer than the page promises."""
    said, words = hours_to_ship(text), _("页面承诺付款后 %(n)s 小时内发货", n=facts.ship_hours)
    if said.refused:
        return Finding(Said.WRONG, _("说做不到页面上的承诺：%(fact)s", fact=words))
    if said.hours is None:
        half = bool(re.search("尽快|马上|很快|会发|安排", text))
        return Finding(
            Said.HALF if half else Said.MISSING, _("没有说几小时或几天：%(fact)s", fact=words)
        )
    if said.hours > facts.ship_hours:
        return Finding(Said.WRONG, _("说的比页面承诺的久：%(fact)s", fact=words))
    if said.hours < facts.ship_hours:
        return Finding(Said.TRUE, _("比页面承诺的还快，说了就要做到：%(fact)s", fact=words))
    return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))


_FREE_NOT = re.compile(
    "不包邮|不是包邮|没有?包邮|不免(运费|邮)|要(收|付|加)?(运费|邮费)|需(要)?(运费|邮费)"
)
_FREE = re.compile("包邮|免运费|免邮|不(收|用|要)(付)?(运费|邮费)|运费我们出|0元运费")


def freight(text: str, facts: Facts, intent: Intent) -> Finding:
    """包邮 or not, as the store's templates say."""
    no = bool(_FREE_NOT.search(text)) or bool(re.search(r"(运费|邮费)[^，。]{0,4}[1-9]\d*", text))
    yes = bool(_FREE.search(_FREE_NOT.sub("", text)))
    if not facts.freight:
        said = Said.TRUE if yes or no or "运费" in text else Said.MISSING
        return Finding(said, _("说了运费") if said == Said.TRUE else _("没有说运费"))
    words = _("这件包邮") if facts.freight == "free" else _("这件要付运费，按省份算")
    if yes and facts.freight == "paid" and re.search("满|偏远|除", text):
        return Finding(Said.HALF, _("说了条件，没有说清这一单：%(fact)s", fact=words))
    return yes_or_no(yes and not no, no, facts.freight == "free", words)


_ASKS = re.compile(
    "核实|确认|问一下|问下|量一下|查一下|查查|没有?标|没有?写|帮您看|帮你看|不太?清楚|稍等"
)
_NOT = re.compile("(不是|并非|不含|没有|非|不到|不足|不属于|不支持|不能|不可)$")


def attribute(text: str, facts: Facts, intent: Intent) -> Finding:
    """The value on the page: words of it, or its number in any unit of its kind."""
    name = next((each for each in intent.attributes if each in facts.attributes), "")
    if not name:
        if _ASKS.search(text):
            return Finding(Said.TRUE, _("页面没有写，先去核实是对的"))
        return Finding(Said.MISSING, _("页面没有写这一项：先说去核实，答完补到页面上"))
    known = facts.attributes[name]
    words = _("页面写着%(name)s：%(value)s", name=name, value="、".join(known["said"]))
    return (_measured if known.get("number") else _worded)(text, known, words)


def _measured(text: str, known: Mapping[str, Any], words: str) -> Finding:
    truth = smallest(Decimal(known["number"]), known["unit"])
    said = [(not _NOT.search(text[:at]), value) for at, value in measures(text, known["unit"])]
    if any(not true and value == truth for true, value in said):
        return Finding(Said.WRONG, _("说反了：%(fact)s", fact=words))
    if [value for true, value in said if true and value != truth]:
        return Finding(Said.WRONG, _("数字不对：%(fact)s", fact=words))
    if said or re.search(rf"(?<![\d.]){re.escape(known['number'])}(?![\d.])", text):
        return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))
    return Finding(Said.MISSING, _("没有说出数字：%(fact)s", fact=words))


def _worded(text: str, known: Mapping[str, Any], words: str) -> Finding:
    values = sorted({*known["said"], *known["others"]}, key=len, reverse=True)
    yes: set[str] = set()
    no: set[str] = set()
    rest = text
    for value in values:  # the longest first: 304不锈钢 is no 不锈钢
        for m in re.finditer(re.escape(str(value).lower()), rest):
            (no if _NOT.search(rest[: m.start()]) else yes).add(value)
        rest = rest.replace(str(value).lower(), "□" * len(str(value)))
    true = {v for v in yes if any(v in said for said in known["said"])}
    if no & set(known["said"]) or (yes - true):
        return Finding(Said.WRONG, _("和页面不一样：%(fact)s", fact=words))
    if true or _part_of(known["said"], text):
        return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))
    return Finding(Said.MISSING, _("没有说出来：%(fact)s", fact=words))


def _part_of(said: list[str], text: str) -> bool:
    """Is a value said in other words that keep its core: 陶瓷 for 陶瓷涂层?"""
    return any(len(v) >= 3 and v.lower()[-2:] in text and v.lower()[:2] in text for v in said)


def specs(text: str, facts: Facts, intent: Intent) -> Finding:
    """At least one of the specs that there are; or that there is only one."""
    one = bool(re.search("只有(这)?一|单一|就这一|没有(别的|其他)|一(种|款|个)(颜色|规格)?", text))
    if not facts.specs:
        said = Said.TRUE if one else Said.MISSING
        return Finding(said, _("这件只有一种规格"))
    words = _("页面可选：%(list)s", list="、".join(facts.specs[:6]))
    parts = {p.lower() for s in facts.specs for p in re.split(r"[ /；;，,]+", s) if p}
    if any(p in text for p in parts):
        return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))
    if one and len(facts.specs) > 1:
        return Finding(Said.WRONG, _("不止一种：%(fact)s", fact=words))
    return Finding(Said.MISSING, _("没有说出有哪些：%(fact)s", fact=words))


def return_days(text: str, facts: Facts, intent: Intent) -> Finding:
    """The days of returning without a reason."""
    days = [int(n) for n in re.findall(r"(\d{1,3})\s*天", text)]
    words = _("签收后 %(n)s 天内可以退", n=facts.return_days)
    if [n for n in days if n < facts.return_days] and facts.return_days not in days:
        return Finding(Said.WRONG, _("说的天数比规则少：%(fact)s", fact=words))
    if facts.return_days in days or re.search("无理由", text):
        return Finding(Said.TRUE, _("说对了：%(fact)s", fact=words))
    if re.search("支持|可以退|能退|可以申请", text):
        return Finding(Said.HALF, _("答应了，没有说几天：%(fact)s", fact=words))
    return Finding(Said.MISSING, _("没有说能不能退：%(fact)s", fact=words))


def limit(text: str, facts: Facts, intent: Intent) -> Finding:
    """How many one buyer may have."""
    free = bool(re.search("不限|没有?限购|没限制|不受限|随便拍|可以多拍|多买", text))
    named = [int(n) for n in re.findall(r"(\d{1,4})[件个份套只条盒瓶包双本]", text)]
    if not facts.limit:
        wrong = bool(re.search("限购|最多|只能", text)) and not free
        return yes_or_no(free, wrong, True, _("这件不限购"))
    words = _("每人限购 %(n)s 件", n=facts.limit)
    return yes_or_no(
        facts.limit in named, free or bool(named and facts.limit not in named), True, words
    )
