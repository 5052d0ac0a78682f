"""The rule book against what carries it out: every rule has a test that it fires, and one that it
does not. Whoever adds a rule names its tests here, or says in LESSONS that nothing carries it out.
"""

import re
from pathlib import Path

import pytest

from sim_market.rules.pack import CURRENT, LESSONS, RuleId, load
from tests.sim_market.violations.offences import AFTERWARDS

TESTS = Path("tests")
# rule -> (file, test that it fires, test that it does not): what is refused on the spot
ON_THE_SPOT = {
    RuleId.TITLE_LENGTH: (
        "sim_market/rules/test_wording.py",
        "a_fault_is_told",
        "length_is_counted",
    ),
    RuleId.MAIN_IMAGES: ("sim_market/rules/test_wording.py", "a_fault_is_told", "a_good_listing"),
    RuleId.ATTRIBUTES: ("sim_market/rules/test_wording.py", "a_fault_is_told", "a_good_listing"),
    RuleId.PRICE_AND_STOCK: (
        "sim_market/rules/test_wording.py",
        "a_fault_is_told",
        "a_good_listing",
    ),
    RuleId.DETAIL: ("sim_market/rules/test_wording.py", "a_fault_is_told", "a_good_listing"),
}
PENALTIES = {
    RuleId.VIOLATION_CLASSES: (
        "points_of_classes_are_kept_apart",
        "points_of_classes_are_kept_apart",
    ),
    RuleId.POINT_NODES: ("twelve_points_restrict", "eleven_points_do_not"),
    RuleId.PENALTY_REASONS: ("a_violation_shows_rule", "after_three_days_no_appeal"),
    RuleId.FIRST_OFFENCE: ("the_first_costs_nothing", "the_second_costs_points"),
}
STORES, ORDERS, RETURNS = "stores/test_rules", "orders/test_operations", "after_sales/test_returns"
REFUNDS, EXCHANGES = "after_sales/test_operations", "after_sales/test_exchanges"
TALKS = "after_sales/test_talks"
# rule -> (file, test that it fires, test that it does not): what its room carries out
IN_ROOMS = {
    **dict.fromkeys(
        ("K-1", "K-2", "K-3", "K-4", "K-6"),
        (STORES, "a_store_rule_fires", "a_store_rule_spares_what_keeps_it"),
    ),
    "K-5": (STORES, "opening_moves_the_capital", "opening_moves_the_capital"),
    "K-7": ("decoration/test_blocks", "what_is_wrong_is_said", "what_is_right_may_be"),
    "S-1": (ORDERS, "an_order_not_shipped_in_time", "an_order_shipped_in_time_is_never_late"),
    "S-5": ("orders/test_tracking", "it_may_be_corrected_once", "before_shipping_there_is_nothing"),
    "A-1": (REFUNDS, "48_hours_of_silence_are_a_yes", "an_answered_request_is_not_answered"),
    "A-2": (RETURNS, "48_hours_of_silence_agree_to_a_return", "the_merchant_s_pages_from_request"),
    "A-3": (RETURNS, "a_buyer_who_sends_nothing_for_seven_days", "goods_come_back_are_looked_at"),
    "A-4": (RETURNS, "a_merchant_who_says_nothing_for_ten_days", "goods_come_back_are_looked_at"),
    "A-5": (RETURNS, "a_refused_buyer_asks_the_platform", "after_seven_days_or_settlement"),
    "A-6": (REFUNDS, "a_line_may_be_asked_about_five_times", "asking_keeps_the_money_aside"),
    "A-7": (RETURNS, "before_shipment_there_is_nothing", "what_was_received_is_paid"),
    "A-8": ("freight/test_orders", "before_shipment_the_fee_goes_back", "after_shipment_the_fee"),
    "A-9": (RETURNS, "within_seven_days_no_reason_is_needed", "fresh_goods_may_be_refused"),
    "A-10": (REFUNDS, "an_open_request_stops_the_receipt_timer", "a_request_that_came_to_nothing"),
    "A-11": (RETURNS, "the_platform_never_forces_money", "goods_come_back_are_looked_at"),
    "A-12": (EXCHANGES, "x3_the_dearer_is_paid_for", "x3_the_cheaper_gives"),
    "A-13": (TALKS, "a_deduction_needs_a_reason_and_a_picture", "the_buyer_agrees_to_a_deduction"),
    "T-1": (ORDERS, "an_unpaid_order_closes", "a_paid_order_is_not_closed_by_the_timer"),
    "T-2": ("orders/test_rules", "ten_days_after_shipping", "what_the_buyer_has_confirmed"),
    "T-3": (
        "finance/test_operations",
        "an_order_is_settled_seven_days",
        "an_open_after_sale_holds",
    ),
    "T-4": ("reviews/test_operations", "nothing_is_reviewed_before", "a_review_is_kept_as_it_was"),
    "T-5": (
        "reviews/test_operations",
        "the_mean_is_whole_hundredths",
        "a_review_is_kept_as_it_was",
    ),
    "T-7": (ORDERS, "a_price_that_changed_since", "the_price_on_the_order_stays"),
    "T-8": (ORDERS, "a_person_cannot_buy_more", "placing_an_order_holds_the_stock"),
    "T-10": (
        "payments/test_operations",
        "a_declined_payment_moves_nothing",
        "money_is_taken_once",
    ),
    "T-11": (
        "orders/test_invoices",
        "strange_titles_are_refused",
        "it_is_asked_for_and_issued",
    ),
    "T-9": ("reviews/test_appeals", "contact_data_is_hidden", "being_bad_is_no_ground"),
    "P-1": (
        "mall/test_coupons",
        "a_refusal_teaches_and_changes_nothing",
        "a_coupon_is_seen_claimed_and_mine",
    ),
    "P-2": (
        "groups/test_groups",
        "a_group_that_is_not_full_in_time",
        "a_paid_order_opens_a_group",
    ),
    "P-3": (
        "presales/test_presales",
        "who_does_not_pay_the_balance",
        "deposit_then_balance",
    ),
    "P-4": (
        "orders/test_members",
        "nobody_falls_by_a_new_threshold",
        "a_member_pays_the_members_price",
    ),
    "C-1": (
        "customer_service/test_desk",
        "nobody_answers_and_the_buyer_goes",
        "a_true_answer_in_time",
    ),
    "C-2": (RETURNS, "a_merchant_who_states_nothing", "the_platform_may_side_with_the_merchant"),
}


