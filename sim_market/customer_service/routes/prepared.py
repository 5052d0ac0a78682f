"""Quick phrases, the automatic reply, answers by keyword."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from sim_market.customer_service import operations, queries
from sim_market.customer_service.forms import AutoReplyForm, FaqForm, PhraseForm
from sim_market.customer_service.models import QuickPhrase
from sim_market.customer_service.routes.place import bp, my_store
from sim_market.customer_service.words import BLANKS
from sim_market.permissions import Permission


@bp.route("/phrases", methods=["GET", "POST"])
@requires(Permission.SERVICE_MANAGE)
def phrases() -> ResponseReturnValue:
    form = PhraseForm()
    if form.validate_on_submit() and form.does(save, None, form):
        flash(_("短语已保存，回复时点一下就填好"))
        return redirect(url_for("service.phrases"), 303)
    return phrases_page(form, None)


@bp.route("/phrases/<int:phrase_id>", methods=["GET", "POST"])
@requires(Permission.SERVICE_MANAGE)
def phrase(phrase_id: int) -> ResponseReturnValue:
    found = queries.get_phrase(phrase_id, my_store(), viewer().user)
    form = PhraseForm(obj=found, data={"shared": found.owner_id is None})
    if form.validate_on_submit() and form.does(save, phrase_id, form):
        flash(_("短语已改好"))
        return redirect(url_for("service.phrases"), 303)
    return phrases_page(form, phrase_id)


@bp.post("/phrases/<int:phrase_id>/delete")
@requires(Permission.SERVICE_MANAGE)
def delete_phrase(phrase_id: int) -> ResponseReturnValue:
    found = queries.get_phrase(phrase_id, my_store(), viewer().user)
    operations.delete_phrase(found, actor=viewer().user)
    flash(_("短语已删除"))
    return redirect(url_for("service.phrases"), 303)


@bp.route("/auto", methods=["GET", "POST"])
@requires(Permission.SERVICE_MANAGE)
def auto() -> ResponseReturnValue:
    store = my_store()
    form = AutoReplyForm(obj=queries.find_auto_reply(store))
    if form.validate_on_submit() and form.does(
        operations.save_auto_reply, store, on=form.on.data, welcome=form.welcome.data or "",
        away=form.away.data or "", actor=viewer().user,
    ):  # fmt: skip
        flash(_("自动回复已保存"))
        return redirect(url_for("service.auto"), 303)
    return auto_page(form, FaqForm(formdata=None))


@bp.post("/auto/faq")
@requires(Permission.SERVICE_MANAGE)
def add_faq() -> ResponseReturnValue:
    store, form = my_store(), FaqForm()
    if form.validate_on_submit() and form.does(
        operations.save_faq, store, keywords=form.keywords.data or "",
        answer=form.answer.data or "", actor=viewer().user,
    ):  # fmt: skip
        flash(_("买家的话里有这些词，就会自动回答"))
        return redirect(url_for("service.auto"), 303)
    return auto_page(AutoReplyForm(obj=queries.find_auto_reply(my_store()), formdata=None), form)


@bp.post("/auto/faq/<int:faq_id>/delete")
@requires(Permission.SERVICE_MANAGE)
def delete_faq(faq_id: int) -> ResponseReturnValue:
    operations.delete_faq(queries.get_faq(faq_id, my_store()), actor=viewer().user)
    flash(_("这条自动回答已删除"))
    return redirect(url_for("service.auto"), 303)


def save(phrase_id: int | None, form: PhraseForm) -> QuickPhrase:
    store, who = my_store(), viewer().user
    found = queries.get_phrase(phrase_id, store, who) if phrase_id else None
    return operations.save_phrase(
        store, found, title=form.title.data or "", text=form.text.data or "",
        group=form.group.data or "", shared=form.shared.data, actor=who,
    )  # fmt: skip


def phrases_page(form: PhraseForm, editing: int | None) -> ResponseReturnValue:
    store = my_store()
    return render_template(
        "sim_market/service/phrases.html", form=form, editing=editing, blanks=BLANKS,
        phrases=queries.list_phrases(store, viewer().user), back=request.args.get("back", 0, int),
    ), form.status  # fmt: skip


def auto_page(form: AutoReplyForm, faq: FaqForm) -> ResponseReturnValue:
    store = my_store()
    return render_template(
        "sim_market/service/auto.html", form=form, faq_form=faq, faqs=queries.list_faqs(store),
        store=store,
    ), max(form.status, faq.status)  # fmt: skip
