from datetime import date

import pytest

from grading.submissions.receipt import check_digit, is_receipt_number, receipt_number


def test_a_receipt_shows_date_and_number():
    assert receipt_number(date(2026, 11, 20), 7).startswith("LT-20261120-0007-")
    assert receipt_number(date(2026, 11, 20), 12345).startswith("LT-20261120-12345-")


@pytest.mark.parametrize("sequence", [1, 9, 10, 4711, 99999])
def test_every_wrong_digit_is_noticed(sequence):
    receipt = receipt_number(date(2026, 2, 28), sequence)
    assert is_receipt_number(receipt)
    for place, right in enumerate(receipt):
        for wrong in set("0123456789") - {right}:
            if right.isdigit():
                assert not is_receipt_number(receipt[:place] + wrong + receipt[place + 1 :])


def test_the_check_digit_is_that_of_the_standard():
    assert check_digit("0794") == 5  # the example of ISO 7064 MOD 11,10


@pytest.mark.parametrize("text", ["", "LT", "LT-20261120-0007", "XX-20261120-0007-1", "LT-2-1-1"])
def test_other_texts_are_no_receipts(text):
    assert not is_receipt_number(text)


def test_there_is_no_receipt_number_zero():
    with pytest.raises(ValueError, match="number 1"):
        receipt_number(date(2026, 11, 20), 0)
