"""What the patrol looks for. Detectors read and report findings; they change nothing."""

from sim_market.violations.detect.goods import listing_findings, repeat_findings
from sim_market.violations.detect.shipping import (
    false_findings,
    late_finding,
    out_of_stock_finding,
)
from sim_market.violations.detect.slowness import slow_findings
from sim_market.violations.detect.texts import SOURCES, Text, text_findings
from sim_market.violations.detect.trade import fake_findings, own_buyer_finding

__all__ = [
    "SOURCES",
    "Text",
    "fake_findings",
    "false_findings",
    "late_finding",
    "listing_findings",
    "out_of_stock_finding",
    "own_buyer_finding",
    "repeat_findings",
    "slow_findings",
    "text_findings",
]
