"""The rule pack: rules and their numbers as data (mall_rules). One cohort is bound to one version.

A number that a rule names is a typed setting of the pack, so no number stands in code. Pages that
apply one say 「模拟规则, 真实平台以其最新规则为准」 and link to the rule by its id.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from app.cohorts.models import Cohort
from app.flow import State
from sim_market.rules.problems import Level
from sim_market.rules.wording import WordRule

CURRENT = 1


# Known and taught, not carried out: live rooms.
LESSONS = {
    "B-1", "B-3", "B-4", "B-5",
}  # fmt: skip


class RuleId(StrEnum):
    """The rules that code refers to; as `rule=` of a refusal and as anchor in the rule centre."""

    STORE_NAME = "K-1"
    STORE_INTRO = "K-2"
    STORE_OPERATOR = "K-3"
    DEPOSIT = "K-4"
    OPENING_CAPITAL = "K-5"
    MAIN_CATEGORY = "K-6"
    DECORATION = "K-7"
    TITLE_LENGTH = "L-1"
    MAIN_IMAGES = "L-2"
    ATTRIBUTES = "L-3"
    ABSOLUTE_TERMS = "L-4"
    MEDICAL_CLAIMS = "L-5"
    OFF_PLATFORM_CONTACT = "L-6"
    PRICE_CLAIMS = "L-7"
    CLAIMS_WITH_EVIDENCE = "L-8"
    PRICE_AND_STOCK = "L-9"
    PRESALE = "L-10"
    DETAIL = "L-11"
    WRONG_CATEGORY = "L-12"
    REPEATS = "L-13"
    SHIP_PROMISE = "S-1"
    LATE_SHIPMENT = "S-2"
    OUT_OF_STOCK = "S-3"
    FALSE_SHIPMENT = "S-4"
    PARCELS = "S-5"
    REFUND_ANSWER = "A-1"
    RETURN_ANSWER = "A-2"
    BUYER_RETURN = "A-3"
    RETURN_CONFIRM = "A-4"
    PLATFORM_DISPUTE = "A-5"
    AFTER_SALE_REQUESTS = "A-6"
    REFUND_AMOUNT = "A-7"
    SHIPPING_FEE = "A-8"
    NO_REASON_RETURN = "A-9"
    AFTER_SALE_STOPS_RECEIPT = "A-10"
    NO_FORCED_REFUND = "A-11"
    EXCHANGE = "A-12"
    NEGOTIATION = "A-13"
    UNPAID_CLOSE = "T-1"
    AUTO_RECEIVE = "T-2"
    SETTLEMENT = "T-3"
    REVIEWS = "T-4"
    STORE_SCORE = "T-5"
    FAKE_TRADE = "T-6"
    PRICE_CHANGE = "T-7"
    QUANTITY = "T-8"
    REVIEW_APPEAL = "T-9"
    PAYMENT_RESULT = "T-10"
    INVOICE = "T-11"
    COUPON = "P-1"
    GROUP_BUYING = "P-2"
    DEPOSIT_SALE = "P-3"
    MEMBERSHIP = "P-4"
    REPLY_RATE = "C-1"
    COMPLAINT = "C-2"
    SLOW_SERVICE = "C-3"
    VIOLATION_CLASSES = "V-1"
    POINT_NODES = "V-2"
    PENALTY_REASONS = "V-3"
    FIRST_OFFENCE = "V-4"
    PRICE_SPOKEN = "B-2"


class Confidence(State):
    """How sure the numbers of a rule are."""

    LAW = "law", _l("法规原文"), "ok"
    OFFICIAL = "official", _l("平台原文"), "ok"
    COMMON = "common", _l("通行做法"), "info"
    OWN = "own", _l("练摊自订"), "idle"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words: what it says, why, where it comes from, how sure that is."""

    id: str
    group: str
    title: str
    wording: str
    why: str
    source: str
    confidence: Confidence
    settings: dict[str, int]
    right: str = ""
    wrong: str = ""
    offence: str = ""  # the class of violations that the patrol finds: A, B or C
    points: int = 0

    @property
    def is_lesson(self) -> bool:
        """A rule to know for real platforms, which nothing in this mall carries out yet."""
        return self.id in LESSONS

    def says(self, words: str) -> bool:
        """Does the rule speak of these words? For searching the rule centre."""
        text = f"{self.id}{self.title}{self.wording}{self.why}{self.right}{self.wrong}".lower()
        return all(word in text for word in words.lower().split())


