"""Random worlds in which every power finds something: markets, roles, access, lines and routes.

Not for delivery: what is put on lines here need not be what a messenger can send.
"""

from dataclasses import replace

from hypothesis import strategies as st

from cryptokit.testing import worlds
from cryptokit.world import USER

COUNTRIES = ("DE", "NL", "SG", "US")


@st.composite
def full_worlds(draw):
    world = draw(worlds(countries=COUNTRIES))
    places = st.lists(st.sampled_from(COUNTRIES), max_size=2, unique=True).map(tuple)
    roles = st.sampled_from(["", "", "carrier", "app store"])
    kept = [asset.id for asset in world.assets if asset.custodian != USER]
    access = st.lists(st.sampled_from(kept), max_size=2, unique=True) if kept else st.just([])
    some = st.sampled_from([(), ("future",), ("meta", "future"), ("k1",)])
    persons = [replace(one, access=tuple(draw(access))) for one in world.persons]
    entities = [replace(one, markets=draw(places), role=draw(roles)) for one in world.entities]
    assets = [
        replace(one, line=draw(some), route=draw(some), arrives=draw(some)) for one in world.assets
    ]
    return replace(world, persons=tuple(persons), entities=tuple(entities), assets=tuple(assets))
