"""The people of a rehearsal: who they are, where they work, and how a trainee works."""

from dataclasses import dataclass
from enum import StrEnum

from app import chance

SURNAMES = "林周沈顾陆许何吕施张孔曹严华金魏陶姜戚谢邹章云苏潘葛奚范彭郎"
GIVEN = (
    "小满", "子衿", "一诺", "思远", "雨桐", "嘉禾", "明轩", "若溪", "知夏", "安然", "书瑶", "景行",
    "亦辰", "可欣", "清和", "向晚", "怀瑾", "月白", "春生", "立秋", "冬青", "南星", "北辰", "初一",
    "晓棠", "方圆", "守拙", "乐山", "依米", "长风", "见微", "望舒", "采薇", "松年", "竹青", "梅影",
    "兰舟", "菊如", "荷风", "桂枝",
)  # fmt: skip
PASSWORD = "Baitan-2026-lian"  # noqa: S105 - of the demo's people, printed for visitors
INSTITUTION, REGION, AUTHORITY_REGION = "明德职业培训学校", "410100", "410000"
OTHER_SCHOOLS = (
    ("启程技能培训中心", "410300"), ("新桥创业培训学校", "410700"), ("河畔职业培训中心", "410200"),
)  # fmt: skip
SCORERS = ("罗砚清", "秦望舒", "戴秋实", "温如玉", "贺知行", "柳长青")


class Strategy(StrEnum):
    """How a scripted trainee keeps shop."""

    CARELESS = "careless"
    ORDINARY = "ordinary"
    CAREFUL = "careful"

    @property
    def word(self) -> str:
        return {"careless": "马虎", "ordinary": "一般", "careful": "用心"}[self.value]


@dataclass(frozen=True, slots=True)
class Part:
    """One trainee's part: a number in the class from 1, a name, a strategy."""

    number: int
    name: str
    strategy: Strategy

    @property
    def phone(self) -> str:
        """A number of a range that no carrier uses."""
        return f"1990000{self.number:04d}"


def parts(trainees: int, seed: int) -> list[Part]:
    """The class list. The three strategies take turns; no two people share a name."""
    order = sorted(range(len(GIVEN)), key=lambda i: chance.bits(seed, "given", i))
    strategies = list(Strategy)
    return [
        Part(
            number=n + 1,
            name=chance.pick(SURNAMES, seed, "surname", n) + GIVEN[order[n % len(GIVEN)]],
            strategy=strategies[(n + 1) % len(strategies)],
        )
        for n in range(trainees)
    ]
