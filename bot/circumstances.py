"""What surrounds an event that is decided: the time, what its channel may carry, and its name."""

from collections.abc import Mapping
from datetime import datetime

from bot.dialogue.forms.moment import Around
from channels.channel import Channel
from storage.conversations import Claimed, Pending


def around(channels: Mapping[str, Channel], claimed: Claimed, pending: Pending, now: datetime) -> Around:
    features = channels[claimed.channel].features
    return Around(now, features.sensitive_in_chat, features.accept_typed, event_name(claimed, pending))


def event_name(claimed: Claimed, pending: Pending) -> str:
    """Alike however often the event has its turn."""
    return f"{claimed.id}:{pending.inbox_id}"
