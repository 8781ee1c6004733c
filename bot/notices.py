"""The words of notices: a step in the same human words as a status asked for, with buttons for what may be done."""

from bot.dialogue.decide import Dialogue
from bot.dialogue.effects import Summary
from bot.dialogue.telling import PAYLOAD
from bot.dialogue.understood import INTENT_PAYLOAD
from channels.message import Button
from handoff import summaries

_TITLES = {
    summaries.UPDATE: "button_update_request",
    summaries.ADD_DOCUMENTS: "button_add_documents",
    summaries.APPEAL: "button_appeal_decision",
}
_DOCUMENTS = "documents"
_RATED = frozenset({"completed"})


class Notices:
    """Speaks for the notifier, in the dialogue's voice."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue, self._texts = dialogue, dialogue.texts

    def news(self, summary: summaries.Summary) -> tuple[str, tuple[Button, ...]]:
        locale = summary.locale
        lines = [self._texts(locale, "notice_news"), "", self._dialogue.requests.stage_of(told(summary), locale)]
        if labels := self._labels(summary):
            lines.append(self._texts(locale, "notice_missing", labels=labels))
        return "\n".join(lines), self._buttons(summary)

    def hint(self, locale: str) -> str:
        return self._texts(locale, "notice_hint")

    def erased(self, locale: str) -> str:
        return self._texts(locale, "erasure_done")

    def code(self, locale: str, code: str) -> str:
        return self._texts(locale, "otp_message", code=code)

    def code_kept(self, locale: str) -> str:
        return self._texts(locale, "otp_kept")

    def _labels(self, summary: summaries.Summary) -> str:
        """The missing fields by the names that the form gives them; papers may be missing that it never asked for."""
        locale, form = summary.locale, self._dialogue.forms.forms.get(summary.type)
        found = {name: field for name in summary.missing if form and (field := form.field(name))}
        labels = [field.label[locale] for field in found.values()]
        if _DOCUMENTS in summary.missing and _DOCUMENTS not in found:
            labels.append(self._texts(locale, "secure_documents"))
        return ("، " if locale == "ar" else ", ").join(labels)

    def _buttons(self, summary: summaries.Summary) -> tuple[Button, ...]:
        """What is offered beside the news of this stage; everything else can be asked for."""
        offered = {"incomplete": self._completing(summary), "rejected": (summaries.APPEAL,)}.get(summary.status, ())
        buttons = [self._button(summary, action) for action in offered if action in summary.may]
        if summary.status in _RATED:
            rate = self._texts.button(summary.locale, "rate_service")
            buttons.append(Button(rate, f"{INTENT_PAYLOAD}rate_service"))
        return tuple(buttons)

    def _completing(self, summary: summaries.Summary) -> tuple[str, ...]:
        """The form asks again for what it knows; for papers that it does not know there is a way of their own."""
        form = self._dialogue.forms.forms.get(summary.type)
        known = [name for name in summary.missing if form and form.field(name)]
        papers = _DOCUMENTS in summary.missing and _DOCUMENTS not in known
        return (*([summaries.UPDATE] if known or not papers else []), *([summaries.ADD_DOCUMENTS] if papers else []))

    def _button(self, summary: summaries.Summary, action: str) -> Button:
        completes = action == summaries.UPDATE and summary.missing
        title = self._texts(summary.locale, "choice_complete" if completes else _TITLES[action])
        return Button(title, f"{PAYLOAD}do:{action}:{summary.reference}")


def told(summary: summaries.Summary) -> Summary:
    """The same summary as the dialogue takes it."""
    return Summary(
        reference=summary.reference,
        type=summary.type,
        status=summary.status,
        since=summary.since,
        earliest=summary.earliest,
        message=summary.message,
        may=summary.may,
        missing=summary.missing,
    )
