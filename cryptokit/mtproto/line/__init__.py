"""A device and a server that really talk: in memory for a lesson, or over TCP on this machine.

Floors of the room, from the bottom:

    connection            one end: frames in and out, bytes to whatever carries them
    handshake             the next step of a key exchange
    inbox                 what the server stores before it says that a message came
    methods               the few calls that the server knows
    keyring               the keys and salts of a server
    server, client        the two parties, each with a clock and a source of randomness
    memory, tcp           what carries the bytes: a pair of ends, or sockets on 127.0.0.1
    capture               a recording of both ways, explained with the keys or without

The server is for lessons: it listens on this machine only.
"""
