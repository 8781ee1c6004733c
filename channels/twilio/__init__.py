"""SMS and WhatsApp through Twilio: two channels, one account, one webhook."""

from channels.twilio.channel import TwilioChannel, twilio_channels
from channels.twilio.config import TwilioConfig
from channels.twilio.events import channel_of

__all__ = ["TwilioChannel", "TwilioConfig", "channel_of", "twilio_channels"]
