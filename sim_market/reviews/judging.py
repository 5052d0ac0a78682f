"""What the rules alone make of an appeal against a review: words that were really said. Pure."""

import json
from functools import cache
from pathlib import Path

from sim_market.reviews.models import AppealGround
from sim_market.rules.pack import Pack, RuleId
from sim_market.rules.wording import contact_problems, found_words, squeezed


def found_in(text: str, ground: AppealGround, rules: Pack) -> list[str]:
    """The words in a review that an appeal on this ground stands on; none where it does not.

    Whether a review has to do with the goods cannot be read off its words: nothing is found then.
    """
    if ground == AppealGround.CONTACT:
        named = [each for each in rules.words if each.rule == RuleId.OFF_PLATFORM_CONTACT]
        found = found_words(text, named)
        problems = contact_problems("words", text, RuleId.OFF_PLATFORM_CONTACT)
        return found or [problem.message for problem in problems]
    tight = squeezed(text)
    return [word for word in _lists().get(ground.value, ()) if squeezed(word) in tight]


@cache
def _lists() -> dict[str, list[str]]:
    path = Path(__file__).parent / "wordlist.json"
    lists: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return lists
