"""Telegram's protocol: cloud chats, that the server reads, and secret chats, that it only carries.

Floors of the room, from the bottom:

    schema, tl, objects    constructor ids; numbers, strings, vectors; objects by their lines
    envelope, dh           one encrypted packet; one agreed key
    cloud, session         messages between a device and the server
    decrypted, actions     what two devices say to each other
    secret, invitation     a secret chat, and how it starts
"""
