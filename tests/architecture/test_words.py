"""Chinese is the source of every text; English follows: nothing is missing, nothing is stale."""

import re
from pathlib import Path

from babel.messages import pofile
from babel.messages.extract import extract_from_dir

FLOORS = ("app", "sim_market", "supply_chain", "grading")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
ENGLISH = Path("app/translations/en/LC_MESSAGES/messages.po")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"%\((\w+)\)")


def used() -> set[str]:
    """Every text that pages and code hand to gettext, those with Chinese in them."""
    found = set()
    for floor in FLOORS:
        for _, _, message, *_ in extract_from_dir(floor, METHODS, keywords=KEYWORDS):
            words = message if isinstance(message, tuple) else (message,)
            found |= {word for word in words if isinstance(word, str) and CHINESE.search(word)}
    return found


def english() -> dict[str, str]:
    with ENGLISH.open("rb") as file:
        return {entry.id: entry.string for entry in pofile.read_po(file) if entry.id}


def test_every_text_has_its_english():
    known = english()
    assert sorted(text for text in used() if not known.get(text)) == []


def test_translations_keep_the_places_for_values():
    wrong = [
        text
        for text, translated in english().items()
        if translated and set(PLACE.findall(text)) != set(PLACE.findall(translated))
    ]
    assert wrong == []


def test_no_chinese_is_left_in_the_english():
    assert [text for text, said in english().items() if CHINESE.search(said)] == []
