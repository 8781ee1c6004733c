"""When Python looks for garbage."""

import gc

EVERY = 20_000  # new objects; by itself it looks every 700, and then again and again through what a request still needs


def keep_what_is_loaded() -> None:
    """All that stays is loaded: never look through it again, and more seldom through what comes."""
    gc.freeze()
    gc.set_threshold(EVERY)
    gc.enable()
