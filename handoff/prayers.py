"""When the prayers of a day begin, by the rule of Umm al-Qura. Pure; exact to a minute or two.

Noon and sunset follow from the sun's place (the low-precision formulas of the Astronomical Almanac); Asr begins when a
shadow has grown by the length of what casts it; Isha comes 90 minutes after sunset, in Ramadan 120.
"""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Prayer = Literal["dhuhr", "asr", "maghrib", "isha"]
Coordinates = tuple[float, float]  # latitude and longitude, in degrees
RIYADH_CITY: Coordinates = (24.7136, 46.6753)
_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
_SUNSET = -0.833  # degrees: refraction, and the sun's own half


def begins(prayer: Prayer, day: date, place: Coordinates, *, ramadan: bool = False) -> datetime:
    """The moment, in UTC, rounded to a minute."""
    latitude, longitude = place
    noon = _noon(day, longitude)
    found = noon
    if prayer == "asr":
        found = _after_noon(noon, latitude, lambda declination: _asr_altitude(latitude, declination))
    elif prayer in ("maghrib", "isha"):
        found = _after_noon(noon, latitude, lambda _: _SUNSET)
    if prayer == "isha":
        found += timedelta(minutes=120 if ramadan else 90)
    return (found + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _sun(at: datetime) -> tuple[float, float]:
    """-> (declination in degrees, equation of time in minutes)."""
    days = (at - _EPOCH) / timedelta(days=1)
    mean = math.radians((357.529 + 0.98560028 * days) % 360)
    length = (280.459 + 0.98564736 * days) % 360
    ecliptic = math.radians(length + 1.915 * math.sin(mean) + 0.020 * math.sin(2 * mean))
    tilt = math.radians(23.439 - 0.00000036 * days)
    ascension = math.degrees(math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic)))
    equation = (length - ascension + 180) % 360 - 180
    return math.degrees(math.asin(math.sin(tilt) * math.sin(ecliptic))), equation * 4


def _noon(day: date, longitude: float) -> datetime:
    middle = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(minutes=4 * longitude)
    return middle - timedelta(minutes=_sun(middle)[1])


def _asr_altitude(latitude: float, declination: float) -> float:
    shadow = 1 + math.tan(math.radians(abs(latitude - declination)))
    return math.degrees(math.atan(1 / shadow))


def _after_noon(noon: datetime, latitude: float, altitude: Callable[[float], float]) -> datetime:
    """When the sun has sunk to an altitude, which may depend on its declination then."""
    at = noon + timedelta(hours=5)
    for _ in range(3):  # the declination moves a little meanwhile
        declination = math.radians(_sun(at)[0])
        height = math.radians(altitude(math.degrees(declination)))
        there = math.radians(latitude)
        angle = (math.sin(height) - math.sin(there) * math.sin(declination)) / (math.cos(there) * math.cos(declination))
        at = noon + timedelta(hours=math.degrees(math.acos(max(-1.0, min(1.0, angle)))) / 15)
    return at
