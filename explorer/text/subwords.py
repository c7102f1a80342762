"""Parts of words by byte-pair encoding, learnt from the text at hand; nothing is unknown, since bytes are its letters.

Source: Sennrich, Haddow and Birch 2016, arXiv:1508.07909; on bytes, Radford et al. 2019 (GPT-2). Hugging Face
`tokenizers` learns the merges and applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from explorer.problem import N_, Problem
from explorer.text._base import PART, Ids, Tokens, checked

BYTES = 256
_PART = PART // 2  # characters that are cut at a time; the library takes about 100 bytes for each
_LONGEST = 1 << 16  # characters of a run that is not cut in two
_LONG = ".{128}"  # bytes: no word has so many, and a run of letters takes the library time that grows with its square
_BOUNDARY = re.compile(r"(?<=\S)(?= [^\W\d_]|\n\S)")


@dataclass(frozen=True)
class Subwords:
    """Strings of bytes with an id each: the 256 bytes and what most often stood together.

    `model` is the tokeniser in Hugging Face's JSON, which determines everything else. Symbols that are no whole
    characters are written as their bytes in hexadecimal.

    >>> subwords = Subwords.of("the cat, the hat, the mat " * 9, max_size=262)
    >>> tokens = subwords.tokenise("the cat — é")
    >>> tokens.pieces
    ['the', ' ', 'cat', ' ', '—', '', '', ' ', 'é', '']
    >>> subwords.decode(tokens.ids)
    'the cat — é'
    """

    model: str
    unknown = None
    end = None

    @classmethod
    def of(cls, text: str, max_size: int = 1000) -> Subwords:
        """Learn at most `max_size` − 256 merges from a text. Raises `Problem` where there is no room for all bytes."""
        if max_size < BYTES:
            raise Problem(
                N_("A vocabulary of subwords needs room for the {least} bytes; got {got}."), least=BYTES, got=max_size
            )
        learner = Tokenizer(models.BPE())
        learner.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.ByteLevel(add_prefix_space=False), pre_tokenizers.Split(Regex(_LONG), "isolated")]
        )
        learner.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=max_size, initial_alphabet=alphabet, show_progress=False)
        lines = (line for part in _parts(_valid(text)) for line in part.splitlines(keepends=True))
        learner.train_from_iterator(lines, trainer)
        return cls(learner.to_str())

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """What each id stands for; `b"\\xd1"` where that is no whole character."""
        return tuple(_readable(content) for content in self._bytes)

    def __len__(self) -> int:
        return len(self._bytes)

    def tokenise(self, text: str) -> Tokens:
        """Cut a text. A character of several tokens belongs to the first of them; half a symbol becomes “?”."""
        valid = _valid(text)
        ids, ends, start = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)], 0
        for part in _parts(valid):
            found = np.array(self._tokenizer.encode(part).ids, np.int32)
            content = np.frombuffer(part.encode(), np.uint8)
            begun = np.cumsum((content & 0xC0) != 0x80, dtype=np.int32)  # characters that began up to each byte
            ids.append(found)
            ends.append(start + begun[np.cumsum(self._lengths[found]) - 1])
            start += len(part)
        return Tokens(valid, np.concatenate(ids), np.concatenate(ends))

    def encode(self, text: str) -> Ids:
        """The ids of `tokenise`."""
        return self.tokenise(text).ids

    def decode(self, ids: Iterable[int] | NDArray[Any]) -> str:
        """The text of some ids; bytes that make no character are written “\ufffd”. IndexError outside 0 … len − 1."""
        return b"".join(self._bytes[i] for i in checked(ids, len(self))).decode("utf-8", "replace")

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer.from_str(self.model)

    @cached_property
    def _bytes(self) -> tuple[bytes, ...]:
        """The bytes of each id: in the model they are written as letters, those that are not printable as others."""
        letters = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
        hidden = [byte for byte in range(BYTES) if byte not in letters]
        byte_of = {chr(byte): byte for byte in letters} | {chr(BYTES + n): byte for n, byte in enumerate(hidden)}
        vocabulary = sorted(self._tokenizer.get_vocab().items(), key=lambda pair: pair[1])
        return tuple(bytes(byte_of[letter] for letter in written) for written, _ in vocabulary)

    @cached_property
    def _lengths(self) -> Ids:
        return np.array([len(content) for content in self._bytes], np.int64)


def _readable(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return repr(content)


def _parts(text: str) -> Iterator[str]:
    """A long text in parts, cut where byte-pair encoding cuts in any case: before a word, or a new line."""
    start = 0
    while start < len(text):
        limit = start + _PART + _LONGEST
        found = _BOUNDARY.search(text, start + _PART, limit)
        end = found.start() if found else limit
        yield text[start:end]
        start = end


def _valid(text: str) -> str:
    """Half of a surrogate pair is no text, and has no bytes."""
    return text.encode("utf-8", "replace").decode("utf-8")
