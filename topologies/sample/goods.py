"""Goods with specific descriptions and HTS codes, and numbers of all kinds with valid check digits."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from screener.domain.identifiers import s10_check_digit

SERVICES = ("CP", "EA", "EE", "HA", "HB", "LA", "LX", "RA", "RR", "UA", "VV")
STRIDE = 38_197_211  # coprime to ten: serial numbers look shuffled, and none repeats before all others were used


class Goods(NamedTuple):
    """A kind of goods; `price` is in US dollars and `grams` the weight, both of one piece."""

    description: str
    hts: str
    price: float
    grams: int


GOODS = (
    Goods("Men's knitted cotton T-shirts", "6109100012", 9.5, 190),
    Goods("Women's woven polyester dresses", "6204430000", 24.0, 340),
    Goods("Leather handbags, full grain cowhide", "4202216000", 58.0, 820),
    Goods("Bluetooth headphones with charging case", "8518302000", 31.0, 160),
    Goods("USB-C wall chargers 30 W", "8504408500", 11.0, 110),
    Goods("Stainless steel kitchen knives, 20 cm", "8211922000", 16.0, 260),
    Goods("Glazed ceramic coffee mugs", "6912003900", 6.0, 380),
    Goods("Wooden jigsaw puzzles, 500 pieces", "9503006000", 14.0, 640),
    Goods("LED desk lamps with dimmer", "9405210000", 27.0, 1_150),
    Goods("Mechanical wrist watches, steel case", "9102210000", 120.0, 150),
    Goods("Silver necklaces, sterling 925", "7113110000", 45.0, 30),
    Goods("Ball bearings 6204-2RS", "8482105048", 4.2, 110),
    Goods("Bicycle disc brake pads, resin", "8714949000", 7.0, 45),
    Goods("Camping tents for two persons, polyester", "6306220000", 66.0, 2_300),
    Goods("Green tea leaves, packed in tins", "0902101050", 8.0, 130),
    Goods("Printed hardcover novels", "4901990093", 13.0, 520),
    Goods("Acrylic paint sets, 24 tubes", "3213100000", 18.0, 780),
    Goods("Silicone cases for mobile telephones", "3926909989", 3.5, 40),
    Goods("Wireless computer mice", "8471606090", 15.0, 95),
    Goods("Cordless drill batteries, lithium-ion 18 V", "8507600020", 38.0, 640),
    Goods("Children's rubber rain boots", "6401929060", 12.0, 700),
    Goods("Sunglasses with polarised lenses", "9004100000", 19.0, 35),
    Goods("Cotton bed sheets, queen size", "6302319010", 29.0, 1_200),
    Goods("Hand-woven woollen rugs", "5702919000", 140.0, 4_100),
    Goods("Stainless steel vacuum flasks, 750 ml", "9617001000", 17.0, 390),
    Goods("Violin strings, steel core", "9209300000", 22.0, 25),
    Goods("Printed circuit boards for washing machines", "8538903000", 34.0, 310),
    Goods("Hair dryers 1800 W", "8516310000", 26.0, 610),
    Goods("Yoga mats of natural rubber", "4016910000", 30.0, 1_900),
    Goods("Dental burs, tungsten carbide", "9018498080", 5.0, 8),
    Goods("Fishing reels, aluminium", "9507304000", 41.0, 280),
    Goods("Phone screens, OLED replacement", "8524920000", 49.0, 60),
)


def s10(service: str, serial: int, country: str) -> str:
    """A valid S10 item identifier of 13 characters."""
    digits = f"{serial:08d}"
    return f"{service}{digits}{s10_check_digit(digits)}{country}"


def air_waybill(prefix: str, serial: int) -> str:
    """A master air waybill `PPP-NNNNNNNC`; C is the seven-digit serial modulo 7."""
    return f"{prefix}-{serial:07d}{serial % 7}"


def serials(rng: Random, digits: int) -> Iterator[int]:
    """Numbers of at most `digits` digits; none repeats before all of them were used."""
    size: int = 10**digits
    number = rng.randrange(size)
    while True:
        yield number
        number = (number + STRIDE) % size


def importer_number(rng: Random, first: int, last: int) -> str:
    """An importer number `NN-NNNNNNNXX` whose first two digits lie in `first`..`last`; the suffix holds no O, I or Z."""
    suffix = "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXY0123456789", k=2))
    return f"{rng.randint(first, last):02d}-{rng.randrange(10**7):07d}{suffix}"


def entity_id(rng: Random, first: str) -> str:
    """A unique entity identifier (UEI) of 12 characters without O and I that begins with `first`."""
    return first + "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ123456789", k=12 - len(first)))
