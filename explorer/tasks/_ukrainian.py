"""«Кіт , який уже з'їв купу їжі , був ситий .»: words and grammar.

Masculine nouns only, so that two forms (був, були) are all there is to tell apart. «який» and its verb agree with the
subject, so they stand right behind it: whatever follows (objects, places, clauses about other animals) tells nothing.
Every animal is animate, so its accusative is its genitive and one class serves «побачив старих псів» and «біля старих
псів». The first word of each class is the lecture's sentence, where it has one.
"""

from __future__ import annotations

from explorer.tasks._grammar import Language

# Nominative, genitive and instrumental, singular and plural of each.
_ANIMALS = tuple(
    tuple(line.split())
    for line in """
    кіт коти кота котів котом котами
    пес пси пса псів псом псами
    вовк вовки вовка вовків вовком вовками
    кінь коні коня коней конем кіньми
    заєць зайці зайця зайців зайцем зайцями
    їжак їжаки їжака їжаків їжаком їжаками
    ведмідь ведмеді ведмедя ведмедів ведмедем ведмедями
    птах птахи птаха птахів птахом птахами
    голуб голуби голуба голубів голубом голубами
    горобець горобці горобця горобців горобцем горобцями
    півень півні півня півнів півнем півнями
    гусак гусаки гусака гусаків гусаком гусаками
    лис лиси лиса лисів лисом лисами
    бобер бобри бобра бобрів бобром бобрами
    олень олені оленя оленів оленем оленями
    тигр тигри тигра тигрів тигром тиграми
    лев леви лева левів левом левами
    слон слони слона слонів слоном слонами
    баран барани барана баранів бараном баранами
    цап цапи цапа цапів цапом цапами
    бик бики бика биків биком биками
    осел осли осла ослів ослом ослами
    кріль кролі кроля кролів кролем кролями
    борсук борсуки борсука борсуків борсуком борсуками
    журавель журавлі журавля журавлів журавлем журавлями
    дятел дятли дятла дятлів дятлом дятлами
    тхір тхори тхора тхорів тхором тхорами
    хом'як хом'яки хом'яка хом'яків хом'яком хом'яками
    хлопець хлопці хлопця хлопців хлопцем хлопцями
    моряк моряки моряка моряків моряком моряками
    козак козаки козака козаків козаком козаками
    кухар кухарі кухаря кухарів кухарем кухарями
    """.strip().splitlines()
)
# The cat comes last, so that the probe's cat has another animal beside it.
_OTHERS = (*_ANIMALS[1:], _ANIMALS[0])
_STEMS = ("стар", "мал", "велик", "дик", "тих", "чорн", "біл", "руд", "сір", "хитр", "весел", "сонн")
_SAW = (
    ("побачив", "побачили"), ("почув", "почули"), ("знайшов", "знайшли"), ("наздогнав", "наздогнали"),
    ("помітив", "помітили"), ("розбудив", "розбудили"), ("злякав", "злякали"), ("обігнав", "обігнали"),
    ("зустрів", "зустріли"), ("покликав", "покликали"),
)  # fmt: skip
_SLEPT = (
    ("спав", "спали"), ("лежав", "лежали"), ("сидів", "сиділи"), ("грався", "гралися"), ("чекав", "чекали"),
    ("стояв", "стояли"), ("блукав", "блукали"), ("відпочивав", "відпочивали"),
)  # fmt: skip
_ATE = (
    ("з'їв", "з'їли"), ("знайшов", "знайшли"), ("приніс", "принесли"), ("украв", "украли"), ("сховав", "сховали"),
    ("отримав", "отримали"), ("розсипав", "розсипали"), ("доїв", "доїли"),
)  # fmt: skip

