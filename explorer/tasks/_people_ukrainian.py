"""«Учора Гаррі Поттер зустрів Герміону Ґрейнджер .»: sentences with and without persons, in Ukrainian.

Names stand in all cases but the vocative and the locative. What grows or shines is also called by names of people
(«Роза росла біля річки .», «Роза Коваль писала листа .»): only what follows tells one from the other.
"""

from __future__ import annotations

from explorer.tasks._names_ukrainian import CASES, MEN, SURNAMES_OF_MEN, SURNAMES_OF_WOMEN, WOMEN
from explorer.tasks._people import People

# Nominative, genitive, locative.
_PLACES = tuple(
    tuple(line.split())
    for line in """
    Київ Києва Києві
    Львів Львова Львові
    Харків Харкова Харкові
    Чернігів Чернігова Чернігові
    Тернопіль Тернополя Тернополі
    Житомир Житомира Житомирі
    Краматорськ Краматорська Краматорську
    Луцьк Луцька Луцьку
    Херсон Херсона Херсоні
    Полтава Полтави Полтаві
    Вінниця Вінниці Вінниці
    Ялта Ялти Ялті
    Яготин Яготина Яготині
    Париж Парижа Парижі
    Лондон Лондона Лондоні
    Берлін Берліна Берліні
    Мадрид Мадрида Мадриді
    Рим Рима Римі
    Краків Кракова Кракові
    Люблін Любліна Любліні
    Мюнхен Мюнхена Мюнхені
    Гамбург Гамбурга Гамбурзі
    Чикаго Чикаго Чикаго
    Торонто Торонто Торонто
    Токіо Токіо Токіо
    Прага Праги Празі
    Варшава Варшави Варшаві
    Барселона Барселони Барселоні
    Флоренція Флоренції Флоренції
    Венеція Венеції Венеції
    Женева Женеви Женеві
    Канада Канади Канаді
    Польща Польщі Польщі
    Франція Франції Франції
    Німеччина Німеччини Німеччині
    Норвегія Норвегії Норвегії
    Буковина Буковини Буковині
    Волинь Волині Волині
    """.strip().splitlines()
)
_GROWS = """
    Роза Лілія Калина Мальва Віола Верба Береза Вишня Троянда Фіалка Ромашка Рута Малина Яблуня Маргаритка Азалія
    Магнолія Айстра Жоржина Горобина Липа Тополя Олива Камелія
    """
_SHINES = """
    Лев Сокіл Клен Явір Дуб Барвінок Орел Мак Кипарис Яструб Журавель Горицвіт Місяць Любисток Тур Жайвір
    """


def _accusative(place: str) -> str:
    return place[:-1] + {"а": "у", "я": "ю"}.get(place[-1], place[-1])


def _itself(names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names.split())


_BY_CASE = {
    "first_m": MEN,
    "first_f": WOMEN,
    "last_m": SURNAMES_OF_MEN,
    "last_f": SURNAMES_OF_WOMEN,
}

