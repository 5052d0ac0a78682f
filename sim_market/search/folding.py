"""One spelling for texts that look or mean the same: NFKC, case, old characters. Pure."""

import json
from functools import cache
from pathlib import Path

from sim_market.rules.wording import folded as rule_folded

HERE = Path(__file__).parent


@cache
def _old_characters() -> dict[int, str]:
    pairs = json.loads((HERE / "traditional.json").read_text(encoding="utf-8"))
    return {ord(old): new for old, new in zip(pairs["old"], pairs["new"], strict=True)}


def folded(text: str) -> str:
    """NFKC, lower case, simplified characters, nothing invisible."""
    return rule_folded(text.replace("\0", " ")).translate(_old_characters())
