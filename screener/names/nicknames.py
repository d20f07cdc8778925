"""Names by which people are called beside their own: `Bill` is `William`.

The library `nicknames` knows the English ones; what other languages make of a name stands in a table here.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from nicknames import NickNamer

_ELSEWHERE = {
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
"""Names, spelled as their bearers do, and what these are called at home, in folded letters."""

_ONE_NAME = [
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
"""What one name becomes in neighbouring languages, whose passports write it each in its own way."""


def _lookups() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By nickname the names that it stands for, and by name its nicknames."""
    known = NickNamer()
    formal = {name: set(others) for name, others in known.canonical_lookup.items()}
    called = {name: set(others) for name, others in known.nickname_lookup.items()}
    for names, nicknames in _ELSEWHERE.items():
        for name, nickname in product(names.split(), nicknames.split()):
            formal.setdefault(nickname, set()).add(name)
            called.setdefault(name, set()).add(nickname)
    for forms in _ONE_NAME:
        for name in forms:
            called.setdefault(name, set()).update(forms - {name})
    return formal, called


_FORMAL, _CALLED = _lookups()
MOST_SPELLINGS = 24
"""Other spellings of one name that are searched for."""


def _related() -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = {}
    for formal, nicknames in _CALLED.items():
        for name in (formal, *nicknames):
            related.setdefault(name, set()).update((formal, *nicknames))
    return {name: frozenset(others) for name, others in related.items()}


RELATED = _related()
_NOBODY: frozenset[str] = frozenset()


def same_person(left: str, right: str) -> bool:
    """Whether two folded given names may be one person's: one is the nickname of the other, or both are of a third."""
    return right in RELATED.get(left, _NOBODY)


def also_called(words: Sequence[str]) -> Iterator[list[str]]:
    """A name, given as its folded words, with one of them replaced by a nickname, or by the name that it is a nickname of."""
    yield from islice(_replaced(words), MOST_SPELLINGS)


def _replaced(words: Sequence[str]) -> Iterator[list[str]]:
    for at, word in enumerate(words):
        for other in sorted(_CALLED.get(word, set()) | _FORMAL.get(word, set())):
            yield [*words[:at], other, *words[at + 1 :]]
