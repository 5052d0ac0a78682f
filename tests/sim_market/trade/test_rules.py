"""Every rule of trade has a test that proves it: rule -> tests, by file and name.

The numbers are those of the rules of commerce that the code cites (R money back, X exchange, L
settlement, P promotions, A shares, C coupons, S stock, O orders, E price changes, M money).
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
WORKED = "promotions/pricing/test_worked.py"
ALWAYS = "promotions/pricing/test_always.py"
REFUND = "promotions/pricing/test_refund.py"
PLACED, PROMOTED = "orders/test_operations.py", "orders/test_promoted.py"
REPRICED, PARCELS = "orders/test_repricing.py", "orders/test_parcels.py"
ASKED, RETURNS = "after_sales/test_operations.py", "after_sales/test_returns.py"
EXCHANGES, ASKED_AT_ONCE = "after_sales/test_exchanges.py", "after_sales/test_races.py"
SETTLED, SETTLED_AT_ONCE = "finance/test_settlement.py", "finance/test_settlement_races.py"
PAID, STOCK, WHOLE = (
    "payments/test_operations.py", "listings/test_operations.py", "listings/test_whole_orders.py",
)  # fmt: skip
AT_ONCE, MACHINE = "promotions/test_races.py", "trade/test_machine.py"
BOOK = (MACHINE, "test_whatever_is_done_in_whatever_order_stock_and_money_are_as_the_book_says")

Proof = tuple[str, str]
PROOFS: dict[str, list[Proof]] = {
    "M1": [(ALWAYS, "test_m4_every_fen_has_its_place")],
    "M2": [(WORKED, "test_m3_a_percentage_is_rounded_once_per_line")],
    "M3": [
        (WORKED, "test_m3_one_rounding"),
        (WORKED, "test_m3_half_a_fen_of_price_or_of_discount"),
    ],
    "M4": [(ALWAYS, "test_m4_every_fen_has_its_place")],
    "A1": [(WORKED, "test_a_line_out_of_scope_is_bought_but_not_counted"), BOOK],
    "A2": [(WORKED, "test_a2_unequal_weights_by_largest_remainder")],
    "A3": [(WORKED, "test_a3_a_raised_price_is_split_as_a_lowered_one")],
    "A4": [(WORKED, "test_a4_lines_that_cost_nothing_get_nothing")],
    "A5": [
        (WORKED, "test_a5_what_has_no_room_goes_to_lines_with_room"),
        (ALWAYS, "test_a5_no_unit_falls_below_its_floor"),
    ],
    "A6": [(WORKED, "test_a6_a_line_is_split_over_its_units_own"), BOOK],
    "A7": [(WORKED, "test_a7_other_engines_put_the_rest_elsewhere")],
    "A8": [(WORKED, "test_a8_a_last_line_that_is_not_bought_takes_nothing")],
    "P1": [(WORKED, "test_p1_phases_follow_each_other_whatever_the_priority"), BOOK],
    "P2": [
        (WORKED, "test_p2_priority_descending_then_id"),
        (WORKED, "test_p2_the_highest_exclusive_wins_over_all_others"),
    ],
    "P3": [(WORKED, "test_p3_a_threshold_is_tested_on_what_is_left"), BOOK],
    "P4": [(WORKED, "test_p4_of_a_lane_the_best_applies")],
    "P5": [(ALWAYS, "test_p5_promotions_on_goods_leave_shipping_alone")],
    "P6": [(PROMOTED, "test_later_changes_of_the_promotion_leave_the_order_alone")],
    "P7": [(REFUND, "test_the_earned_share_is_kept_unless_the_settings_say_otherwise"), BOOK],
    "C1": [
        (AT_ONCE, "test_c1_of_a_coupon_of_one_exactly_one_is_given_out"),
        ("trade/test_races.py", "test_in_processes"),
    ],
    "C2": [(AT_ONCE, "test_c2_one_buyer_who_claims_many_times_at_once_gets_one")],
    "C3": [(AT_ONCE, "test_c3_c4_a_coupon_and_a_budget_are_used_once_and_given_back_once"), BOOK],
    "C4": [(AT_ONCE, "test_c3_c4_a_coupon_and_a_budget_are_used_once_and_given_back_once")],
    "C5": [
        ("mall/test_coupons.py", "test_c5_a_word_is_typed_without_regard_to_case_width_and_blanks"),
    ],
    "S1": [(STOCK, "test_stock_is_held_sold_released_and_returned"), BOOK],
    "S2": [(STOCK, "test_stock_is_held_sold_released_and_returned")],
    "S3": [(STOCK, "test_the_database_itself_refuses_to_oversell")],
    "S4": [(PLACED, "test_lines_of_one_sku_are_summed_before_the_stock_is_looked_at")],
    "S5": [("orders/test_batch.py", "test_a_batch_and_buyers_wait_for_nobody_in_a_circle")],
    "S6": [(WHOLE, "test_one_short_line_holds_nothing_and_is_named")],
    "S9": [(PLACED, "test_a_late_payment_takes_nothing_when_the_goods_are_gone"), BOOK],
    "S12": [(PARCELS, "test_a_refund_of_what_was_sent_frees_no_stock")],
    "S13": [(WHOLE, "test_no_lines_are_not_all_lines")],
    "O1": [(ASKED_AT_ONCE, "test_inspection_dispute_deduction_and_the_timer_have_one_winner")],
    "O2": [(PLACED, "test_placing_an_order_holds_the_stock_and_leaves_evidence")],
    "O3": [(PARCELS, "test_parts_that_are_sent_at_once_are_never_more_than_was_bought")],
    "O4": [(PAID, "test_notices_in_any_order_come_to_the_same")],
    "O5": [("orders/test_tracking.py", "test_it_may_be_corrected_once_and_no_more")],
    "R1": [(REFUND, "test_r1_all_three_in_any_sequence_own"), BOOK],
    "R2": [(ASKED_AT_ONCE, "test_the_same_units_are_asked_about_once"), BOOK],
    "R3": [(REFUND, "test_before_it_was_sent"), (REFUND, "test_by_fault_of_the_merchant"), BOOK],
    "R4": [(RETURNS, "test_what_was_received_is_paid_and_not_what_was_announced")],
    "R5": [
        (REFUND, "test_r5_points_go_back_as_points"),
        (REFUND, "test_r5_a_coupon_comes_back_with_the_whole_unsent_order"),
    ],
    "R6": [
        (REFUND, "test_r6_the_same_key_gives_the_same_answer_and_nothing_more"),
        (PAID, "test_a_payment_begun_again_is_the_same_one"),
    ],
    "R7": [(PAID, "test_a_notice_that_never_comes_is_found_by_asking")],
    "R8": [(ASKED, "test_the_amount_that_the_buyer_saw_must_still_be_so")],
    "R9": [
        (ASKED, "test_r9_of_one_payment_fifty_refunds_are_given"),
        (ASKED, "test_r9_after_a_year_the_provider_gives_nothing_back"),
    ],
    "X1": [(EXCHANGES, "test_x1_x2_goods_are_held_at_the_yes_and_ordered_when_the_old_are_back")],
    "X2": [(ASKED_AT_ONCE, "test_the_last_goods_go_to_the_exchange_or_to_another_buyer")],
    "X3": [
        (EXCHANGES, "test_x3_the_cheaper_gives_the_difference_back"),
        (EXCHANGES, "test_x3_the_dearer_is_paid_for_before_it_is_sent"),
    ],
    "X4": [(EXCHANGES, "test_x4_out_of_stock_becomes_a_return")],
    "X5": [(EXCHANGES, "test_x5_the_new_goods_go_back_for_what_they_cost"), BOOK],
    "L1": [(SETTLED, "test_commission_is_frozen_at_payment_with_base_rate_and_rule_l1")],
    "L2": [
        (SETTLED, "test_the_base_is_goods_paid_and_the_platforms_subsidy_without_shipping_l2_l3"),
    ],
    "L3": [(SETTLED, "test_a_reversal_is_made_once_for_a_refund_l3")],
    "L4": [
        ("finance/test_operations.py",
         "test_an_order_is_settled_seven_days_after_receipt_less_commission"),
    ],
    "L5": [(SETTLED, "test_reversals_are_in_proportion_and_never_exceed_what_was_earned_l5"), BOOK],
    "L6": [
        (SETTLED, "test_what_a_store_has_not_got_it_owes_and_pays_from_the_next_settlement_l6"),
        (SETTLED_AT_ONCE, "test_several_runs_and_hands_settle_an_order_once"),
    ],
    "L7": [(SETTLED, "test_every_movement_has_a_meaning_l7")],
    "E1": [(REPRICED, "test_a_paid_or_closed_order_keeps_its_price")],
    "E2": [(REPRICED, "test_however_often_it_is_changed_the_shares_are_of_one_change"), BOOK],
    "E3": [("trade/test_races.py", "test_in_processes"), BOOK],
    "E4": [(REPRICED, "test_a_higher_price_waits_for_a_yes")],
    "E5": [(PLACED, "test_the_price_on_the_order_stays_when_the_listing_changes")],
}  # fmt: skip
NOT_HERE = {
    "S7": "a cart holds no stock",
    "S8": "only unpaid orders hold stock, and they have one timer",
    "S10": "nothing is sold that is not there; a presale is an order that waits",
    "S11": "a parcel that was sent is not called back",
}
NUMBERS = {"M": 4, "A": 8, "P": 7, "C": 5, "S": 13, "O": 5, "R": 9, "X": 5, "L": 7, "E": 5}


def test_every_rule_is_proved_or_said_not_to_be_here():
    rules = {f"{letter}{n}" for letter, most in NUMBERS.items() for n in range(1, most + 1)}
    assert rules == PROOFS.keys() | NOT_HERE.keys()
    assert not PROOFS.keys() & NOT_HERE.keys()


@pytest.mark.parametrize("rule", sorted(PROOFS))
def test_the_proofs_of_a_rule_are_there(rule):
    assert PROOFS[rule]
    for file, name in PROOFS[rule]:
        assert name in named_in(file), f"{rule}: {file} has no {name}"


@cache
def named_in(file: str) -> frozenset[str]:
    return frozenset(_functions(ast.parse((HERE / file).read_text())))


def _functions(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name
