"""Forbidden words, also where they hide behind full width, spaces, zero width or old characters.

mall_rules, listing: three levels, with exceptions by context (第一步 is no superlative). Pure.
"""

# word data: old and new characters, digits: what titles are compared with

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _

from sim_market.rules.problems import Level, Problem

_SIMPLE = str.maketrans(
    dict(
        zip(
            "國級極萬絕對頂獨無與薦選銷優為專類療癒藥醫術證號話電機網價購買賣嚴製進純統標準當時聯繫薇資訊"
            "業領袖個張創發補滿顯傳節場強寶貝線轉賬帳單聯絡關註碼掃點裡裏壓脂腫瘤養護爾專屬權認證檢測報獲獎導創舉雙蓋戶壹苐",
            "国级极万绝对顶独无与荐选销优为专类疗愈药医术证号话电机网价购买卖严制进纯统标准当时联系微资讯"
            "业领袖个张创发补满显传节场强宝贝线转账账单联络关注码扫点里里压脂肿瘤养护尔专属权认证检测报获奖导创举双盖户一第",
            strict=True,
        )
    )
)
_CHINESE_DIGITS = str.maketrans(
    "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789"
)
_INVISIBLE = {"Cf", "Cc", "Mn", "Zs", "Zl", "Zp"}


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all: most texts say none of them."""
    return re.compile("|".join(f"(?:{word})" for word in words))


@cache
def _compiled(words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(word) for word in words)


@dataclass(frozen=True, slots=True)
class WordRule:
    """Words of one kind: `words` as regular expressions over squeezed text.

    A hit does not count where it lies inside a match of one of `unless`.
    """

    rule: str
    level: Level
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def hits(self, text: str) -> Iterator[str]:
        if not _any_of(self.words).search(text):
            return
        allowed = [m.span() for each in _compiled(self.unless) for m in each.finditer(text)]
        for word in _compiled(self.words):
            for hit in word.finditer(text):
                if not any(start <= hit.start() and hit.end() <= end for start, end in allowed):
                    yield hit.group()


def folded(text: str) -> str:
    """NFKC, lower case, simplified, without zero-width characters; spaces stay."""
    same = unicodedata.normalize("NFKC", text).lower().translate(_SIMPLE)
    return "".join(c for c in same if unicodedata.category(c) != "Cf")


def plain(text: str) -> str:
    """`folded`, without anything that cannot be seen."""
    return "".join(c for c in folded(text) if unicodedata.category(c) not in _INVISIBLE)


def squeezed(text: str) -> str:
    """What remains to be read when all between letters, digits and characters is left out."""
    return "".join(c for c in plain(text) if unicodedata.category(c)[0] in "LN")


def wording_problems(field: str, text: str, rules: Iterable[WordRule]) -> list[Problem]:
    """Every rule that the text breaks, once each, naming the words that were found."""
    tight = squeezed(text)
    problems = []
    for rule in rules:
        if found := list(dict.fromkeys(rule.hits(tight))):
            words = "、".join(found[:3])
            problems.append(Problem(field, rule.rule, _SAID[rule.level](words), rule.level))
    return problems


def found_words(text: str, rules: Iterable[WordRule]) -> list[str]:
    """The words of these rules that a text says, each once, in the order of the rules."""
    tight = squeezed(text)
    return list(dict.fromkeys(word for rule in rules for word in rule.hits(tight)))


def contact_problems(field: str, text: str, rule: str) -> list[Problem]:
    """Phone numbers (also in Chinese digits) and web addresses: a way off the platform."""
    tight = squeezed(text).translate(_CHINESE_DIGITS)
    if _PHONE.search(tight) or _ADDRESS.search(plain(text)) or _PLUS.search(plain(text)):
        return [Problem(field, rule, _("含有电话号码或网址，请删去"))]
    return []


_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ADDRESS = re.compile(r"https?:|www\.|[a-z0-9]\.(com|cn|net|top|cc)\b")
_PLUS = re.compile(r"[+➕][:：]?(vx|wx|qq|v|微|薇|企鹅)(?![a-z]|型|领|口|脸|形|波|字)")
_SAID = {
    Level.FORBIDDEN: lambda words: _("含有不能用的词“%(words)s”，请换个说法", words=words),
    Level.EVIDENCE: lambda words: _("“%(words)s”要有凭据，没有就先不写", words=words),
    Level.HINT: lambda words: _("“%(words)s”容易引起误会，建议换个说法", words=words),
}
