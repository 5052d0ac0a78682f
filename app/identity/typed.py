"""Names and phone numbers as people type them, and as spreadsheets mangle them."""

import re
import unicodedata

LONGEST_NAME = 40
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SPACE_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")


def clean_text(value: str) -> str:
    """Full-width letters and digits made ordinary, invisible characters out, spaces joined."""
    text = unicodedata.normalize("NFKC", value)
    seen = "".join(" " if c.isspace() else c for c in text if _is_seen(c))
    return " ".join(seen.split())


def clean_name(value: str) -> str:
    """'张　三 ' -> '张三'; a space between other letters stays."""
    return _SPACE_BETWEEN_HAN.sub("", clean_text(value))


def name_problem(name: str) -> str | None:
    """A key of the sentence that says what is wrong with a cleaned name; None if nothing is."""
    if not name:
        return "missing"
    if len(name) > LONGEST_NAME:
        return "long"
    if not any(c.isalpha() for c in name) or any(c in '<>{}="\\/|' for c in name):
        return "odd"
    return None


def clean_phone(value: str) -> str:
    """'＋86 138-0013-8000' -> '13800138000'; '1.38001E+10' stays and is no phone number."""
    text = re.sub(r"[\s\-()—_.·]", "", clean_text(value))
    return re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", text)


def is_phone(phone: str) -> bool:
    """A mobile number of mainland China: eleven digits."""
    return bool(_MOBILE.fullmatch(phone)) and phone.isascii()


def _is_seen(c: str) -> bool:
    return c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
