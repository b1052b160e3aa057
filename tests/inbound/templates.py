"""Hundreds of mails from a few dozen templates: notices with every reason, and people with every way to quote."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

TEMPLATES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
US = "bin-lindehof@bin.example"
HOST = "mx1.postvak.example"
RETURNED = f"""Return-Path: <{US}>
Received: from bin.example (bin.example [192.0.2.10]) by relay.example
From: BIN Lindehof <{US}>
To: <{{to}}>
Subject: Bestelwagen in de Meerstraat
Message-ID: <1042.0f8fad5b-d9cb-469f-a165-70867728950e@bin.example>

Er reed een bestelwagen traag voorbij.
"""
# Addresses as people have them: long names, digits, a plus, a hyphen.
RECIPIENTS = (
    "an.janssens@postvak.example",
    "j-p.dubois1958@postvak.example",
    "info+bin@postvak.example",
    "schmitz_k@mail.postvak.example",
)


def bounces() -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Yield (name, raw mail, what is right) of each form with each reason."""
    number = 0
    for form in TEMPLATES["form"]:
        for reason in TEMPLATES["reason"]:
            to = RECIPIENTS[number % len(RECIPIENTS)]
            slots = {"to": to, "host": HOST, "us": US, "returned": RETURNED.format(to=to)}
            slots["said"] = reason["said"].format(**slots)
            name = f"bounce-made-{form['name']}-{number}"
            head = (
                f"Return-Path: <>\nFrom: {form['from']}\nTo: <{US}>\n"
                f"Subject: {form['subject'].format(**slots)}\n"
                f"Message-ID: <{name}@relay.example>\nMIME-Version: 1.0\n"
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
            )
            right = {"kind": "bounce", "recipient": to, "permanent": reason["permanent"]}
            yield name, f"{head}\n{form['body'].format(**slots)}".encode(), right
            number += 1


class Answer(NamedTuple):
    """What a person or a machine answered, and what of it was written by that person."""

    name: str
    language: str
    raw: bytes
    kind: str
    text: str = ""


def answers() -> Iterator[Answer]:
    """Yield what is written in each language with each way to quote, and each absence with each kind of header."""
    plain = "Er reed een bestelwagen traag voorbij.\nBel 101 als u hem nu ziet."
    quoted = "\n".join(f"> {line}" for line in plain.splitlines())
    for writing in TEMPLATES["writing"]:
        for quote in TEMPLATES["quote"]:
            for number, text in enumerate(writing["texts"]):
                name = f"reply-made-{writing['language']}-{quote['name']}-{number}"
                body = quote["form"].format(text=text, us=US, quoted=quoted, plain=plain)
                raw = _mail(name, "Re: Bestelwagen in de Meerstraat", body)
                yield Answer(name, writing["language"], raw, "reply", text)
    for absence in TEMPLATES["absence"]:
        for number, robot in enumerate(TEMPLATES["robot"]):
            name = f"auto-made-{absence['language']}-{number}"
            raw = _mail(name, absence["subject"], absence["text"], robot["headers"] + "\n")
            yield Answer(name, absence["language"], raw, "auto_reply")


def _mail(name: str, subject: str, body: str, headers: str = "") -> bytes:
    return (
        f"From: An Janssens <an.janssens@postvak.example>\nTo: <{US}>\nSubject: {subject}\n"
        f"{headers}Message-ID: <{name}@postvak.example>\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        f"\n{body}\n"
    ).encode()
