"""What a draw would be if it were published now: the question, or why there is none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grading.draw.choose import Question, Shortage, capped, least_cap, shortage_of
from grading.draw.models import Assignment, Purpose
from grading.draw.pool import Candidate
from grading.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Plan:
    """`question` is ready to be published; or it is None and `shortage` says what blocks it.

    `relaxed`: the pool is too small for lecturers of different institutions, so that wish was
    dropped. `cap` is the most marks that one lecturer can get.
    """

    purpose: Purpose
    works: Sequence[Submission]
    question: Question | None
    shortage: Shortage | None
    cap: int
    relaxed: bool

    @property
    def is_ready(self) -> bool:
        return self.question is not None


def plan_of(
    works: Sequence[Submission],
    pool: Iterable[Candidate],
    *,
    purpose: Purpose,
    needed: Mapping[str, int],
    sitting: Iterable[Assignment] = (),
    load: Mapping[str, int] | None = None,
) -> Plan:
    """The most even draw that is possible, preferring lecturers of different institutions.

    `sitting` are the assignments that these works had before, declined ones too: nobody is drawn
    twice for a work, nor a colleague of someone who scores it while there is another way. `load`
    is how many marks of this class each lecturer (by code) carries already.
    """
    able = [one for one in pool if one.is_eligible]
    strict = _question(works, able, needed, list(sitting))
    loose = replace(strict, one_per_institution=False, eligible=_pairs(works, able, list(sitting)))
    for question, relaxed in ((strict, False), (loose, True)):
        cap = least_cap(question, load) if question.cap else None
        if cap is not None:
            return Plan(purpose, works, capped(question, cap, load), None, cap, relaxed)
    most = sum(needed.values())
    return Plan(purpose, works, None, shortage_of(capped(loose, most)), 0, False)


def _question(
    works: Sequence[Submission],
    able: Sequence[Candidate],
    needed: Mapping[str, int],
    sitting: Sequence[Assignment],
) -> Question:
    house = {one.user.id: one.institution for one in able}
    taken = {(one.submission_id, house.get(one.lecturer_id)) for one in sitting if one.is_live}
    pairs = _pairs(works, able, sitting)
    code_of = {work.code: work.id for work in works}
    house_of = {one.code: one.institution for one in able}
    free = {pair for pair in pairs if (code_of[pair[0]], house_of[pair[1]]) not in taken}
    return Question(
        needed=dict(needed),
        cap=dict.fromkeys((one.code for one in able), 0),
        institution=house_of,
        eligible=frozenset(free),
    )


def _pairs(
    works: Sequence[Submission], able: Sequence[Candidate], sitting: Sequence[Assignment]
) -> frozenset[tuple[str, str]]:
    had = {(one.submission_id, one.lecturer_id) for one in sitting}
    return frozenset(
        (work.code, one.code)
        for work in works
        for one in able
        if work.trainee_id not in one.related and (work.id, one.user.id) not in had
    )
