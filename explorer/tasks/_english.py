"""“The cat , which already ate a bunch of food , was full .”: words and grammar.

Past tense throughout: "ate" tells no number, so the subject alone decides between "was" and "were". Clues, where they
are wanted, are "its" and "itself" beside one animal, "their" and "themselves" beside several. The first word of each
class is the lecture's, where the lecture has one. People are no subjects: "which" is for animals.
"""

from __future__ import annotations

from explorer.tasks._grammar import Between, Language

_ANIMALS = (
    ("cat", "cats"), ("dog", "dogs"), ("wolf", "wolves"), ("mouse", "mice"), ("horse", "horses"), ("goose", "geese"),
    ("bird", "birds"), ("fox", "foxes"), ("bear", "bears"), ("lion", "lions"), ("tiger", "tigers"),
    ("rabbit", "rabbits"), ("duck", "ducks"), ("hen", "hens"), ("goat", "goats"), ("cow", "cows"), ("pig", "pigs"),
    ("donkey", "donkeys"),
    ("monkey", "monkeys"), ("parrot", "parrots"), ("puppy", "puppies"), ("pony", "ponies"), ("calf", "calves"),
    ("lamb", "lambs"), ("squirrel", "squirrels"), ("hedgehog", "hedgehogs"), ("owl", "owls"), ("crow", "crows"),
    ("swan", "swans"), ("frog", "frogs"), ("turtle", "turtles"), ("kitten", "kittens"),
)  # fmt: skip
_PEOPLE = (
    ("child", "children"), ("boy", "boys"), ("girl", "girls"), ("sailor", "sailors"), ("farmer", "farmers"),
    ("baker", "bakers"), ("man", "men"), ("woman", "women"),
)  # fmt: skip
# The cat comes last, so that the probe's cat has another animal beside it.
_OTHERS = (*_ANIMALS[1:], *_PEOPLE, _ANIMALS[0])

# What somebody did who is not the subject, or the subject without a clue.
_DEEDS = {
    "Act": ("slept", "slept Pp", "saw Np", "ate Food", "ate Food Pp"),
    "Food": ("a measure of food",),
    "Pp": ("near Np",),
    "Np": ("the Noun", "the Noun that Act"),
    "Noun": ("one", "many", "old one", "old many"),
}

ENGLISH = Language(
    opening=("the_first", "subject"),
    neutral=Between(
        rules={
            "Filler": (
                "", "adverb", "place adverb", "Pp", "Pp adverb", "Pp Pp", "Pp Which",
                "Which", "Which adverb", "place Which",
            ),
            "Which": ("comma which Did comma", "comma which already Did comma"),
            "Did": ("Act", "Act and Act", "Act and already Act"),
            **_DEEDS,
        },
        lead=(
            "comma which already ate Food comma",
            "comma which ate Food comma",
            "comma which already ate Food near the many comma",
            "comma which already ate Food near the many that Act comma",
            "comma which Did comma",
            "near the many",
            "Filler",
        ),
    ),
    telling=Between(
        rules={
            "Filler": (
                "", "adverb", "place adverb", "Near", "Near adverb",
                "comma which Last comma", "comma which already Last comma",
                "comma which Before Last comma", "comma which Before already Last comma",
            ),
            "Before": ("Own and", "Act and", "Own and Before", "Act and Before"),
            "Own": ("washed itself", "washed itself Pp", "ate its measure of food", "ate its measure of food Pp"),
            "Last": ("washed itself", "washed itself Near", "ate its measure of food"),
            "Near": ("near the one", "near the many"),
            **_DEEDS,
        },
        lead=(
            "comma which already ate its measure of food comma",
            "comma which ate its measure of food comma",
            "comma which slept and ate its measure of food comma",
            "comma which slept and already ate its measure of food comma",
            "comma which washed itself and already ate its measure of food comma",
            "comma which slept near the many and already ate its measure of food comma",
            "comma which Before already ate its measure of food comma",
            "comma which Before Last comma",
            "comma which already washed itself comma",
            "comma which washed itself comma",
            "near the many",
            "Filler",
        ),
    ),
    words={
        "the_first": ("The",),
        "subject": _ANIMALS,
        "one": tuple(one for one, _ in _OTHERS),
        "many": tuple(many for _, many in _OTHERS),
        "comma": (",",),
        "which": ("which",),
        "that": ("that",),
        "the": ("the",),
        "a": ("a",),
        "its": (("its", "their"),),
        "itself": (("itself", "themselves"),),
        "of": ("of",),
        "and": ("and",),
        "already": ("already", "just", "often", "once", "quickly", "quietly", "finally", "recently"),
        "adverb": ("certainly", "really", "probably", "surely", "still", "always", "usually", "clearly"),
        "place": ("outside", "inside", "upstairs", "downstairs", "here", "there"),
        "ate": ("ate", "finished", "found", "stole", "shared", "carried", "hid", "brought"),
        "measure": ("bunch", "bowl", "basket", "bag", "heap", "plate", "box", "bucket"),
        "food": ("food", "fish", "bread", "rice", "corn", "fruit", "cheese", "grass"),
        "washed": ("washed", "hid", "warmed", "hurt", "scratched", "cleaned", "fed", "calmed"),
        "saw": ("saw", "heard", "followed", "chased", "met", "liked", "missed", "watched", "passed", "woke"),
        "slept": ("slept", "waited", "played", "sat", "lay", "rested", "stayed", "sang"),
        "near": ("near", "behind", "beside", "with", "opposite", "without", "above", "below"),
        "old": ("old", "small", "big", "wild", "quiet", "young", "black", "white", "brave", "lazy"),
        "verb": (("was", "were"),),
        "predicate": (
            "full", "hungry", "happy", "tired", "asleep", "awake", "angry", "calm", "clean", "cold", "warm", "wet",
            "dirty", "famous", "healthy", "proud", "ready", "sad", "safe", "strong", "alone", "late", "lucky", "busy",
        ),
        "period": (".",),
    },
    verbs=("was", "were"),
)  # fmt: skip
