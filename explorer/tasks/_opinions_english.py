"""“there is nothing to like in this movie .”: opinions of films, in English.

No adjective of feeling begins with a vowel, so that "a" fits all of them.
"""

from __future__ import annotations

from explorer.tasks._opinions import Opinions

ENGLISH = Opinions(
    words={
        "film": (
            "movie", "film", "picture", "comedy", "drama", "thriller", "sequel", "remake", "musical", "western",
            "story", "cartoon",
        ),
        "part": (
            "acting", "plot", "music", "dialogue", "script", "ending", "humour", "cast", "editing", "pacing",
            "lighting", "camerawork",
        ),
        "scene": ("scene", "minute", "line", "joke", "song", "moment"),
        "this": ("this", "the"),
        "old": ("old", "new", "long", "short", "french", "italian", "recent", "two-hour", "silent", "american"),
        "hero": ("sailor", "teacher", "doctor", "family", "pilot", "cook", "king", "farmer", "dancer", "robot"),
        "very": ("very", "really", "truly", "quite"),
        "good": (
            "good", "great", "wonderful", "brilliant", "moving", "funny", "clever", "charming", "gripping", "superb",
            "touching", "fresh", "delightful", "lovely", "beautiful", "smart",
        ),
        "bad": (
            "bad", "terrible", "boring", "dull", "stupid", "clumsy", "weak", "tedious", "dreadful", "lifeless",
            "silly", "predictable", "horrible", "lazy", "shallow", "poor",
        ),
        "better": ("better", "finer", "smarter", "funnier"),
        "worse": ("worse", "duller", "weaker", "sillier"),
        "liked": ("liked", "loved", "enjoyed", "admired", "praised"),
        "hated": ("hated", "disliked", "detested", "mocked", "regretted"),
        "like": ("like", "love", "enjoy", "admire", "praise"),
        "hate": ("hate", "dislike", "detest", "mock", "regret"),
        "much": ("much", "plenty", "something", "everything"),
        "they": ("i", "we", "they"),
        "everyone": ("i", "we", "everyone", "they"),
        "think": ("think", "believe", "say", "feel"),
    },
    rules={
        "Film": ("this film", "this old film", "this film about a hero", "this old film about a hero"),
        "Part": ("the part", "the part of Film"),
        "Thing": ("Film", "Part"),
        "Praise": (
            "Thing is good", "Thing is very good", "this is a good film", "it is a very good film about a hero",
            "everyone liked Thing", "there is much to like in Film", "what a good film",
        ),
        "NotBad": (
            "Thing is not bad", "Thing is not at all bad", "this is not a bad film",
            "it is not a bad film about a hero", "they did not hate Thing", "nobody hated Thing",
            "nobody who saw Film with us hated it",
            "there is nothing to hate in Film", "there is not a single bad scene in Film",
            "it is hard to find a bad scene in Film", "Thing is anything but bad", "Thing is far from bad",
            "they have never seen a better film", "they do not think that Blame",
        ),
        "Good": ("Praise", "NotBad"),
    },
    opposite={
        "good": "bad", "better": "worse", "liked": "hated", "like": "hate",
        "Praise": "Blame", "NotBad": "NotGood", "Good": "Bad",
    },
    kinds={
        "Praise .": 8, "NotBad .": 4, "Good , and Good .": 2, "Bad , but Good .": 4, "although Bad , Good .": 2,
        "Good , although Bad .": 2, "despite the bad part , Good .": 1,
    },
    probe=("the music is wonderful , but there is nothing to like in this movie .", "nothing", "everything"),
    neutral=("film", "part", "scene", "old", "hero"),
)  # fmt: skip
