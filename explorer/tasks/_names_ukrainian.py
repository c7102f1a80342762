"""Ukrainian names in their cases: Гаррі Поттер, Гаррі Поттера, Гаррі Поттерові; Герміона, Герміони, Герміоні.

Each is its stem with the endings of its kind. Source: «Український правопис» 2019, §§ 85–92.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from explorer.tasks._people import Name

CASES = ("nom", "gen", "dat", "acc", "ins")
"""Nominative, genitive, dative, accusative, instrumental."""

Endings = Mapping[str, tuple[str, str, str, str]]

# What the nominative ends in, and what stands there in the other cases.
_MEN: Endings = {
    "": ("а", "ові", "а", "ом"),  # Іван
    "о": ("а", "ові", "а", "ом"),  # Петро
    "й": ("я", "єві", "я", "єм"),  # Андрій
    "ь": ("я", "еві", "я", "ем"),  # Василь
    "а": ("и", "і", "у", "ою"),  # Микола
    "я": ("і", "і", "ю", "ею"),  # Ілля
}
_WOMEN: Endings = {
    "а": ("и", "і", "у", "ою"),  # Олена
    "ія": ("ії", "ії", "ію", "ією"),  # Марія
    "я": ("і", "і", "ю", "ею"),  # Леся
}
_HIS: Endings = {"ий": ("ого", "ому", "ого", "им")}  # Левицький
_HERS: Endings = {"а": ("ої", "ій", "у", "ою")}  # Левицька
_SOFT = {"г": "з", "к": "ц", "х": "с"}  # Ользі, Сороці


def declined(name: str, kinds: Endings) -> tuple[str, ...]:
    """The five cases of a name.

    >>> declined("Ольга", _WOMEN)
    ('Ольга', 'Ольги', 'Ользі', 'Ольгу', 'Ольгою')
    """
    ending = max((ending for ending in kinds if name.endswith(ending)), key=len)
    stem = name.removesuffix(ending)
    softened = stem[:-1] + _SOFT.get(stem[-1], stem[-1])
    return (name, *((softened if other == "і" else stem) + other for other in kinds[ending]))


def _by_case(rows: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[Name, ...]]:
    """Lemmas with their five forms → the forms of each case."""
    listed = list(rows)
    return {case: tuple((lemma, forms[place]) for lemma, forms in listed) for place, case in enumerate(CASES)}


_IVAN = """
    Іван Степан Богдан Роман Руслан Остап Назар Тарас Максим Артем Олександр Володимир Віктор Захар Макар Едуард
    Леонард Альберт Роберт Артур Том Джон Джеймс Вільям Майкл Ганс Арсен Мирон Зеновій Петро Дмитро Павло Михайло
    Данило Марко Левко Кирило Гаврило Андрій Сергій Юрій Матвій Олексій Тимофій Валерій Анатолій Геннадій Григорій
    Георгій Аркадій Василь Микола Лука Кузьма Сава Ілля Гордій Свирид Корній Оскар Еміль Бенедикт
    """
_OLENA = """
    Олена Ганна Оксана Тетяна Світлана Катерина Ірина Марина Христина Людмила Галина Ніна Валентина Тамара Лариса
    Раїса Зоряна Роксолана Стефанія Соломія Марія Юлія Наталія Вікторія Анастасія Євгенія Софія Емілія Леся
    Настя Катря Ольга Інга Моніка Вероніка Анжеліка Ребека Аманда Джессіка Лінда Діана Емма Анна Сара Барбара
    Матильда Урсула Августина Єва Клара Дорота Ядвіга Мальвіна
    """
_FIXED = (
    "Генрі Джеррі Боббі Джо Лео Антоніо Педро Джонні Енді Томмі Вінні Джиммі",
    "Мері Люсі Софі Елізабет Маргарет Керрі Джейн Кейт Ніколь Емілі Едіт Ширлі",
)
_SURNAMES = """
    Шевченко Коваленко Бондаренко Ткаченко Кравченко Олійник Ковальчук Поліщук Савчук Марчук Ткачук Мельничук Романюк
    Гнатюк Павлюк Костюк Мороз Коваль Петренко Василенко Сидоренко Литвиненко Тимошенко Юрченко Клименко Лисенко Яценко
    Гаврилюк Захарчук Сорока Береза Верба Зима Вишня Гайда Сирота Скиба Шульга Куценко Стус Костенко Леонтович Драч
    Стельмах Довженко Франко Сміт Браун Джонсон Вілсон Андерсон Вагнер Шмідт Хоффман Новак Едвардс Паркер Бейкер
    """
_STEMS = "Левицьк Заньковецьк Грушевськ Рильськ Чайковськ Вишневськ Новицьк Лозинськ Добровольськ Яворськ"


def _declining(kinds: Endings, names: str, fixed: str) -> list[tuple[str, tuple[str, ...]]]:
    rows = [(name, declined(name, kinds)) for name in names.split()]
    return rows + [(name, (name,) * len(CASES)) for name in fixed.split()]


def _of_women(surname: str) -> tuple[str, ...]:
    """What ends in a consonant or «о» stays as it is."""
    return declined(surname, _WOMEN) if surname[-1] in "ая" else (surname,) * len(CASES)


MEN = _by_case(_declining(_MEN, _IVAN, _FIXED[0]))
WOMEN = _by_case(_declining(_WOMEN, _OLENA, _FIXED[1]))
SURNAMES_OF_MEN = _by_case(
    _declining(_MEN, _SURNAMES, "") + [(f"{stem}ий", declined(f"{stem}ий", _HIS)) for stem in _STEMS.split()]
)
SURNAMES_OF_WOMEN = _by_case(
    [(name, _of_women(name)) for name in _SURNAMES.split()]
    + [(f"{stem}ий", declined(f"{stem}а", _HERS)) for stem in _STEMS.split()]
)