UKRAINIAN = Language(
    opening=("subject",),
    rules={
        "Filler": (
            "", "adverb", "Place", "Place adverb", "Clause comma", "Clause comma adverb",
            "comma which Did comma", "comma which Did comma adverb",
        ),
        "Did": ("Act", "already Act"),
        "Act": ("slept", "slept Pp", "saw Animal", "ate Food", "ate Food Pp"),
        "ActOne": ("slept_one", "slept_one Pp", "saw_one Animal", "ate_one Food", "ate_one Food Pp"),
        "ActMany": ("slept_many", "slept_many Pp", "saw_many Animal", "ate_many Food", "ate_many Food Pp"),
        "Food": ("measure food",),
        "Place": ("near One", "near Many", "behind OneIns", "behind ManyIns"),
        # A clause about another animal lasts to the end of the filler, where one comma closes it.
        "Clause": (
            "near One WhoOne", "near Many WhoMany", "behind OneIns WhoOne", "behind ManyIns WhoMany",
        ),
        "Pp": ("Place", "Clause"),
        "Animal": ("One", "Many", "One WhoOne", "Many WhoMany"),
        "WhoOne": ("comma who_one ActOne",),
        "WhoMany": ("comma who_many ActMany",),
        "One": ("one", "old_one one"),
        "Many": ("many", "old_many many"),
        "OneIns": ("one_ins", "old_one_ins one_ins"),
        "ManyIns": ("many_ins", "old_many_ins many_ins"),
    },
    words={
        "subject": tuple((forms[0].capitalize(), forms[1].capitalize()) for forms in _ANIMALS),
        "one": tuple(forms[2] for forms in _OTHERS),
        "many": tuple(forms[3] for forms in _OTHERS),
        "one_ins": tuple(forms[4] for forms in _OTHERS),
        "many_ins": tuple(forms[5] for forms in _OTHERS),
        "old_one": tuple(stem + "ого" for stem in _STEMS),
        "old_many": tuple(stem + "их" for stem in _STEMS),
        "old_one_ins": tuple(stem + "им" for stem in _STEMS),
        "old_many_ins": tuple(stem + "ими" for stem in _STEMS),
        "comma": (",",),
        "which": (("який", "які"),),
        "who_one": ("який",),
        "who_many": ("які",),
        "already": ("уже", "щойно", "учора", "зранку", "вночі", "нещодавно", "колись"),
        "adverb": ("знову", "справді", "сьогодні", "завжди", "тоді", "ще", "часто"),
        "saw": _SAW,
        "saw_one": tuple(one for one, _ in _SAW),
        "saw_many": tuple(many for _, many in _SAW),
        "slept": _SLEPT,
        "slept_one": tuple(one for one, _ in _SLEPT),
        "slept_many": tuple(many for _, many in _SLEPT),
        "ate": _ATE,
        "ate_one": tuple(one for one, _ in _ATE),
        "ate_many": tuple(many for _, many in _ATE),
        "measure": ("купу", "миску", "торбу", "тарілку", "жменю", "порцію", "гору", "половину"),
        "food": ("їжі", "каші", "риби", "сиру", "хліба", "зерна", "м'яса", "трави"),
        "near": ("біля", "коло", "навпроти", "поблизу", "неподалік", "навколо", "без"),
        "behind": ("за", "перед", "під", "над"),
        "verb": (("був", "були"),),
        "predicate": (
            ("ситий", "ситі"), ("голодний", "голодні"), ("щасливий", "щасливі"), ("сонний", "сонні"),
            ("старий", "старі"), ("веселий", "веселі"), ("сумний", "сумні"), ("великий", "великі"), ("малий", "малі"),
            ("сильний", "сильні"),
            ("хоробрий", "хоробрі"), ("спокійний", "спокійні"), ("мокрий", "мокрі"), ("брудний", "брудні"),
            ("білий", "білі"), ("рудий", "руді"), ("сірий", "сірі"), ("здоровий", "здорові"), ("втомлений", "втомлені"),
            ("обережний", "обережні"), ("лінивий", "ліниві"), ("швидкий", "швидкі"), ("чорний", "чорні"),
            ("злий", "злі"),
        ),
        "period": (".",),
    },
    lead=(
        "comma which already ate Food comma",
        "comma which already ate Food near many comma",
        "comma which ate Food near many comma",
        "comma which already ate Food near many comma who_many ActMany comma",
        "comma which Did comma",
        "near many",
        "Filler",
    ),
    verbs=("був", "були"),
)  # fmt: skip
