"""At the service desk: who answers well, who answers vaguely, who hardly answers; by the pages."""

# word data: how the desk's page words what is known of goods and orders

import json
import re
from pathlib import Path

from app import chance
from seeds.rehearsal.cast import Strategy
from seeds.rehearsal.visitor import Page, Visitor
from sim_market.customer_service.judge import INTENTS, Intent

ANSWERS = json.loads(Path(__file__).with_name("chats.json").read_text("utf-8"))
AT_ONCE = 3  # conversations that somebody answers in one sitting
VAGUE_PM, CURT_PM = 300, 350  # of a thousand questions


def answer_buyers(visitor: Visitor, strategy: Strategy, seed: int) -> int:
    """Answer who waits, the longest waiting first; how many were answered."""
    desk, done = visitor.open("/service", {"state": "waiting"}), 0
    for address in desk.links(r"^/service/\d+\?")[:AT_ONCE]:
        page = visitor.open(address.split("?")[0])
        if text := words_for(page, strategy, seed):
            page.form(r"/say$").submit({"text": text})
            done += 1
    return done


def words_for(page: Page, strategy: Strategy, seed: int) -> str:
    """What somebody of this kind answers to what was asked last; "" if nothing."""
    asked = last_question(page)
    luck = chance.bits(seed, "service", page.path, asked) % 1000
    if strategy == Strategy.CARELESS:
        return str(chance.pick(ANSWERS["curt"], seed, page.path)) if luck < CURT_PM else ""
    if strategy == Strategy.ORDINARY and luck < VAGUE_PM:
        return str(chance.pick(ANSWERS["vague"], seed, page.path, asked))
    intent = meant(asked)
    return str(ANSWERS["right"][intent.code]).format(**known(page)) if intent else "您好，请稍等"


def last_question(page: Page) -> str:
    said = page.find('//div[contains(@class, "lt-msg") and not(contains(@class, "is-me"))]'
                     '//span[@class="lt-bubble"]')  # fmt: skip
    return str(said[-1].text_content()).strip() if said else ""


def meant(asked: str) -> Intent | None:
    """Which of the things that buyers ask this is: in its words, or by its short noun."""
    exact = (each for each in INTENTS.values() if asked in each.asks)
    named = (each for each in INTENTS.values() if each.asked in asked)
    return next(exact, None) or next(named, None)


def known(page: Page) -> dict[str, str]:
    """What the page says of the goods and the latest order, ready to be put into an answer."""
    facts: dict[str, str] = {}
    for term in page.find('//section[contains(@class, "is-info")]//dl/dt'):
        facts.setdefault(term.text_content().strip(), term.getnext().text_content().strip())
    stock = int(number_in(facts.get("可售", "0")) or 0)
    parcel, due = facts.get("运单", "还没有"), "还没有发货，会在24小时内发出，请放心"
    most = number_in(facts.get("限购", ""))
    own = {"价格", "可售", "发货", "规格", "运费", "实付", "付款", "最晚发货", "运单", "限购"}
    said = [f"{name}{value}" for name, value in facts.items() if name not in own]
    sent = parcel not in ("还没有", "")
    return {
        "stock": "有货的" if stock else "不好意思，暂时没有货",
        "many": "20件够的" if stock >= 20 else f"20件不够，现在只有{stock}件",
        "price": facts.get("价格", "").split(" ")[0],
        "hours": number_in(facts.get("发货", "48")),
        "freight": "这件包邮" if facts.get("运费") == "包邮" else "这件要付运费",
        "attributes": "，".join(said) or "这一项页面没有写，我去核实",
        "specs": f"有{facts.get('规格', '')}" if "、" in facts.get("规格", "") else "只有一种规格",
        "limit": f"每人限购{most}件" if most else "这件不限购",
        "ship": f"已经发出了，{parcel}，请留意" if sent else due,
        "parcel": f"已经发出了，{parcel}，请留意" if sent else due,
    }


def number_in(text: str) -> str:
    found = re.search(r"\d+", text)
    return found.group() if found else ""
