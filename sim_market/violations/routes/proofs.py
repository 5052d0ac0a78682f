"""Evidence for claims: what my listings claim, and showing the evidence for it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.files import save_image
from app.forms import Form
from sim_market.listings.models import Listing
from sim_market.listings.queries import get_listing
from sim_market.permissions import Permission
from sim_market.stores.queries import find_store_of
from sim_market.violations import claims, operations, queries
from sim_market.violations.forms import ProofForm, RefuseForm
from sim_market.violations.models import ClaimProof
from sim_market.violations.routes import bp


@bp.get("/proofs")
@requires(Permission.VIOLATION_VIEW)
def proofs() -> ResponseReturnValue:
    return proofs_page()


@bp.post("/proofs/<int:listing_id>")
@requires(Permission.VIOLATION_VIEW)
def prove(listing_id: int) -> ResponseReturnValue:
    form = ProofForm()
    listing = get_listing(listing_id, seen_by=viewer())
    if form.validate_on_submit() and form.does(keep, listing, form):
        flash(_("凭据已收下，“%(w)s”现在可以写", w=form.result.word))
        return redirect(url_for("violations.proofs"), 303)
    return proofs_page(form, listing_id)


def keep(listing: Listing, form: ProofForm) -> ClaimProof:
    who, upload = viewer(), form.picture.data
    given = bool(upload and upload.filename)
    stored = save_image(upload, cohort_id=who.cohort_id, owner_id=who.user.id).id if given else ""
    return operations.show_proof(
        listing, form.word.data or "", form.says.data or "", str(stored), actor=who.user
    )


def proofs_page(form: Form | None = None, listing_id: int = 0) -> ResponseReturnValue:
    who = viewer()
    store = find_store_of(who.user.id, who.cohort_id)
    rows = claims.list_claims(store) if store else []
    return render_template(
        "sim_market/violations/proofs.html", store=store, rows=rows, listing_id=listing_id,
        form=form or ProofForm(), word=request.form.get("word", ""),
    ), (form.status if form else 200)  # fmt: skip


@bp.get("/class/proofs")
@requires(Permission.VIOLATION_JUDGE)
def class_proofs() -> ResponseReturnValue:
    rows = claims.list_proofs(viewer().cohort_id or 0)
    return render_template(
        "sim_market/violations/class_proofs.html", rows=rows, form=RefuseForm(), refused=0
    )


@bp.post("/class/proofs/<int:proof_id>/refuse")
@requires(Permission.VIOLATION_JUDGE)
def refuse(proof_id: int) -> ResponseReturnValue:
    form = RefuseForm()
    proof = queries.get_proof(proof_id, seen_by=viewer())
    if form.validate_on_submit() and form.does(
        operations.refuse_proof, proof, form.why.data or "", actor=viewer().user
    ):
        flash(_("已退回，学员要换一份凭据或删掉这个词"))
        return redirect(url_for("violations.class_proofs"), 303)
    rows = claims.list_proofs(viewer().cohort_id or 0)
    return render_template(
        "sim_market/violations/class_proofs.html", rows=rows, form=form, refused=proof_id
    ), form.status
