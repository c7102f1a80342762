"""«Кіт , уже з'ївши купу їжі , був ситий .»: words and grammar.

Masculine nouns only, so that two forms (був, були) are all there is to tell apart. A relative clause repeats the number
twice («який з'їв», «які з'їли»), and so does every finite verb about the subject; the adverbial participle does not:
«кіт, уже з'ївши», «коти, уже з'ївши». So the lecture's "which already ate" is «уже з'ївши», and «який» speaks of other
animals only, unless clues are wanted. Every animal is animate, so its accusative is its genitive and one class serves
«побачивши старих псів» and «біля старих псів». The first word of each class is the lecture's, where it has one.
"""

from __future__ import annotations

from explorer.tasks._grammar import Between, Language

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

_HAVING_SEEN = (
    "побачивши", "почувши", "знайшовши", "наздогнавши", "помітивши", "розбудивши", "злякавши", "обігнавши",
    "зустрівши", "покликавши",
)  # fmt: skip
_HAVING_SLEPT = (
    "поспавши", "полежавши", "посидівши", "погравшись", "почекавши", "постоявши", "поблукавши", "відпочивши",
)  # fmt: skip
_HAVING_EATEN = (
    "з'ївши", "знайшовши", "принісши", "укравши", "сховавши", "отримавши", "розсипавши", "доївши",
)  # fmt: skip

# Places, food and other animals, whose clauses agree with them. A clause is open: a comma must close it.
_OTHERS_RULES = {
    "ActOne": ("slept_one", "slept_one Pp", "saw_one Animal", "ate_one Food", "ate_one Food Pp"),
    "ActMany": ("slept_many", "slept_many Pp", "saw_many Animal", "ate_many Food", "ate_many Food Pp"),
    "Food": ("measure food",),
    "Place": ("near One", "near Many", "behind OneIns", "behind ManyIns"),
    "Clause": ("near One WhoOne", "near Many WhoMany", "behind OneIns WhoOne", "behind ManyIns WhoMany"),
    "Pp": ("Place", "Clause"),
    "Animal": ("One", "Many", "One WhoOne", "Many WhoMany"),
    "WhoOne": ("comma who_one ActOne",),
    "WhoMany": ("comma who_many ActMany",),
    "One": ("one", "old_one one"),
    "Many": ("many", "old_many many"),
    "OneIns": ("one_ins", "old_one_ins one_ins"),
    "ManyIns": ("many_ins", "old_many_ins many_ins"),
}

UKRAINIAN = Language(
    opening=("subject",),
    neutral=Between(
        rules={
            "Filler": (
                "", "adverb", "Place", "Place adverb", "Clause comma", "Clause comma adverb",
                "comma Having comma", "comma Having comma adverb", "comma when one_nom ActOne comma",
                "comma when many_nom ActMany comma",
            ),
            "Having": ("Had", "already Had", "HadThen and Had", "already HadThen and Had"),
            "Had": (
                "having_slept", "having_slept Pp", "having_seen Animal", "having_eaten Food", "having_eaten Food Pp",
            ),
            # Before «та» no clause stays open.
            "HadThen": (
                "having_slept", "having_slept Place", "having_seen One", "having_seen Many", "having_eaten Food",
            ),
            **_OTHERS_RULES,
        },
        lead=(
            "comma already having_eaten Food comma",
            "comma having_eaten Food comma",
            "comma already having_eaten Food near many comma",
            "comma having_eaten Food near many comma",
            "comma already having_eaten Food near old_many many comma",
            "comma already having_eaten Food near old_many many comma adverb",
            "comma already having_eaten Food near many comma who_many ActMany comma",
            "comma already having_slept comma",
            "near Many",
            "Filler",
        ),
    ),
    telling=Between(
        rules={
            "Filler": (
                "", "adverb", "Place", "Place adverb", "comma which Last comma", "comma which already_which Last comma",
                "comma which Before Last comma", "comma which Before already_which Last comma",
            ),
            "Before": ("Act and", "OpenAct comma and", "Act and Before", "OpenAct comma and Before"),
            "Act": ("slept", "slept Place", "saw One", "saw Many", "ate Food", "ate Food Place"),
            "OpenAct": ("slept Clause", "saw One WhoOne", "saw Many WhoMany", "ate Food Clause"),
            "Last": ("slept", "slept Place", "saw One", "saw Many", "ate Food"),
            **_OTHERS_RULES,
        },
        lead=(
            "comma which already_which ate Food comma",
            "comma which ate Food comma",
            "comma which slept and already_which ate Food comma",
            "comma which slept and ate Food comma",
            "comma which slept Place and already_which ate Food comma",
            "comma which slept near many comma who_many ActMany comma and already_which ate Food comma",
            "comma which Before already_which ate Food comma",
            "comma which Last comma",
            "near Many",
            "Filler",
        ),
    ),
    words={
        "subject": tuple((forms[0].capitalize(), forms[1].capitalize()) for forms in _ANIMALS),
        "one_nom": tuple(forms[0] for forms in _OTHERS),
        "many_nom": tuple(forms[1] for forms in _OTHERS),
        "one": tuple(forms[2] for forms in _OTHERS),
        "many": tuple(forms[3] for forms in _OTHERS),
        "one_ins": tuple(forms[4] for forms in _OTHERS),
        "many_ins": tuple(forms[5] for forms in _OTHERS),
        "old_one": tuple(stem + "ого" for stem in _STEMS),
        "old_many": tuple(stem + "их" for stem in _STEMS),
        "old_one_ins": tuple(stem + "им" for stem in _STEMS),
        "old_many_ins": tuple(stem + "ими" for stem in _STEMS),
        "comma": (",",),
        "when": ("коли", "поки", "хоча"),
        "and": ("та",),
        "which": (("який", "які"),),
        "who_one": ("який",),
        "who_many": ("які",),
        "already": ("уже", "щойно", "учора", "зранку", "вночі", "нещодавно", "колись"),
        "already_which": ("вже", "щойно", "вчора", "зранку", "вночі", "нещодавно", "колись"),  # after a vowel
        "adverb": ("знову", "справді", "сьогодні", "завжди", "тоді", "ще", "часто"),
        "having_seen": _HAVING_SEEN,
        "having_slept": _HAVING_SLEPT,
        "having_eaten": _HAVING_EATEN,
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
    verbs=("був", "були"),
)  # fmt: skip
