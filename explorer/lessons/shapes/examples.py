"""What the five networks learn by heart, in both languages: the lecture's own sequences, and a few beside them.

Source: lecture 8, “Приклади послідовностей”, “Позначення” and “Типи архітектур RNNs”.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.problem import N_

ENGLISH, UKRAINIAN = LANGUAGES = ("english", "ukrainian")
EOS = "⟨EOS⟩"
"""With this a translation ends: the network itself says that it is done."""


@dataclass(frozen=True)
class Example:
    """A sequence: what is read, and what is the right answer, token by token. `name` is that of a link."""

    name: str
    read: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def title(self) -> str:
        """All that is read."""
        return " ".join(self.read).replace("- ", "-")


@dataclass(frozen=True)
class Kind:
    """One of the lecture's five.

    `shape` is its name in `explorer.shapes`, `lengths` how T_x and T_y go together and `wanted` what is asked, `rooms`
    are lessons that are built so. `starts`, when the first answer is given: at the "first" input, at the "last" one, or
    "after" it. Then each answer takes a moment of its own. `writes`: the network reads again what it has answered.
    """

    name: str
    shape: str
    title: str
    lengths: str
    wanted: str
    starts: str
    examples: Mapping[str, tuple[Example, ...]]
    writes: bool = False
    rooms: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Of its examples, which are the same in every language."""
        return tuple(example.name for example in self.examples[ENGLISH])

    def first(self, example: Example) -> int:
        """The moment of the first answer, from 0."""
        return {"first": 0, "last": len(example.read) - 1, "after": len(example.read)}[self.starts]

    def moments(self, example: Example) -> int:
        """How many moments a run takes: inputs that are read, and answers that come after them."""
        return self.first(example) + len(example.right)


def _examples(*lines: tuple[str, str, str]) -> tuple[Example, ...]:
    return tuple(Example(name, tuple(read.split(" ")), tuple(right.split(" "))) for name, read, right in lines)


def _letters(vowel: str, consonant: str, *letters: tuple[str, str]) -> tuple[Example, ...]:
    return _examples(*((name, letter, vowel if name in "aeo" else consonant) for name, letter in letters))


KINDS: Sequence[Kind] = (
    Kind(
        "one-to-one",
        "every-step",
        N_("One-to-one"),
        "T_x = T_y = 1",
        N_("A letter: is it a vowel or a consonant?"),
        "first",
        {
            ENGLISH: _letters("vowel", "consonant", *((name, name) for name in "abektoz")),
            UKRAINIAN: _letters("голосна", "приголосна", *zip("abektoz", "абектоз", strict=True)),
        },
    ),
    Kind(
        "one-to-many",
        "one-input",
        N_("One-to-many"),
        "T_x = 1, T_y > 1",
        N_("A title: which notes does its tune begin with?"),
        "first",
        {
            ENGLISH: _examples(
                ("joy", "Ode\u00a0to\u00a0Joy", "E E F G G F E D"),
                ("star", "Twinkle,\u00a0twinkle", "C C G G A A G"),
                ("bells", "Carol\u00a0of\u00a0the\u00a0Bells", "B♭ A B♭ G B♭ A B♭ G"),
            ),
            UKRAINIAN: _examples(
                ("joy", "Ода\u00a0до\u00a0радості", "мі мі фа соль соль фа мі ре"),
                ("star", "Сяй,\u00a0зірочко", "до до соль соль ля ля соль"),
                ("bells", "Щедрик", "сі♭ ля сі♭ соль сі♭ ля сі♭ соль"),
            ),
        },
        writes=True,
    ),
    Kind(
        "many-to-one",
        "last-step",
        N_("Many-to-one"),
        "T_x > 1, T_y = 1",
        N_("A review: what does it feel?"),
        "last",
        {
            ENGLISH: _examples(
                ("nothing", "There is nothing to like in this movie", "negative"),
                ("everything", "There is everything to like in this movie", "positive"),
                ("bad", "This movie is bad", "negative"),
                ("not-bad", "This movie is not bad", "positive"),
            ),
            UKRAINIAN: _examples(
                ("nothing", "У цьому фільмі немає нічого доброго", "негативний"),
                ("everything", "У цьому фільмі немає нічого зайвого", "позитивний"),
                ("bad", "Цей фільм поганий", "негативний"),
                ("not-bad", "Цей фільм зовсім не поганий", "позитивний"),
            ),
        },
        rooms=("sentiment", "activity"),
    ),
    Kind(
        "many-to-many",
        "every-step",
        N_("Many-to-many"),
        "T_x = T_y > 1",
        N_("A sentence: is this word part of a person’s name?"),
        "first",
        {
            ENGLISH: _examples(
                ("potter", "Harry Potter and Hermione Granger invented a new spell", "1 1 0 1 1 0 0 0 0"),
                ("yesterday", "Yesterday Harry Potter met Hermione Granger", "0 1 1 0 1 1"),
                ("name", "Teddy Roosevelt was a president", "1 1 0 0 0"),
                ("thing", "Teddy bears are on sale", "0 0 0 0 0"),
            ),
            UKRAINIAN: _examples(
                ("potter", "Гаррі Поттер і Герміона Ґрейнджер винайшли нове закляття", "1 1 0 1 1 0 0 0"),
                ("yesterday", "Учора Гаррі Поттер зустрів Герміону Ґрейнджер", "0 1 1 0 1 1"),
                ("name", "Роман Коваль читає щовечора", "1 1 0 0"),
                ("thing", "Роман читають щовечора", "0 0 0"),
            ),
        },
        rooms=("entities", "dna"),
    ),
    Kind(
        "encoder-decoder",
        "encoder-decoder",
        N_("Many-to-many"),
        "T_x ≠ T_y",
        N_("A sentence in French: its translation"),
        "after",
        {
            ENGLISH: _examples(
                ("sing", "Voulez- vous chanter avec moi", f"Do you want to sing with me {EOS}"),
                ("dance", "Voulez- vous danser avec moi", f"Do you want to dance with me {EOS}"),
                ("want", "Je veux chanter avec vous", f"I want to sing with you {EOS}"),
                ("come", "Chantez avec moi", f"Sing with me {EOS}"),
            ),
            UKRAINIAN: _examples(
                ("sing", "Voulez- vous chanter avec moi", f"Чи хочете ви співати зі мною {EOS}"),
                ("dance", "Voulez- vous danser avec moi", f"Чи хочете ви танцювати зі мною {EOS}"),
                ("want", "Je veux chanter avec vous", f"Я хочу співати з вами {EOS}"),
                ("come", "Chantez avec moi", f"Співайте зі мною {EOS}"),
            ),
        },
        writes=True,
    ),
)
"""In the lecture's words, from the shortest on."""


def longest(language: str) -> int:
    """Moments of the longest run of all."""
    return max(kind.moments(example) for kind in KINDS for example in kind.examples[language])


def counted(language: str) -> int:
    """How many sequences there are in all."""
    return sum(len(kind.examples[language]) for kind in KINDS)
