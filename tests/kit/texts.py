"""Texts as cells hold them, and the many ways of storing one."""

from __future__ import annotations

from random import Random

from kit.markup import Node, node

_POOL = (
    "非涉密政务系统上云率", "市大数据中心", "不适用", "85%", "８５％", "≥80", "2025年四季度", "TRUE", "1",
    "-", "#DIV/0!", "=1+1", "a&b<c>\"d'e", "第一行\n第二行", "制表\t符", "  前后空格  ", "\u3000全角空格\u3000", "😀𠀀",
    "é e\u0301", "\u200f\u202e反向", "回车\r换行", "响铃\x07", "_x0041_", "_x000D_字面", "_xZZZZ_", "]]>",
    "&amp;", "Ⅷ①㎡（一）", "x" * 255, "长" * 300, "0799-6330000", "00123", "1,234.50", "12E5", "\ufeff标记", "a_x_b",
    "_", "_x", "ﾊﾝｶｸ",
)  # fmt: skip


def any_text(chance: Random) -> str:
    """Return a text of one of many kinds; never empty."""
    if chance.random() < 0.7:
        return chance.choice(_POOL)
    alphabet = "政务云数据0123456789%.,-+ abcXYZ\n_&<>\"'中"
    return "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 12)))


def stored(text: str, chance: Random) -> list[str]:
    """Return a text as the tokens it is stored by: characters, and escapes (ECMA-376 part 1, 22.9.2.19).

    What XML can't hold has to be escaped, and so has a text that would be taken for an escape; the rest may be.
    """
    tokens: list[str] = []
    for place, character in enumerate(text):
        looks_escaped = character == "_" and text[place + 1 : place + 2] == "x"
        if character in "\r\ufffe\uffff" or (ord(character) < 32 and character not in "\t\n"):
            tokens.append(f"_x{ord(character):04X}_")
        elif looks_escaped:
            tokens.append("_x005F_")
        elif character != "_" and chance.random() < 0.002:
            units = character.encode("utf-16-be")
            tokens.append("".join(f"_x{units[i]:02X}{units[i + 1]:02x}_" for i in range(0, len(units), 2)))
        else:
            tokens.append(character)
    return tokens


def plain(text: str, chance: Random) -> Node:
    """Return a text as one ``t``."""
    return _t("".join(stored(text, chance)))


def rich(text: str, chance: Random) -> tuple[Node, ...]:
    """Return a text as runs with phonetic guides between them, which are no part of it."""
    tokens = stored(text, chance)
    parts: list[Node] = []
    while tokens:
        size = chance.randint(1, len(tokens))
        look = node("rPr", {}, node("b"), node("sz", {"val": "11"}))
        run = (_t("".join(tokens[:size])),)
        parts.append(node("r", {}, *((look, *run) if chance.random() < 0.7 else run)))
        tokens = tokens[size:]
    parts += phonetics(chance)
    return tuple(parts)


def phonetics(chance: Random) -> tuple[Node, ...]:
    """Return phonetic guides, or none."""
    if chance.random() < 0.6:
        return ()
    guide = node("rPh", {"sb": "0", "eb": "1"}, _t(chance.choice(("ピンイン", "zheng wu", "１"))))
    return guide, node("phoneticPr", {"fontId": "1"})


def body(text: str, chance: Random) -> tuple[Node, ...]:
    """Return what stands in an ``si`` or an ``is`` for a text."""
    if chance.random() < 0.4:
        return rich(text, chance)
    return plain(text, chance), *phonetics(chance)


def _t(text: str) -> Node:
    kept = {"xml:space": "preserve"} if text.strip() != text or "\n" in text else {}
    return node("t", kept, text)
