"""Questions on a merchant's goods, in the back office."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.mall import operations
from sim_market.mall.forms import WordsForm
from sim_market.mall.models import Voice
from sim_market.mall.queries import questions as queries
from sim_market.mall.routes.shelves import page_number
from sim_market.permissions import Permission
from sim_market.stores.queries import find_store_of, get_store_of

bp = Blueprint("questions", __name__, url_prefix="/questions")


@bp.get("")
@requires(Permission.QUESTION_ANSWER)
def index() -> ResponseReturnValue:
    who = viewer()
    if find_store_of(who.user.id, who.cohort_id) is None:
        return render_template("sim_market/mall/answering.html", store=None)
    return page_of(WordsForm(formdata=None))


@bp.post("/<int:question_id>")
@requires(Permission.QUESTION_ANSWER)
def answer(question_id: int) -> ResponseReturnValue:
    """Answer as the store."""
    who = viewer()
    store, form = get_store_of(who.user, who.cohort_id), WordsForm()
    asked = queries.get_store_question(question_id, store)
    if form.validate_on_submit() and form.does(
        operations.answer, asked, form.words.data or "", voice=Voice.STORE, actor=who.user
    ):
        flash(_("已回答，商品页上马上能看到"))
        return redirect(url_for("questions.index", waiting=request.args.get("waiting")), 303)
    return page_of(form, question_id)


def page_of(form: WordsForm, answering: int = 0) -> ResponseReturnValue:
    who = viewer()
    store, page = get_store_of(who.user, who.cohort_id), min(page_number(), 1000)
    waiting = request.args.get("waiting") == "1"
    asked, total, waits = queries.list_of_store(store, waiting=waiting, page=page)
    return render_template(
        "sim_market/mall/answering.html",
        store=store,
        form=form,
        answering=answering,
        asked=asked,
        total=total,
        waits=waits,
        waiting=waiting,
        page=page,
        per_page=queries.QUESTIONS_PER_PAGE,
    ), form.status
