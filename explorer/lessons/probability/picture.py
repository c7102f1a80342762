"""The picture of the page on probability: chains, what the numbers do not say by themselves, what to try, a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from explorer.app import link, numbers, saving
from explorer.app.language import SOURCE, _, current, plural, spoken, translated
from explorer.app.networks import Networks
from explorer.app.tries import Try
from explorer.lessons.probability import probability as component
from explorer.lessons.probability.address import PARAMETERS
from explorer.lessons.probability.choose import NGRAM, SentenceReading, change, config, ngram_name, state
from explorer.lessons.probability.probability import Line, Links, Model
from explorer.names import TITLES
from explorer.shelf import trained
from explorer.text.labels import label

MAU = {
    "english": ("The Egyptian Mau is a breed of cat.", "The cat is a breed of cat."),
    "ukrainian": ("Єгипетська мау - це порода котів.", "Кіт - це порода котів."),
}
"""The lecture's sentence with a word that no vocabulary here holds."""
SHUFFLED = {
    "english": (
        "The cat was asleep on the wall.",
        "The wall was asleep on the cat.",
        "Wall the on asleep was cat the.",
    ),
    "ukrainian": ("Кіт сидів на колінах.", "На колінах сидів кіт.", "На сидів колінах кіт."),
}
"""The same words in orders that make more sense and less."""


def chains(of: Networks, reading: SentenceReading) -> None:
    """The sentences as tokens and as chains."""
    symbols = [label(symbol) for symbol in reading.by.tokeniser.symbols]
    unknown = reading.by.tokeniser.unknown
    lines = [
        Line(
            tokens=[symbols[i] for i in sentence.targets],
            pieces=[label(piece.strip() or piece) if piece else "" for piece in sentence.tokens.pieces],
            unknown=[bool(i == unknown) for i in sentence.targets],
            spelt=spelt,
        )
        for sentence, spelt in zip(reading.sentences, reading.spelt, strict=True)
    ]
    said, _nonsense = link.read(PARAMETERS, st.query_params.to_dict())
    place = [(said[name] or 0) - 1 for name in "st"]
    linked = min(place) >= 0
    component.chains(
        lines,
        [_model(of, reading, name) for name in reading.models],
        symbols=symbols,
        cursor=(place[0], place[1]) if linked else _first_look(reading),
        pinned=linked,
        per_token=said["by"] == "mean",
        bits=said["unit"] == "bits",
        texts=translated(component.WORDS),
        key="probability_picture",
    )


def _model(of: Networks, reading: SentenceReading, name: str) -> Model:
    ngram = name == NGRAM
    return Model(
        name=name.split("-")[0],
        title=ngram_name(state()["order"]).capitalize() if ngram else TITLES.get(name, name.upper()),
        caption=_ngram_caption(reading) if ngram else _caption(of, reading, name),
        warning="" if ngram or not of.untrained else _("Not trained: its weights are random."),
        sentences=[Links(one.factors, one.rank, one.best, one.chances) for one in reading.models[name]],
    )


def _ngram_caption(reading: SentenceReading) -> str:
    bits = reading.by.ngram_bits(state()["order"])
    return " · ".join([_("counted on the training text"), *([] if bits is None else [_held_out(bits)])])


def _held_out(bits: float) -> str:
    return _("held-out: {bits} bits per character").format(bits=numbers.number(bits))


def _caption(of: Networks, reading: SentenceReading, cell: str) -> str:
    """How long it was trained, and how well it reads text that it never saw."""
    steps = of.steps()[cell]
    if not steps:
        return ""
    said = [plural("after {count} training step", "after {count} training steps", steps)]
    lane = of.run.lanes[cell]
    if of.name in trained.WORDS:
        scores: Mapping[str, float] = trained.scores(of.name, cell)
    else:
        snapshot = lane.snapshot()
        scores = snapshot.metrics if snapshot is not None else {}
    score = scores.get("bits per character")
    if reading.by.complete and score is not None and np.isfinite(score):
        said.append(_held_out(score))
    return " · ".join(said)


def _first_look(reading: SentenceReading) -> tuple[int, int]:
    """Where to look first: at the first token in which two sentences part, else at the first of all."""
    rows = [sentence.targets.tolist() for sentence in reading.sentences]
    for s in range(1, len(rows)):
        same = [a == b for a, b in zip(rows[s - 1], rows[s], strict=False)]
        if False in same[1:] and same[0]:
            return s - 1, same.index(False)
    return 0, 0


