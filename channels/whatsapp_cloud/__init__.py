"""WhatsApp through Meta's Cloud API."""

from channels.whatsapp_cloud.channel import WhatsAppCloudChannel
from channels.whatsapp_cloud.config import WhatsAppCloudConfig

__all__ = ["WhatsAppCloudChannel", "WhatsAppCloudConfig"]
