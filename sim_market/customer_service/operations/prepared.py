"""Writing what a store has ready. Texts are checked when they are saved: they are said often."""

from flask_babel import gettext as _

from app.db import db, insert_unless_there
from app.errors import Invalid
from app.identity.models import User
from app.journal import record
from sim_market.customer_service.judge.lawful import broken
from sim_market.customer_service.models import AutoReply, Faq, QuickPhrase
from sim_market.customer_service.queries.prepared import find_auto_reply, list_faqs, list_phrases
from sim_market.customer_service.words import cleaned, unknown_blanks
from sim_market.rules.pack import pack
from sim_market.stores.models import Store
from sim_market.verbs import Verb

MOST_PHRASES, MOST_FAQS, MOST_KEYWORDS = 100, 50, 10


def save_phrase(  # noqa: PLR0913 - each is a field of the form
    store: Store,
    phrase: QuickPhrase | None,
    *,
    title: str,
    text: str,
    group: str,
    shared: bool,
    actor: User,
) -> QuickPhrase:
    """Write a new phrase, or another text in an old one. Raises Invalid."""
    said = lawful(text, store)
    if strange := unknown_blanks(said):
        message = _("系统不会填 {%(name)s}，只能用下面列出的变量", name=strange[0])
        raise Invalid(message, fields={"text": message}, next_step=_("改好后再保存"))
    mine = list_phrases(store, actor)
    if phrase is None and len(mine) >= MOST_PHRASES:
        raise Invalid(_("最多 %(n)s 条，先删掉不用的", n=MOST_PHRASES))
    name = cleaned(title, 20)
    if any(each.title == name and each is not phrase for each in mine):
        raise Invalid(_("已经有“%(name)s”", name=name), fields={"title": _("换个名字")})
    made = phrase or QuickPhrase(cohort_id=store.cohort_id, store_id=store.id)
    made.title, made.text, made.group = name, said, " ".join(group.split())[:20]
    made.owner_id = None if shared else actor.id
    db.session.add(made)
    record(Verb.SERVICE_PREPARED, store, actor=actor, what="phrase")
    return made


def use_phrase(phrase: QuickPhrase) -> None:
    phrase.used += 1


def delete_phrase(phrase: QuickPhrase, *, actor: User) -> None:
    db.session.delete(phrase)


def save_auto_reply(store: Store, *, on: bool, welcome: str, away: str, actor: User) -> None:
    """Set what is said by itself. Raises Invalid for words that break a rule."""
    said = {
        name: lawful(text, store, field=name) if text.strip() else ""
        for name, text in (("welcome", welcome), ("away", away))
    }
    insert_unless_there(
        AutoReply, cohort_id=store.cohort_id, store_id=store.id, on=False, welcome="", away=""
    )
    if settings := find_auto_reply(store):
        settings.on, settings.welcome, settings.away = on, said["welcome"], said["away"]
    record(Verb.SERVICE_PREPARED, store, actor=actor, what="auto_reply")


def save_faq(store: Store, *, keywords: str, answer: str, actor: User) -> Faq:
    """Answer questions that hold one of these words, parted by spaces or commas. Raises Invalid."""
    words = list(dict.fromkeys(keywords.replace("，", " ").replace(",", " ").split()))
    words = [word[:12] for word in words[:MOST_KEYWORDS]]
    if not any(len(word) >= 2 for word in words):
        raise Invalid(_("至少写一个两个字的关键词"), fields={"keywords": _("例如：发货 几天到")})
    if len(list_faqs(store)) >= MOST_FAQS:
        raise Invalid(_("最多 %(n)s 条，先删掉不用的", n=MOST_FAQS))
    made = Faq(
        cohort_id=store.cohort_id, store_id=store.id,
        keywords=[word for word in words if len(word) >= 2],
        answer=lawful(answer, store, field="answer"), on=True, used=0,
    )  # fmt: skip
    db.session.add(made)
    record(Verb.SERVICE_PREPARED, store, actor=actor, what="faq")
    return made


def delete_faq(faq: Faq, *, actor: User) -> None:
    db.session.delete(faq)


def lawful(text: str, store: Store, *, field: str = "text") -> str:
    """A text that breaks no rule, cleaned; Invalid names the rule otherwise."""
    said = cleaned(text, 300)
    if problems := broken(said, pack(store.cohort)):
        raise Invalid(
            problems[0].message, rule=problems[0].rule, fields={field: problems[0].message}
        )
    return said