def remarks(reading: SentenceReading) -> None:
    """What the numbers do not say by themselves."""
    unknown = reading.by.tokeniser.unknown
    found = [
        piece.strip()
        for sentence in reading.sentences
        for i, piece in zip(sentence.targets, sentence.tokens.pieces, strict=True)
        if i == unknown
    ]
    lines = []
    if found and reading.by.words:
        listed = ", ".join(_("“{word}”").format(word=_inert(label(word))) for word in list(dict.fromkeys(found))[:8])
        if state()["spell"]:
            lines.append(_("Outside the vocabulary, and spelt letter by letter: {words}.").format(words=listed))
        else:
            lines.append(
                _(
                    "Outside the vocabulary: {words}. A model gives ⟨UNK⟩ the chance of *all* unknown words together, "
                    "so a sentence with ⟨UNK⟩ looks likelier than it is. Spell the words, or read letter by letter, to "
                    "compare fairly."
                ).format(words=listed)
            )
    elif found:
        listed = " ".join(_inert(label(symbol)) for symbol in list(dict.fromkeys(found))[:12])
        lines.append(_("Outside the vocabulary: {words}.").format(words=listed))
    if reading.by.words:
        lines.append(_("Each sentence begins after an ⟨EOS⟩ and has to end with one."))
    else:
        lines.append(
            _("Each sentence begins after a line break; these tokens have no ⟨EOS⟩, so its end is not counted.")
        )
    lines.append(
        _("L⟨t⟩ = −Σ yᵢ⟨t⟩ ln ŷᵢ⟨t⟩ is −ln P of the token that came; their sum J is −ln P of the whole sentence.")
    )
    st.caption(" ".join(lines))


def _inert(text: str) -> str:
    """Text in which Markdown finds nothing to do."""
    return "".join(f"\\{c}" if c.isascii() and not c.isalnum() and not c.isspace() else c for c in text[:40])


# ---- What to try -----------------------------------------------------------------------------------------------------


def offers(of: Networks) -> Iterator[Try]:
    """What to try."""
    read = config(of).corpus
    tongue = read if read in SHUFFLED and current() == SOURCE else spoken().corpus
    letters, by_words = tongue, f"words-{tongue}"
    yield Try(
        "probability_try_letters",
        _("Letter by letter"),
        partial(change, networks=letters, untrained=False, text=""),
        _("Letters spell every word, so nothing is ⟨UNK⟩. Which of the first two does each prefer?"),
    )
    yield Try(
        "probability_try_spell",
        _("Spell unknown words"),
        partial(change, networks=by_words, untrained=False, text="", spell=True),
        _("⟨UNK⟩ times the letters of the word. Do the sentences change places?"),
    )
    yield Try(
        "probability_try_mau",
        _("A word nobody knows"),
        partial(change, networks=by_words, untrained=False, spell=False, text="\n".join(MAU[tongue]), limit=None),
        _("The Egyptian Mau becomes ⟨UNK⟩. Shorten the vocabulary, and watch other words go the same way."),
    )
    yield Try(
        "probability_try_order",
        _("The same words, shuffled"),
        partial(change, networks=by_words, untrained=False, spell=False, text="\n".join(SHUFFLED[tongue])),
        _("To a unigram all orders are alike. Set the n-gram to 1, then to 2: who sees the difference?"),
    )


# ---- Saving ----------------------------------------------------------------------------------------------------------


def files(reading: SentenceReading) -> None:
    """The numbers behind the chains, as a file."""
    saving.buttons(
        partial(table, reading),
        "probability",
        _("One line for each model, sentence and token: its factor, loss and rank, in full precision."),
    )


def table(reading: SentenceReading) -> dict[str, list[Any]]:
    """Every factor: sentences and tokens count from 1; the loss is in nats."""
    rows: list[tuple[Any, ...]] = []
    symbols = reading.by.tokeniser.symbols
    for name, found in reading.models.items():
        for s, (sentence, one) in enumerate(zip(reading.sentences, found, strict=True)):
            for t, (i, piece) in enumerate(zip(sentence.targets.tolist(), sentence.tokens.pieces, strict=True)):
                factor, spelt = float(one.factors[t]), float(reading.spelt[s][t])
                start = (name, s + 1, t + 1, symbols[i], piece)
                rows.append((*start, float(np.exp(factor)), -factor, int(one.rank[t]), -spelt))
    names = ("model", "sentence", "t", "token", "text", "probability", "loss", "rank", "spelling_loss")
    return {column: [row[k] for row in rows] for k, column in enumerate(names)}
