"""A careful merchant offers money for goods that the buyer may keep, once per request."""

import re

from seeds.rehearsal.visitor import Page

SHARE_PM = 600  # of what was asked for
MOST = re.compile(r"最多 ¥([0-9,]+\.[0-9]{2})")  # word data: what the page says
OFFERED, WORDS = "协商方案", "货您留着用，退您一部分，省得寄来寄去"  # word data: page, offer


def bargain(page: Page) -> bool:
    """Make an offer on the page of a request; False if there is nothing to offer or it was made."""
    forms, most = page.forms(r"/offer$"), MOST.search(page.words())
    if not forms or most is None or OFFERED in page.words():
        return False
    fen = int(most[1].replace(",", "").replace(".", "")) * SHARE_PM // 1000
    sent = {"kind": "refund", "amount": f"{fen // 100}.{fen % 100:02d}", "words": WORDS}
    return forms[0].submit(sent, expect=None).status == 200
