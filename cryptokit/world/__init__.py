"""Jurisdictions, entities, persons, assets and powers: what orders reach, and ``k_eff``."""

from cryptokit.world.coalitions import (
    Coalition,
    answers,
    k_eff,
    minimal_coalitions,
    smallest_sets,
    unheld,
)
from cryptokit.world.load import load, load_file
from cryptokit.world.model import (
    CODE,
    DIRECTORY,
    FUTURE,
    PAST,
    PUBLIC,
    USER,
    Asset,
    Entity,
    Jurisdiction,
    Person,
    View,
    World,
)
from cryptokit.world.powers import NOTES, Level, Note, Power, adds, rung_note
from cryptokit.world.reach import Order, Piece, closure, compelled, facts, reach

__all__ = [
    "CODE",
    "DIRECTORY",
    "FUTURE",
    "NOTES",
    "PAST",
    "PUBLIC",
    "USER",
    "Asset",
    "Coalition",
    "Entity",
    "Jurisdiction",
    "Level",
    "Note",
    "Order",
    "Person",
    "Piece",
    "Power",
    "View",
    "World",
    "adds",
    "answers",
    "closure",
    "compelled",
    "facts",
    "k_eff",
    "load",
    "load_file",
    "minimal_coalitions",
    "reach",
    "rung_note",
    "smallest_sets",
    "unheld",
]
