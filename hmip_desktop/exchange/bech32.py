"""Bech32 (BIP 173) as age uses it for its keys: a readable prefix, the data, six characters of checksum."""

from __future__ import annotations

_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6


def encode(prefix: str, data: bytes) -> str:
    """``data`` under a lower-case ``prefix``, all in lower case."""
    words = _regroup(data, 8, 5, pad=True)
    check = _polymod([*_expand(prefix), *words, *([0] * _CHECKSUM)]) ^ 1
    words += [(check >> 5 * (_CHECKSUM - 1 - i)) & 31 for i in range(_CHECKSUM)]
    return prefix + "1" + "".join(_CHARSET[word] for word in words)


def decode(prefix: str, text: str) -> bytes:
    """The data of a text with this prefix; ValueError for any other text, mixed case or a wrong checksum."""
    lower = text.lower()
    if text not in (lower, text.upper()) or not lower.startswith(prefix + "1"):
        raise ValueError(prefix)
    words = [_CHARSET.find(letter) for letter in lower[len(prefix) + 1 :]]
    if len(words) <= _CHECKSUM or min(words) < 0 or _polymod([*_expand(prefix), *words]) != 1:
        raise ValueError(prefix)
    return bytes(_regroup(words[:-_CHECKSUM], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(words: list[int]) -> int:
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if (top >> bit) & 1 else 0
    return check


def _regroup(words: bytes | list[int], width: int, into: int, *, pad: bool) -> list[int]:
    """Bits taken ``width`` at a time and given out ``into`` at a time; ValueError for stray bits at the end."""
    held, bits, out = 0, 0, []
    for word in words:
        held, bits = (held << width | word) & 0xFFF, bits + width
        while bits >= into:
            bits -= into
            out.append(held >> bits & (1 << into) - 1)
    left = held & (1 << bits) - 1
    if pad and bits:
        out.append(left << (into - bits))
    elif bits >= width or left:
        raise ValueError("stray bits")
    return out