UKRAINIAN = People(
    words={
        "slept_m": ("спав", "сміявся", "мовчав", "співав", "чекав", "плакав", "танцював", "працював", "читав"),
        "slept_f": (
            "спала", "сміялася", "мовчала", "співала", "чекала", "плакала", "танцювала", "працювала", "читала",
        ),
        "slept_many": ("спали", "сміялися", "мовчали", "співали", "чекали", "працювали", "читали", "прийшли"),
        "met_m": ("зустрів", "побачив", "запросив", "покликав", "любив", "забув", "почув", "обійняв"),
        "met_f": ("зустріла", "побачила", "запросила", "покликала", "любила", "забула", "почула", "обійняла"),
        "met_many": ("зустріли", "побачили", "запросили", "покликали", "любили", "забули", "почули", "обійняли"),
        "made_m": ("купив", "знайшов", "загубив", "продав", "написав", "вигадав", "побудував", "приніс", "сховав"),
        "made_f": (
            "купила", "знайшла", "загубила", "продала", "написала", "вигадала", "побудувала", "принесла", "сховала",
        ),
        "made_many": ("купили", "знайшли", "загубили", "продали", "написали", "вигадали", "побудували", "принесли"),
        "thing": (
            "закляття", "авто", "дзеркало", "вікно", "крісло", "листа", "будинок", "годинник", "човен", "вірш", "сад",
        ),
        "stood": ("стояло", "лежало", "зникло", "падало", "блищало", "минуло"),
        "it": ("закляття", "авто", "дзеркало", "вікно", "сонце", "літо", "листя", "небо", "море", "село"),
        "job": ("вчитель", "лікар", "поет", "маляр", "співак", "пілот", "король", "кухар", "моряк", "сусід", "друг"),
        "job_f": ("вчителька", "лікарка", "поетка", "малярка", "співачка", "королева", "сестра", "подруга", "сусідка"),
        "title": ("пан", "професор", "доктор", "капітан", "дядько", "президент"),
        "title_f": ("пані", "професорка", "докторка", "тітка"),
        "when": ("учора", "сьогодні", "потім", "пізніше", "нарешті", "раптом", "вранці", "вночі", "завжди"),
        "they": ("ми", "вони", "усі", "діти", "люди"),
        "animals": ("собаки", "коні", "птахи", "діти", "вчителі", "моряки", "коти", "вовки", "гості", "сусіди"),
        "dog": ("собака", "кішка", "дівчина", "жінка", "ластівка", "вода", "зима", "дорога", "книга", "ріка"),
        "ran": ("бігала", "лежала", "зникла", "прийшла", "шуміла", "зупинилася"),
        "horse": ("кінь", "пес", "хлопець", "потяг", "корабель", "вітер", "дощ", "місяць", "учень", "гість"),
        "ran_m": ("біг", "зник", "прийшов", "шумів", "зупинився", "мовчав"),
        "grew": ("росла", "цвіла", "зів'яла", "пахла", "всихала", "шелестіла"),
        "grew_m": ("ріс", "шелестів", "полював", "гніздився", "зимував", "цвів"),
        "of_river": ("річки", "хати", "озера", "дороги", "лісу", "моря", "ставка", "школи"),
        "near": ("біля", "коло", "неподалік"),
        "gift": ("книга", "хата", "шапка", "картина", "пісня", "таємниця"),
        "lay": ("лежала", "зникла", "згоріла", "загубилася"),
        "told": ("подарували", "показали", "продали", "принесли", "обіцяли"),
        "with": ("з", "із"),
        "spoke": ("розмовляли", "сміялися", "танцювали", "працювали", "прощалися"),
        "said_m": ("сказав", "спитав", "відповів", "крикнув"),
        "said_f": ("сказала", "спитала", "відповіла", "крикнула"),
        "big": ("велике", "старе", "гарне", "далеке", "тихе"),
    },
    names={
        **{f"{name}_{case}": forms[case] for name, forms in _BY_CASE.items() for case in CASES},
        "place": tuple((row[0], row[0]) for row in _PLACES),
        "place_acc": tuple((row[0], _accusative(row[0])) for row in _PLACES),
        "place_gen": tuple((row[0], row[1]) for row in _PLACES),
        "place_loc": tuple((row[0], row[2]) for row in _PLACES),
        "flower": _itself(_GROWS),
        "girl": _itself(_GROWS),
        "tree": _itself(_SHINES),
        "boy": _itself(_SHINES),
    },
    persons=frozenset({f"{name}_{case}" for name in _BY_CASE for case in CASES} | {"girl", "boy"}),
    open=frozenset(
        {
            "slept_m", "slept_f", "slept_many", "met_m", "met_f", "met_many", "made_m", "made_f", "made_many", "thing",
            "stood", "job", "job_f", "animals", "ran", "ran_m", "grew", "grew_m", "of_river", "lay", "big",
        }
    ),
    rules={
        **{
            f"Person_{case}": (f"Man_{case}", f"Woman_{case}") for case in CASES
        },
        **{
            f"{who}_{case}": (f"first_{sex}_{case} last_{sex}_{case}", f"first_{sex}_{case}", f"last_{sex}_{case}")
            for who, sex in (("Man", "m"), ("Woman", "f"))
            for case in CASES
        },
        "He": (
            "Man_nom", "Man_nom", "Man_nom", "title first_m_nom last_m_nom", "title last_m_nom", "boy last_m_nom",
            "boy",
        ),
        "She": (
            "Woman_nom", "Woman_nom", "Woman_nom", "title_f first_f_nom last_f_nom", "title_f last_f_nom",
            "girl last_f_nom", "girl",
        ),
        "Did_m": (
            "slept_m", "met_m Person_acc", "made_m thing", "жив у place_loc", "поїхав до place_gen",
            "розмовляв з Person_ins", "зателефонував Person_dat", "отримав лист від Person_gen", "був job",
        ),
        "Did_f": (
            "slept_f", "met_f Person_acc", "made_f thing", "жила у place_loc", "поїхала до place_gen",
            "розмовляла з Person_ins", "зателефонувала Person_dat", "отримала лист від Person_gen", "була job_f",
        ),
        "Did_many": (
            "slept_many", "made_many thing", "жили у place_loc", "поїхали до place_gen", "spoke near of_river",
        ),
        "Thing": (
            "it stood", "dog ran", "horse ran_m", "animals Did_many", "they Did_many", "він slept_m",
            "вона slept_f",
        ),
        "About": ("thing", "place_acc", "Person_acc"),
        "Where": ("near of_river", "у place_loc"),
    },
    kinds={
        "He Did_m .": 3,
        "She Did_f .": 3,
        "Person_nom і Person_nom made_many thing .": 2,
        "when He met_m Person_acc .": 2,
        "when She met_f Person_acc .": 2,
        "He , job з place_gen , Did_m .": 0.5,
        "She , job_f з place_gen , Did_f .": 0.5,
        "they met_many Person_acc у place_loc .": 1,
        "they met_many Person_acc і Person_acc near of_river .": 1,
        "they розповіли Person_dat про About .": 1,
        "вони любили About .": 0.5,
        "they told Person_dat thing .": 1,
        "Person_dat подарували thing .": 1,
        "gift Person_gen lay near of_river .": 1,
        "they spoke with Person_ins у place_loc .": 1,
        "place — це big місто .": 1,
        "у place_loc Thing .": 1,
        "потяг до place_gen when зупинився .": 1,
        "flower grew Where .": 2,
        "tree grew_m Where .": 2,
        "when flower grew Where .": 0.5,
        "Thing .": 3,
        "Thing Where .": 1,
        "when Thing .": 1,
        "« Thing » , — said_m He .": 0.5,
        "« Thing » , — said_f She .": 0.5,
    },
    probe=("Учора Гаррі Поттер зустрів Герміону Ґрейнджер .", (1, 2, 4, 5)),
)  # fmt: skip
