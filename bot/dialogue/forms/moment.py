"""One message reaching one open form: everything a rule needs to decide. A plain value."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.dialogue.forms.definition import Field, Form
from bot.dialogue.forms.filling import Filling
from bot.dialogue.state import State
from bot.dialogue.understood import Understood
from nlu.interpreter import OUT_OF_SCOPE

SURE = 0.6


@dataclass(frozen=True, slots=True)
class Around:
    """The circumstances of a message. `sensitive_in_chat`: whether this channel may carry ID numbers and the like.

    `accept_typed`: where it may not, whether one typed anyway is taken (and hidden) or declined. `event` names what is
    being decided, alike whenever it is decided again.
    """

    now: datetime
    sensitive_in_chat: bool = True
    accept_typed: bool = True
    event: str = ""

    @property
    def takes_typed(self) -> bool:
        """Whether a sensitive value in a message of this channel is taken."""
        return self.sensitive_in_chat or self.accept_typed


@dataclass(frozen=True, slots=True)
class Moment:
    """`state.form` is always `filling`."""

    state: State
    form: Form
    filling: Filling
    around: Around
    said: Understood

    @property
    def locale(self) -> str:
        return self.state.locale

    @property
    def field(self) -> Field | None:
        """The field asked now; None at the summary and the other stages."""
        return self.form.field(self.filling.asking)

    @property
    def free(self) -> bool:
        """Whether any text can be the answer."""
        return self.field is not None and self.field.type == "text"

    @property
    def sure(self) -> str | None:
        """The intent of the words, if the engine is sure of one."""
        heard = self.said.heard
        return heard.name if heard.name != OUT_OF_SCOPE and heard.confidence >= SURE else None

    def having(self, filling: Filling) -> "Moment":
        return replace(self, filling=filling, state=replace(self.state, form=filling))

    def changed(self, **changes: Any) -> "Moment":
        return self.having(replace(self.filling, **changes))
