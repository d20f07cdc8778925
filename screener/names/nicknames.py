"""Nicknames and other variants of given names: `Bill` is `William`, `Volodymyr` is `Vladimir`.

English nicknames come from the library `nicknames`, those of other languages from the tables below.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from nicknames import NickNamer

_NICKNAMES = {
    "aleksandr aleksander alexandr": "alik olek sanya sasha shura shurik",
    "aleksei alexei aleksey alexey": "alyosha lyosha lesha",
    "alberto roberto": "beto",
    "anastasia anastasiya": "nastya",
    "anatoly anatoliy": "tolya tolik",
    "antonio": "tono toni tonino",
    "benjamin binyamin": "benny beni bibi",
    "boris": "borya",
    "concepcion": "concha conchita",
    "dmitry dmitri dmitriy dmitrii": "dima mitya",
    "dolores": "lola",
    "eduardo": "edu lalo",
    "enrique": "kike quique",
    "evgeny evgeniy evgenii yevgeny": "zhenya",
    "ekaterina yekaterina": "katya",
    "fernando": "nando",
    "francesco": "ciccio franco",
    "francisco": "curro kiko paco pancho paquito",
    "friedrich": "fritz",
    "georgy georgiy": "zhora gosha",
    "giovanni": "gianni vanni",
    "giuseppe": "beppe peppe pino",
    "grigory grigoriy": "grisha",
    "guillermo": "memo guille",
    "gregorio": "goyo",
    "guadalupe": "lupe lupita",
    "heinrich": "heiner heinz",
    "ignacio": "nacho",
    "ivan": "vanya",
    "jesus": "chucho chuy",
    "johannes": "hannes hans",
    "jose": "pepe pepito",
    "joaquin": "quino",
    "konstantin": "kostya",
    "leonid": "lyonya",
    "luigi": "gigi",
    "manuel": "manolo lolo",
    "maria": "mariya masha",
    "mikhail": "misha",
    "mehmet": "memo",
    "nikolai nikolay nikolaj": "kolya",
    "olga": "olya",
    "pavel": "pasha",
    "pyotr petr": "petya",
    "rosario": "charo",
    "sebastian": "basti seba",
    "sergei sergey sergej": "seryozha seryoga",
    "salvatore": "toto turi",
    "svetlana": "sveta",
    "tatiana tatyana": "tanya",
    "vincenzo": "enzo",
    "viktor": "vitya",
    "vladimir": "vova volodya",
    "vyacheslav": "slava",
    "wolfgang": "wolf",
    "yitzhak yitzchak": "itzik",
    "yury yuri yuriy": "yura",
}
"""Given names in their usual spellings, and their nicknames; all in normalised form."""

_NATIONAL_FORMS = [
    frozenset(line.split())
    for line in (
        "aleksandr aleksander alexander alexandr aliaksandr alyaksandr oleksandr olexandr",
        "aleksei alexei aleksey alexey aliaksei oleksii oleksiy olexiy",
        "daniil danil danylo",
        "dimitrios dimitris",
        "dmitry dmitri dmitriy dmitrii dmytro dzmitry",
        "ekaterina yekaterina kateryna katsiaryna",
        "elena yelena olena alena",
        "evgeny evgeniy evgenii yevgeny yevgeniy yevhen yevhenii iauhen yauhen",
        "gavriil havrylo",
        "georgios george yorgos giorgos",
        "georgy georgiy georgii heorhii heorhiy",
        "grigory grigoriy grigorii hryhorii hryhoriy ryhor",
        "ioannis yannis giannis",
        "igor ihor ihar",
        "ilya ilia illia illya",
        "konstantin kostiantyn kanstantsin",
        "konstantinos kostas costas",
        "mikhail mykhailo mykhaylo mikhailo mikhas",
        "nikolai nikolay nikolaj mykola mikola mikalai mikalay",
        "nikolaos nikos",
        "oleg oleh aleh",
        "panagiotis panos",
        "pavel pavlo pavlos",
        "pyotr petr petro piotr pyatro",
        "sergei sergey sergej serhii serhiy siarhei syarhey",
        "stepan stsiapan",
        "svetlana svitlana sviatlana",
        "tatiana tatyana tetiana tetyana tatsiana",
        "timofei timofey tymofii",
        "vasileios vassilis vasilis",
        "vasily vasiliy vasilii vasyl vasil",
        "viktor viktar victor",
        "vladimir wladimir volodymyr volodimir uladzimir",
        "vladislav vladyslav uladzislau",
        "vsevolod usevalad",
        "vyacheslav viacheslav viachaslau",
        "yury yuri yuriy iurii yurii",
    )
]
"""The forms of one given name in neighbouring languages, as passports write them."""


def _lookups() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The given names of each nickname, and the nicknames of each given name."""
    english = NickNamer()
    formal = {nickname: set(names) for nickname, names in english.canonical_lookup.items()}
    nicknames = {name: set(others) for name, others in english.nickname_lookup.items()}
    for names, others in _NICKNAMES.items():
        for name, nickname in product(names.split(), others.split()):
            formal.setdefault(nickname, set()).add(name)
            nicknames.setdefault(name, set()).add(nickname)
    for forms in _NATIONAL_FORMS:
        for name in forms:
            nicknames.setdefault(name, set()).update(forms - {name})
    return formal, nicknames


_FORMAL_NAMES, _NICKNAMES_OF = _lookups()
MOST_VARIANTS = 24
"""Variants of one full name that are searched for."""


def _given_name_variants() -> dict[str, frozenset[str]]:
    variants: dict[str, set[str]] = {}
    for name, nicknames in _NICKNAMES_OF.items():
        for each in (name, *nicknames):
            variants.setdefault(each, set()).update((name, *nicknames))
    return {name: frozenset(others) for name, others in variants.items()}


GIVEN_NAME_VARIANTS = _given_name_variants()
"""The other forms of each given name, itself included."""

_NO_VARIANTS: frozenset[str] = frozenset()


def same_given_name(left: str, right: str) -> bool:
    """Whether one person may bear both normalised given names: one is a nickname of the other, or both are of a third."""
    return right in GIVEN_NAME_VARIANTS.get(left, _NO_VARIANTS)


def nickname_variants(words: Sequence[str]) -> Iterator[list[str]]:
    """A normalised name with one word replaced by a nickname, or by a name of which it is a nickname; at most 24 variants."""
    yield from islice(_all_variants(words), MOST_VARIANTS)


def _all_variants(words: Sequence[str]) -> Iterator[list[str]]:
    for at, word in enumerate(words):
        for other in sorted(_NICKNAMES_OF.get(word, set()) | _FORMAL_NAMES.get(word, set())):
            yield [*words[:at], other, *words[at + 1 :]]
