"""Evidence for claims that need it (rule L-8)."""

from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.listings.models import Listing
from sim_market.rules.pack import RuleId, pack
from sim_market.rules.wording import squeezed
from sim_market.verbs import Verb
from sim_market.violations import queries
from sim_market.violations.detect import listing_findings
from sim_market.violations.detect.goods import unproven_claims
from sim_market.violations.models import ClaimProof
from sim_market.violations.operations.curing import mark_cured


def show_proof(listing: Listing, word: str, says: str, picture: str, *, actor: User) -> ClaimProof:
    """Keep the evidence for one word of a listing; from now on the word passes.

    `picture`: the id of an uploaded file. Raises Invalid, or Conflict if it was shown before.
    """
    key, rules = squeezed(word), pack(listing.cohort)
    if key not in {squeezed(w) for w in unproven_claims(listing, rules, frozenset())}:
        raise Invalid(
            _("这件商品里没有“%(w)s”，不用凭据", w=word[:20]), rule=RuleId.CLAIMS_WITH_EVIDENCE
        )
    if not 5 <= len(says.strip()) <= 300:
        message = _("请写 5 到 300 个字：凭据是什么、谁出的、编号多少（练习用模拟的）")
        raise Invalid(message, rule=RuleId.CLAIMS_WITH_EVIDENCE, fields={"says": message})
    if not picture:
        message = _("请上传一张凭据图片")
        raise Invalid(message, rule=RuleId.CLAIMS_WITH_EVIDENCE, fields={"picture": message})
    _forget_refused(listing, key)
    made = insert_unless_there(
        ClaimProof, cohort_id=listing.cohort_id, store_id=listing.store_id, listing_id=listing.id,
        word=key[:40], says=says.strip(), picture=picture, shown_sim_at=listing.cohort.sim_at,
        refused="",
    )  # fmt: skip
    if not made:
        raise Conflict(_("这个词的凭据已经交过了"), next_step=_("刷新页面看看"))
    proof = queries.find_proof(listing, key[:40])
    assert proof is not None  # noqa: S101 - made above
    record(Verb.CLAIM_PROVEN, proof, actor=actor, word=key[:40], listing=listing.code)
    _cure(listing)
    return proof


def refuse_proof(proof: ClaimProof, why: str, *, actor: User) -> None:
    """The teacher does not believe it: the word needs evidence again."""
    why = why.strip()
    if not 5 <= len(why) <= 300:
        message = _("请写 5 到 300 个字的理由，学员会看到")
        raise Invalid(message, rule=RuleId.CLAIMS_WITH_EVIDENCE, fields={"why": message})
    proof.refused = why
    record(Verb.CLAIM_REFUSED, proof, actor=actor, word=proof.word, reason=why)


def _forget_refused(listing: Listing, key: str) -> None:
    before = queries.find_proof(listing, key[:40])
    if before is not None and before.refused:
        db.session.delete(before)
        db.session.flush()


def _cure(listing: Listing) -> None:
    """What only lacked this evidence is cured at once."""
    db.session.flush()
    found = listing_findings(listing.cohort_id, pack(listing.cohort), only=listing.id)
    still = {finding.rule for finding in found}
    for violation in queries.list_uncured(listing.cohort_id, "listing", listing.id):
        if violation.rule not in still:
            mark_cured(violation)
