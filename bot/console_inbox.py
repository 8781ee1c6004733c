"""Conversations in the console: the parts behind them, and their routes."""

from fastapi import APIRouter

from bot.bootstrap import Gateway
from handoff.api.conversations import router as conversation_routes
from handoff.api.inbox import router as inbox_routes
from handoff.api.labels import router as label_routes
from handoff.api.messages import router as message_routes
from handoff.api.session import Guard
from handoff.inbox import Inbox
from handoff.search import Finder


def conversation_routers(gateway: Gateway, guard: Guard) -> list[APIRouter]:
    files = gateway.settings.env.data_dir / "files"
    inbox = Inbox(gateway.talks, Finder(gateway.vault))
    return [
        inbox_routes(guard, inbox),  # first: `counts` is no conversation's number
        conversation_routes(guard, gateway.talks, gateway.vault, gateway.wake),
        message_routes(guard, gateway.talks, files, gateway.wake),
        label_routes(guard, inbox),
    ]