@dataclass(frozen=True, slots=True)
class Group:
    """Rules on one subject, in their order."""

    id: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All rules of one version, and their numbers. `_bp` basis points, `_fen` money."""

    version: int
    date: str
    groups: tuple[Group, ...]
    words: tuple[WordRule, ...]
    store_name_words: tuple[WordRule, ...]

    store_name_min: int
    store_name_max: int
    store_intro_min: int
    store_intro_max: int
    deposit_fen: int
    opening_capital_fen: int
    title_max_bytes: int
    title_min_chars: int
    images_min: int
    images_max: int
    price_max_fen: int
    presale_days: int
    detail_min_chars: int
    ship_hours: int
    first_scan_hours: int
    late_bp: int
    late_min_fen: int
    late_max_fen: int
    out_of_stock_bp: int
    out_of_stock_max_fen: int
    false_ship_bp: int
    false_ship_min_fen: int
    false_ship_max_fen: int
    false_ship_points: int
    parcels_max: int
    tracking_changes_max: int
    refund_answer_hours: int
    return_answer_hours: int
    buyer_return_days: int
    return_confirm_days: int
    dispute_days: int
    requests_per_line_max: int
    no_reason_days: int
    return_fee_fen: int
    exchange_pay_hours: int
    offers_max: int
    offer_answer_hours: int
    unpaid_close_minutes: int
    unpaid_close_min_minutes: int
    unpaid_close_max_minutes: int
    auto_receive_days: int
    receive_extension_days: int
    settle_days: int
    commission_bp: int
    review_days: int
    follow_up_days: int
    score_days: int
    score_per_buyer_month: int
    fake_trade_points: int
    fake_trade_days: int
    mutual_orders: int
    repeat_orders: int
    line_quantity_max: int
    cart_lines_max: int
    price_changes_max: int
    price_raise_max_bp: int
    invoice_days: int
    payment_open_minutes: int
    payment_ask_minutes: int
    review_appeal_days: int
    review_decide_days: int
    group_hours: int
    group_size_max: int
    deposit_max_bp: int
    balance_hours: int
    member_levels_max: int
    reply_seconds: int
    reply_target_bp: int
    reply_warning_bp: int
    dispute_answer_hours: int
    slow_refunds: int
    slow_days: int
    node_days_12: int
    node_days_24: int
    node_days_36: int
    search_pm_restricted: int
    appeal_days: int
    cure_days: int
    patrol_hour: int
    host_age_min: int
    original_price_days: int
    live_record_years: int

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for group in self.groups for rule in group.rules)

    def points_of(self, rule_id: str) -> int:
        """Points for a violation of this rule that is not the first."""
        named = {
            RuleId.FALSE_SHIPMENT: self.false_ship_points,
            RuleId.FAKE_TRADE: self.fake_trade_points,
        }
        return named.get(RuleId(rule_id), self.rule(rule_id).points)

    def rule(self, rule_id: str) -> Rule:
        """The rule of this id, or KeyError."""
        return next((rule for rule in self.rules if rule.id == rule_id), None) or _missing(rule_id)


def pack(cohort: Cohort) -> Pack:
    """The rules that hold in this cohort: what its scheme names, else the current version.

    A scheme may set single numbers (`rule_numbers`: setting -> value).
    """
    params = cohort.params
    return load(int(params.get("rule_pack", CURRENT)), **params.get("rule_numbers", {}))


@cache
def load(version: int, **numbers: int) -> Pack:
    """A pack by its version, from `pack_<version>.json`, with other `numbers` where given.

    A setting missing or left over fails.
    """
    text = (Path(__file__).parent / f"pack_{version}.json").read_text(encoding="utf-8")
    data = json.loads(text)
    rules = [
        Rule(**(each | {"confidence": Confidence[each["confidence"].upper()]}))
        for each in data["rules"]
    ]
    settings = {name: number for rule in rules for name, number in rule.settings.items()}
    settings |= numbers
    groups = tuple(
        Group(each["id"], each["title"], tuple(r for r in rules if r.group == each["id"]))
        for each in data["groups"]
    )
    return Pack(
        version=data["version"],
        date=data["date"],
        groups=groups,
        words=_word_rules(data["words"]),
        store_name_words=_word_rules(data["store_name_words"]),
        **settings,
    )


def _word_rules(nodes: Sequence[Mapping[str, Any]]) -> tuple[WordRule, ...]:
    return tuple(
        WordRule(
            each["rule"], Level[each["level"].upper()], tuple(each["words"]), tuple(each["unless"])
        )
        for each in nodes
    )


def _missing(rule_id: str) -> Rule:
    raise KeyError(rule_id)
