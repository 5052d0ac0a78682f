"""May a message be sent like this? Wording, ways off the platform, rudeness. Pure."""

# word data: how one declines to leave the platform, and what is rude

import re

from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import Pack, RuleId
from sim_market.rules.problems import Problem, blocking
from sim_market.rules.wording import folded

_DECLINED = re.compile(
    "(不能|不可以|不方便|无法|不支持|没法|没办法|禁止|不允许|不准|不提供|不加|不用|请勿|不要|不会|不建议|没有)"
    "[^，。！？,.!?；;]{0,8}?(加微信|微信|qq|扣扣|加群|私下交易|私下转账|线下交易|线下付款|刷单|补单|好评返现|返现|wx|vx)"
)
_RUDE = re.compile(
    "滚(?!筒|轮|珠|边|动)|有病|神经病|傻|蠢|白痴|脑残|爱买不买|不买拉倒|买不起|自己不会看|没长眼|你瞎|眼瞎|"
    "烦不烦|烦死|关我(什么)?事|闭嘴|废话|爱要不要|随便你|爱退不退|你妈|你全家"
)


def broken(text: str, pack: Pack) -> tuple[Problem, ...]:
    """The rules that a message breaks. To decline to leave the platform breaks none."""
    return blocking(text_problems("text", _DECLINED.sub("", folded(text)), pack))


def leads_away(problems: tuple[Problem, ...]) -> bool:
    return any(problem.rule == RuleId.OFF_PLATFORM_CONTACT for problem in problems)


def is_rude(text: str) -> bool:
    return bool(_RUDE.search(folded(text)))
