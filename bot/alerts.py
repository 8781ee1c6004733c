"""Alerts, joined: the mail server and the Telegram group of the settings."""

from collections.abc import Mapping
from email.message import EmailMessage

from bot.ingest import utc_now
from bot.settings import Settings
from channels.channel import Channel
from handoff import mail
from handoff.alerts import Alerts
from handoff.hours import ServiceHours
from handoff.mail import SmtpConfig
from storage.db import Database


def build_alerts(settings: Settings, db: Database, channels: Mapping[str, Channel]) -> Alerts:
    env, hours = settings.env, settings.config.service_hours
    smtp = SmtpConfig(env.smtp_host, env.smtp_port, env.smtp_user, env.smtp_password, env.smtp_from)

    async def send(message: EmailMessage) -> None:
        await mail.send(smtp, message)

    telegram = channels.get("telegram")
    return Alerts(
        db,
        now=utc_now,
        hours=ServiceHours(hours.opens, hours.closes),
        own_url=env.own_url,
        mail=send if env.smtp_host and env.smtp_from else None,
        sender=env.smtp_from,
        group=(telegram, env.alert_telegram_chat_id) if telegram and env.alert_telegram_chat_id else None,
    )
