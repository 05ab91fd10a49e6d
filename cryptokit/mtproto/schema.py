"""The constructor ids of the objects that are read and written here, with their schema lines.

An id is the CRC-32 of its line, but ids are taken from the schema and never computed: not every id
in use obeys (decryptedMessageMediaDocument of layer 143 does not).
"""

from typing import Final

VECTOR: Final = 0x1CB5C415
BAD_SERVER_SALT: Final = 0xEDAB447B
BAD_MSG_NOTIFICATION: Final = 0xA7EFF811
LAYER: Final = 0x1BE31789
MESSAGE: Final = 0x91CC4674
SERVICE: Final = 0x73164160
SET_TTL: Final = 0xA1733AEC
READ: Final = 0x0C4F40BE
DELETE: Final = 0x65614304
SCREENSHOT: Final = 0x8AC1F475
FLUSH: Final = 0x6719E45C
NOTIFY_LAYER: Final = 0xF3048883

LINES: Final = {
    VECTOR: "vector {t:Type} # [ t ] = Vector t",
    BAD_SERVER_SALT: (
        "bad_server_salt bad_msg_id:long bad_msg_seqno:int error_code:int new_server_salt:long "
        "= BadMsgNotification"
    ),
    BAD_MSG_NOTIFICATION: (
        "bad_msg_notification bad_msg_id:long bad_msg_seqno:int error_code:int = BadMsgNotification"
    ),
    LAYER: (
        "decryptedMessageLayer random_bytes:bytes layer:int in_seq_no:int out_seq_no:int "
        "message:DecryptedMessage = DecryptedMessageLayer"
    ),
    MESSAGE: (
        "decryptedMessage flags:# no_webpage:flags.1?true silent:flags.5?true random_id:long "
        "ttl:int message:string media:flags.9?DecryptedMessageMedia "
        "entities:flags.7?Vector<MessageEntity> via_bot_name:flags.11?string "
        "reply_to_random_id:flags.3?long grouped_id:flags.17?long = DecryptedMessage"
    ),
    SERVICE: (
        "decryptedMessageService random_id:long action:DecryptedMessageAction = DecryptedMessage"
    ),
    SET_TTL: "decryptedMessageActionSetMessageTTL ttl_seconds:int = DecryptedMessageAction",
    READ: "decryptedMessageActionReadMessages random_ids:Vector<long> = DecryptedMessageAction",
    DELETE: "decryptedMessageActionDeleteMessages random_ids:Vector<long> = DecryptedMessageAction",
    SCREENSHOT: (
        "decryptedMessageActionScreenshotMessages random_ids:Vector<long> = DecryptedMessageAction"
    ),
    FLUSH: "decryptedMessageActionFlushHistory = DecryptedMessageAction",
    NOTIFY_LAYER: "decryptedMessageActionNotifyLayer layer:int = DecryptedMessageAction",
}
"""Each id with its line, as core.telegram.org prints it without the id.

See: Telegram, "Service Messages" and "Secret Chats: TL Schema".
"""
