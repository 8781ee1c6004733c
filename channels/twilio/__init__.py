"""SMS and WhatsApp through Twilio: two channels, one account, one webhook."""

from channels.twilio.channel import TwilioChannel, twilio_channels
from channels.twilio.config import TwilioConfig

__all__ = ["TwilioChannel", "TwilioConfig", "twilio_channels"]
