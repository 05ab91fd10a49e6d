"""How packets travel over a connection: where one ends, and what it looks like from outside.

Floors of the room, from the bottom:

    frames, layout         what a frame says; what a transport must be able to do
    abridged, intermediate, padded, full
                           the four layouts, which have no state
    counter, obfuscated    AES-CTR as a state; the header that hides a layout from dumb filters
    codec, stream          one side of a connection: bytes in, frames out, and back
    listening              the server's side, which learns the transport from the first bytes
    names                  the six transports by name
    observer               what somebody sees who records the bytes

There are no sockets here: they are in ``line``.
"""