def words_of(folder: str) -> str:
    return "\n".join(path.read_text() for path in sorted(TESTS.glob(folder)))


@pytest.mark.parametrize("rule", [r for r in RuleId if r.value not in LESSONS])
def test_every_rule_that_is_carried_out_is_tested(rule):
    if rule in AFTERWARDS:
        return  # test_each_rule.py runs both of its cases
    if rule in ON_THE_SPOT:
        file, fires, spares = ON_THE_SPOT[rule]
        text = (TESTS / file).read_text()
        assert re.search(rf"def test_\w*{fires}", text)
        assert re.search(rf"def test_\w*{spares}", text)
        assert f'"{rule.value}"' in text
    elif rule in PENALTIES:
        text = words_of("sim_market/violations/test_*.py")
        for name in PENALTIES[rule]:
            assert re.search(rf"def test_\w*{name}", text), name
    else:
        assert rule.value in IN_ROOMS, f"name the tests of {rule}"
        file, *names = IN_ROOMS[rule.value]
        text = (TESTS / f"sim_market/{file}.py").read_text()
        for name in names:
            assert re.search(rf"def test_\w*{name}", text), name


def test_lessons_are_rules_and_nothing_more():
    known = {rule.id for rule in load(CURRENT).rules}
    assert known >= LESSONS
    assert not LESSONS & {rule.value for rule in AFTERWARDS}


def test_whatever_the_patrol_finds_has_a_class_and_its_points():
    book = load(CURRENT)
    for rule in AFTERWARDS:
        assert book.rule(rule).offence in {"A", "B", "C"}, rule
        assert book.points_of(rule) >= 0
