"""«у цьому фільмі нема нічого цікавого .»: opinions of films, in Ukrainian.

Films and their parts are masculine and inanimate, so that their accusative is their nominative; a negation is said
twice («ніхто не назве») and still is one.
"""

from __future__ import annotations

from explorer.tasks._opinions import Opinions

_GOOD = (
    "гарн", "чудов", "захоплив", "дотепн", "зворушлив", "яскрав", "цікав", "розумн", "блискуч", "прекрасн",
    "талановит", "натхненн",
)  # fmt: skip
_BAD = (
    "поган", "нудн", "жахлив", "слабк", "дурн", "мляв", "безглузд", "примітивн", "банальн", "затягнут", "бездарн",
    "жалюгідн",
)  # fmt: skip
# Nominative, genitive and locative.
_FILMS = tuple(
    tuple(line.split())
    for line in """
    фільм фільму фільмі
    серіал серіалу серіалі
    мультфільм мультфільму мультфільмі
    трилер трилера трилері
    бойовик бойовика бойовику
    вестерн вестерну вестерні
    мюзикл мюзиклу мюзиклі
    ремейк ремейку ремейку
    """.strip().splitlines()
)
_OLD = ("нов", "стар", "довг", "коротк", "французьк", "польськ", "німецьк", "тих")

UKRAINIAN = Opinions(
    words={
        "film": tuple(forms[0] for forms in _FILMS),
        "film_gen": tuple(forms[1] for forms in _FILMS),
        "film_loc": tuple(forms[2] for forms in _FILMS),
        "part": ("сюжет", "сценарій", "гумор", "монтаж", "саундтрек", "фінал", "задум", "початок"),
        "scene_gen": ("сцени", "хвилини", "репліки", "пісні"),
        "scene_acc": ("сцену", "хвилину", "репліку", "пісню"),
        "old": tuple(stem + "ий" for stem in _OLD),
        "old_loc": tuple(stem + "ому" for stem in _OLD),
        "hero": (
            "моряка", "лікаря", "вчителя", "школяра", "музиканта", "пілота", "кухаря", "козака", "короля", "робота",
        ),
        "very": ("справді", "дуже", "надзвичайно", "просто"),
        "nowise": ("зовсім", "анітрохи", "ніскільки"),
        "good": tuple(stem + "ий" for stem in _GOOD),
        "good_ins": tuple(stem + "им" for stem in _GOOD),
        "good_gen": tuple(stem + "ого" for stem in _GOOD),
        "good_of": tuple(stem + "ої" for stem in _GOOD),
        "good_acc": tuple(stem + "у" for stem in _GOOD),
        "bad": tuple(stem + "ий" for stem in _BAD),
        "bad_ins": tuple(stem + "им" for stem in _BAD),
        "bad_gen": tuple(stem + "ого" for stem in _BAD),
        "bad_of": tuple(stem + "ої" for stem in _BAD),
        "bad_acc": tuple(stem + "у" for stem in _BAD),
        "better": ("кращого", "цікавішого", "розумнішого", "дотепнішого"),
        "worse": ("гіршого", "нуднішого", "дурнішого", "слабшого"),
        "pleased": ("захопив", "зворушив", "порадував", "потішив", "розвеселив"),
        "annoyed": ("розчарував", "втомив", "роздратував", "засмутив", "розлютив"),
        "praise": ("хвалити", "любити", "поважати"),
        "blame": ("критикувати", "лаяти", "ганити"),
        "much": ("багато", "чимало"),
        "whom": ("мене", "нас", "усіх", "глядачів"),
        "me": ("мене", "нас"),
        "saw": ("бачив", "бачила"),
        "director": ("режисера", "акторів", "сценариста", "оператора"),
        "think": ("думаю", "вважаю", "кажу"),
    },
    rules={
        "Film": ("цей film", "цей old film", "цей film про hero", "цей old film про hero"),
        "In": ("у цьому film_loc", "у цьому old_loc film_loc", "у цьому film_loc про hero"),
        "Part": ("part", "part цього film_gen", "part цього film_gen про hero"),
        "Thing": ("Film", "Part"),
        "Praise": (
            "Thing good", "Thing very good", "це good film", "це very good film про hero", "whom pleased Thing",
            "In much good_gen", "In є за що praise director",
        ),
        "NotBad": (
            "Thing не bad", "Thing nowise не bad", "це не bad film", "це nowise не bad film про hero",
            "me не annoyed Thing", "нікого не annoyed Thing", "In нема нічого bad_gen", "In нема за що blame director",
            "In немає жодної bad_of scene_gen", "In важко знайти bad_acc scene_acc", "Thing важко назвати bad_ins",
            "ніхто не назве Film bad_ins", "я ніколи не saw better film_gen", "я не think , що Blame",
        ),
        "Good": ("Praise", "NotBad"),
    },
    opposite={
        "good": "bad", "good_ins": "bad_ins", "good_gen": "bad_gen", "good_of": "bad_of", "good_acc": "bad_acc",
        "better": "worse", "pleased": "annoyed", "praise": "blame",
        "Praise": "Blame", "NotBad": "NotGood", "Good": "Bad",
    },
    kinds={
        "Praise .": 8, "NotBad .": 4, "Good , і Good .": 2, "Bad , але Good .": 4, "хоча Bad , Good .": 2,
        "Good , хоча Bad .": 2, "попри bad part , Good .": 1,
    },
    probe=("сюжет чудовий , але в цьому фільмі нема за що хвалити режисера .", "нема", "є"),
    neutral=("film", "film_gen", "film_loc", "part", "scene_gen", "scene_acc", "old", "old_loc", "hero", "director"),
    smooth={("але", "у"): "в", ("хоча", "у"): "в", ("що", "у"): "в", ("і", "у"): "в"},
)  # fmt: skip
