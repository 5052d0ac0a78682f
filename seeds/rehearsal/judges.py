"""After hand-in: the draw before everybody's eyes, scoring, and the release of the marks."""

from datetime import date

from app import chance
from seeds.rehearsal.opening import Classroom
from seeds.rehearsal.visitor import DeadEnd, Page, Visitor

PUBLIC_SOURCE = "演练约定的公开号码：第 2026136 期模拟摇号"
PUBLIC_NUMBER = "2 5 8 10 12 33"
# Characters of evidence, by criterion, of a work that leaves nothing to ask for.
FULL_EVIDENCE = {1: 260, 2: 1700, 3: 300, 4: 1400, 5: 1500, 6: 230, 7: 220, 8: 250, 9: 125}
PRAISE = "证据充分，写得清楚，继续保持。"
ADVICE = "材料不够，说明太简单：请补上事实和数字，再对照标准自查一遍。"
REASONABLE = "基本达到要求，细节可以再具体一些。"


def judge(room: Classroom, seed: int, on: date) -> None:
    """Draw and score until no work wants a lecturer: twice where thirds are needed. Release."""
    while draw(room, on):
        score_all(room, seed)
    room.admin.open(f"/results/classes/{room.cohort_id}").form(r"/release$").submit()


def draw(room: Classroom, on: date) -> bool:
    """Publish roster and commitment, run with the public number; False if there is nothing to."""
    page = room.admin.open(f"/draws/classes/{room.cohort_id}")
    if not page.forms(rf"/draws/classes/{room.cohort_id}$"):
        return False
    shown = page.form(rf"/draws/classes/{room.cohort_id}$").submit({"source": PUBLIC_SOURCE})
    shown.form(r"/run$").submit({"public_value": PUBLIC_NUMBER, "public_dated": on})
    return True


def score_all(room: Classroom, seed: int) -> int:
    """Every lecturer works through what was drawn for them; how many sheets were sealed."""
    return sum(score(scorer, seed) for scorer in room.scorers)


def score(scorer: Visitor, seed: int) -> int:
    sheets = scorer.open("/scoring").links(r"^/scoring/\d+(\?|$)")
    numbers = sorted({int(link.split("?")[0].rsplit("/", 1)[1]) for link in sheets})
    for number in numbers:
        score_sheet(scorer, number, seed)
    return len(numbers)


def score_sheet(scorer: Visitor, number: int, seed: int) -> None:
    """Criterion by criterion, then seal. Measured items are taken over as they are."""
    first = scorer.open(f"/scoring/{number}")
    for address in first.links(rf"^/scoring/{number}\?(.*&)?c=\d+"):
        page = scorer.open(address)
        page.form(r"/criteria/\d+$").submit(marks(page, scorer.name, number, seed))
    page = scorer.open(f"/scoring/{number}/seal").form(r"/seal$").submit()
    if page.path.startswith(f"/scoring/{number}/seal"):
        raise DeadEnd(f"{scorer.name}: sheet {number} was not sealed: {page.words()[:300]}")


def marks(page: Page, lecturer: str, number: int, seed: int) -> dict[str, str]:
    """Points and comments for the items of a page that nobody measured.

    A lecturer is led by how much there is to see in the evidence, and by a taste of his own.
    """
    given: dict[str, str] = {}
    shown = substance(page)
    for item in page.find("//li[@data-item]"):
        if item.xpath('.//input[@type="radio"][@checked]'):
            continue
        steps = [str(value) for value in item.xpath('.//input[@type="radio"]/@value')]
        taste = chance.draw(seed, "taste", lecturer, number, str(item.get("data-item")))
        share = max(0.0, min(1.0, 0.9 * shown * shown - 0.1 + 0.3 * taste))
        given[str(item.xpath('.//input[@type="radio"]/@name')[0])] = steps[
            round(share * (len(steps) - 1))
        ]
        given[str(item.xpath(".//textarea/@name")[0])] = comment(share)
    return given


def substance(page: Page) -> float:
    """How much a criterion's evidence says, of what a good work would say: 0 to 1."""
    criterion = int(page.path.split("c=")[1].split("&")[0])
    said = len(page.words('//section[contains(@class, "is-evidence")]'))
    return min(1.0, said / FULL_EVIDENCE[criterion])


def comment(share: float) -> str:
    if share < 0.5:
        return ADVICE
    return PRAISE if share > 0.8 else REASONABLE
