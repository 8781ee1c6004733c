"""How the words of a number add up: خمسة وعشرين is 25, ثلاث مية 300, ألف ونص 1500; خمسة وستة are two numbers."""

from dataclasses import dataclass

_SCALES = (1_000_000_000, 1_000_000, 1_000, 0)


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a number as written: its value, its kind (see `numerals`, and `digits`), how many tokens it takes."""

    value: float
    kind: str
    tokens: int
    clitic: str
    digits: str = ""


@dataclass(slots=True)
class Sum:
    """A number being built: `closed` thousands and up, and the open `group` below the last scale."""

    closed: float = 0
    group: float = 0
    scale: float = 0
    scaled: bool = False

    @property
    def value(self) -> float:
        return self.closed + self.group

    def open(self, item: Item) -> None:
        if item.kind in ("scale", "scales"):
            self._close(item.value)
        else:
            self.group = item.value

    def _close(self, value: float) -> None:
        self.closed += value
        self.scale = next(scale for scale in _SCALES if value >= scale)
        self.scaled = True

    def add(self, item: Item, joined: bool) -> bool:
        """Takes the next word if it can belong to this number; `joined` is a و before it."""
        takers = {
            "unit": self._add_unit,
            "teen": self._add_teen,
            "ten": self._add_ten,
            "hundred": self._add_hundred,
            "hundreds": self._add_hundreds,
            "scale": self._add_scale,
            "scales": self._add_scales,
            "fraction": self._add_fraction,
            "digits": self._add_digits,
        }
        return takers[item.kind](item, joined)

    def _add_scale(self, item: Item, joined: bool) -> bool:
        if self.scale and item.value >= self.scale:
            return False
        if joined:
            return self._add_scales(item, joined)
        if not self.group:
            return False
        self.closed += self.group * item.value
        self.group, self.scale, self.scaled = 0, item.value, True
        return True

    def _add_scales(self, item: Item, joined: bool) -> bool:
        if not joined or self.group or item.value >= self.scale:
            return False
        self._close(item.value)
        return True

    def _add_hundred(self, item: Item, joined: bool) -> bool:
        if not joined and 3 <= self.group <= 9:
            self.group *= 100
            return True
        return self._add_hundreds(item, joined)

    def _add_hundreds(self, item: Item, _joined: bool) -> bool:
        if self.group or not self.scale:
            return False
        self.group = item.value
        return True

    def _add_ten(self, item: Item, joined: bool) -> bool:
        rest = self.group % 100
        completes = joined and 1 <= rest <= 9
        follows = rest == 0 and (self.group or (self.scale and joined))
        if not (completes or follows):
            return False
        self.group += item.value
        return True

    def _add_teen(self, item: Item, joined: bool) -> bool:
        return joined and self._add_below_hundred(item)

    def _add_unit(self, item: Item, joined: bool) -> bool:
        if not joined and item.value == 10 and 3 <= self.group % 100 <= 9:
            self.group += 10
            return True
        return joined and self._add_below_hundred(item)

    def _add_digits(self, item: Item, joined: bool) -> bool:
        if not joined or item.value != int(item.value):
            return False
        if self.group:
            return item.value < 100 and self._add_below_hundred(item)
        return item.value < self.scale and self._add_below_hundred(item)

    def _add_below_hundred(self, item: Item) -> bool:
        if self.group % 100 or not (self.group or self.scale):
            return False
        self.group += item.value
        return True

    def _add_fraction(self, item: Item, joined: bool) -> bool:
        if not joined or self.group or not self.scale:
            return False
        self.closed += self.scale * item.value
        return True
