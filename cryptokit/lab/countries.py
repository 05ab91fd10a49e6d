"""A country in words: what the data knows of it, each fact with its source and date."""

from typing import Final

from cryptokit.lab.entry import Entry
from cryptokit.world.jurisdictions import Country, Known, Source, warning

_ASKED: Final = {
    "eyes": "Shares intelligence (five, nine or fourteen eyes; no court order)",
    "eu": "European Union",
    "budapest": "Convention on Cybercrime (Budapest)",
    "un_cybercrime_2025": "UN convention against cybercrime",
    "cis": "Commonwealth of Independent States",
    "control_rule": "Control",
    "telegram": "Telegram",
    "case": "Case",
}


def of_country(country: Country) -> Entry:
    """Explain a country.

    >>> from cryptokit.world.jurisdictions import country
    >>> entry = of_country(country("NL"))
    >>> entry.sentence, entry.more.splitlines()[1]
    ('Netherlands.', 'European Union: yes (2025; source: gk, not checked).')
    """
    lines = (f"{_ASKED[name]}: {_said(fact)}" for name, fact in country.facts.items())
    used = {source.id: source for fact in country.facts.values() for source in fact.sources}
    why = f"In the data because: {country.why}."
    more = ("\n".join(lines), why, "\n".join(map(_listed, used.values())), warning())
    return Entry(country.code, f"{country.name}.", "\n\n".join(more))


def _said(fact: Known) -> str:
    match fact.value:
        case bool(yes):
            value = "yes" if yes else "no"
        case words:
            value = words.replace("_", " ")
    said = ", ".join(f"{one.id}{'' if one.checked else ', not checked'}" for one in fact.sources)
    return f"{value} ({fact.as_of}; source: {said})."


def _listed(source: Source) -> str:
    checked = "checked" if source.checked else "not checked"
    return f"Source: {source.id}: {source.name} ({checked})"
