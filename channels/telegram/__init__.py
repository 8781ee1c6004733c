"""Telegram bots."""

from channels.telegram.channel import TelegramChannel
from channels.telegram.config import TelegramConfig

__all__ = ["TelegramChannel", "TelegramConfig"]
