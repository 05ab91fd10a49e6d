"""SLIP-39: a secret shared as words that a person writes down, in groups if need be."""

from cryptokit.sharing.slip39.groups import combine as combine
from cryptokit.sharing.slip39.groups import split as split
from cryptokit.sharing.slip39.share import MnemonicShare as MnemonicShare
