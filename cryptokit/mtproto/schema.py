"""The schema: a line for each object that is read and written here, with its constructor id.

An id is the CRC-32 of its line, but ids are taken from the schema and never computed: not every id
in use obeys (decryptedMessageMediaDocument of layer 143 does not, and msg_container neither).
"""

# ruff: noqa: E501  # a line of a schema is a line

from collections.abc import Iterator
from typing import Final

VECTOR: Final = 0x1CB5C415
BAD_SERVER_SALT: Final = 0xEDAB447B
BAD_MSG_NOTIFICATION: Final = 0xA7EFF811
MSG_CONTAINER: Final = 0x73F1F8DC
GZIP_PACKED: Final = 0x3072CFA1
RPC_ERROR: Final = 0x2144CA19
LAYER: Final = 0x1BE31789
MESSAGE: Final = 0x91CC4674
SERVICE: Final = 0x73164160
SET_TTL: Final = 0xA1733AEC
READ: Final = 0x0C4F40BE
DELETE: Final = 0x65614304
SCREENSHOT: Final = 0x8AC1F475
FLUSH: Final = 0x6719E45C
NOTIFY_LAYER: Final = 0xF3048883
TYPING: Final = 0xCCB27641
RESEND: Final = 0x511110B0
REQUEST_KEY: Final = 0xF3C9611B
ACCEPT_KEY: Final = 0x6FE1735B
ABORT_KEY: Final = 0xDD05EC6B
COMMIT_KEY: Final = 0xEC2E0B9B
NOOP: Final = 0xA82FDD63
WRITES: Final = 0x16BF744E

_BASICS: Final = """
vector#1cb5c415 {t:Type} # [ t ] = Vector t
boolTrue#997275b5 = Bool
boolFalse#bc799737 = Bool
"""
"""See: Telegram, "Binary Data Serialization"."""

_AUTH_KEY: Final = """
req_pq_multi#be7e8ef1 nonce:int128 = ResPQ
resPQ#05162463 nonce:int128 server_nonce:int128 pq:string server_public_key_fingerprints:Vector<long> = ResPQ
p_q_inner_data#83c95aec pq:string p:string q:string nonce:int128 server_nonce:int128 new_nonce:int256 = P_Q_inner_data
p_q_inner_data_dc#a9f55f95 pq:string p:string q:string nonce:int128 server_nonce:int128 new_nonce:int256 dc:int = P_Q_inner_data
p_q_inner_data_temp_dc#56fddf88 pq:string p:string q:string nonce:int128 server_nonce:int128 new_nonce:int256 dc:int expires_in:int = P_Q_inner_data
req_DH_params#d712e4be nonce:int128 server_nonce:int128 p:string q:string public_key_fingerprint:long encrypted_data:string = Server_DH_Params
server_DH_params_ok#d0e8075c nonce:int128 server_nonce:int128 encrypted_answer:string = Server_DH_Params
server_DH_inner_data#b5890dba nonce:int128 server_nonce:int128 g:int dh_prime:string g_a:string server_time:int = Server_DH_inner_data
client_DH_inner_data#6643b654 nonce:int128 server_nonce:int128 retry_id:long g_b:string = Client_DH_Inner_Data
set_client_DH_params#f5045f1f nonce:int128 server_nonce:int128 encrypted_data:string = Set_client_DH_params_answer
dh_gen_ok#3bcbf734 nonce:int128 server_nonce:int128 new_nonce_hash1:int128 = Set_client_DH_params_answer
dh_gen_retry#46dc1fb9 nonce:int128 server_nonce:int128 new_nonce_hash2:int128 = Set_client_DH_params_answer
dh_gen_fail#a69dae02 nonce:int128 server_nonce:int128 new_nonce_hash3:int128 = Set_client_DH_params_answer
"""
"""See: Telegram, "Creating an Authorization Key"."""

_TEMPORARY_KEY: Final = """
bind_auth_key_inner#75a3f765 nonce:long temp_auth_key_id:long perm_auth_key_id:long temp_session_id:long expires_at:int = BindAuthKeyInner
auth.bindTempAuthKey#cdd42a05 perm_auth_key_id:long nonce:long expires_at:int encrypted_message:bytes = Bool
help.getConfig#c4f9186b = Config
help.getNearestDc#1fb33026 = NearestDc
"""
"""See: Telegram, "Perfect Forward Secrecy" and "auth.bindTempAuthKey"."""

_SERVICE: Final = """
bad_server_salt#edab447b bad_msg_id:long bad_msg_seqno:int error_code:int new_server_salt:long = BadMsgNotification
bad_msg_notification#a7eff811 bad_msg_id:long bad_msg_seqno:int error_code:int = BadMsgNotification
msgs_ack#62d6b459 msg_ids:Vector<long> = MsgsAck
msg_container#73f1f8dc messages:vector<%Message> = MessageContainer
message#5bb8e511 msg_id:long seqno:int bytes:int body:Object = Message
gzip_packed#3072cfa1 packed_data:bytes = Object
rpc_result#f35c6d01 req_msg_id:long result:Object = RpcResult
rpc_error#2144ca19 error_code:int error_message:string = RpcError
ping#7abe77ec ping_id:long = Pong
pong#347773c5 msg_id:long ping_id:long = Pong
ping_delay_disconnect#f3427b8c ping_id:long disconnect_delay:int = Pong
msgs_state_req#da69fb52 msg_ids:Vector<long> = MsgsStateReq
msgs_state_info#04deb57d req_msg_id:long info:string = MsgsStateInfo
msgs_all_info#8cc0d131 msg_ids:Vector<long> info:string = MsgsAllInfo
msg_detailed_info#276d3ec6 msg_id:long answer_msg_id:long bytes:int status:int = MsgDetailedInfo
msg_new_detailed_info#809db6df answer_msg_id:long bytes:int status:int = MsgDetailedInfo
msg_resend_req#7d861a08 msg_ids:Vector<long> = MsgResendReq
get_future_salts#b921bd04 num:int = FutureSalts
future_salt#0949d9dc valid_since:int valid_until:int salt:long = FutureSalt
future_salts#ae500895 req_msg_id:long now:int salts:vector<future_salt> = FutureSalts
new_session_created#9ec20908 first_msg_id:long unique_id:long server_salt:long = NewSession
destroy_session#e7512126 session_id:long = DestroySessionRes
destroy_session_ok#e22045fc session_id:long = DestroySessionRes
destroy_session_none#62d350c9 session_id:long = DestroySessionRes
"""
"""See: Telegram, "Service Messages" and "Service Messages about Messages"."""

_MESSAGES: Final = """
nearestDc#8e1a1775 country:string this_dc:int nearest_dc:int = NearestDc
inputPeerSelf#7da07ec9 = InputPeer
inputPeerUser#dde8a54c user_id:long access_hash:long = InputPeer
inputPeerChat#35a95cb9 chat_id:long = InputPeer
messages.sendMessage#fef48f62 flags:# no_webpage:flags.1?true silent:flags.5?true background:flags.6?true clear_draft:flags.7?true noforwards:flags.14?true update_stickersets_order:flags.15?true invert_media:flags.16?true allow_paid_floodskip:flags.19?true peer:InputPeer reply_to:flags.0?InputReplyTo message:string random_id:long reply_markup:flags.2?ReplyMarkup entities:flags.3?Vector<MessageEntity> schedule_date:flags.10?int schedule_repeat_period:flags.24?int send_as:flags.13?InputPeer quick_reply_shortcut:flags.17?InputQuickReplyShortcut effect:flags.18?long allow_paid_stars:flags.21?long suggested_post:flags.22?SuggestedPost rich_message:flags.23?InputRichMessage = Updates
updateShortSentMessage#9015e101 flags:# out:flags.1?true id:int pts:int pts_count:int date:int media:flags.9?MessageMedia entities:flags.7?Vector<MessageEntity> ttl_period:flags.25?int = Updates
updateShortMessage#313bc7f8 flags:# out:flags.1?true mentioned:flags.4?true media_unread:flags.5?true silent:flags.13?true id:int user_id:long message:string pts:int pts_count:int date:int fwd_from:flags.2?MessageFwdHeader via_bot_id:flags.11?long reply_to:flags.3?MessageReplyHeader entities:flags.7?Vector<MessageEntity> ttl_period:flags.25?int = Updates
updateShortChatMessage#4d6deea5 flags:# out:flags.1?true mentioned:flags.4?true media_unread:flags.5?true silent:flags.13?true id:int from_id:long chat_id:long message:string pts:int pts_count:int date:int fwd_from:flags.2?MessageFwdHeader via_bot_id:flags.11?long reply_to:flags.3?MessageReplyHeader entities:flags.7?Vector<MessageEntity> ttl_period:flags.25?int = Updates
"""
"""The few methods and updates that the servers of lessons know. See: Telegram, "TL Schema"."""

_CARRIED: Final = """
messages.getDhConfig#26cf8950 version:int random_length:int = messages.DhConfig
messages.dhConfig#2c221edd g:int p:bytes version:int random:bytes = messages.DhConfig
messages.requestEncryption#f64daf43 user_id:InputUser random_id:int g_a:bytes = EncryptedChat
messages.acceptEncryption#3dbc0415 peer:InputEncryptedChat g_b:bytes key_fingerprint:long = EncryptedChat
messages.sendEncrypted#44fa7a15 flags:# silent:flags.0?true peer:InputEncryptedChat random_id:long data:bytes = messages.SentEncryptedMessage
messages.sendEncryptedService#32d439a4 peer:InputEncryptedChat random_id:long data:bytes = messages.SentEncryptedMessage
messages.sentEncryptedMessage#560f8935 date:int = messages.SentEncryptedMessage
inputUser#f21158c6 user_id:long access_hash:long = InputUser
inputEncryptedChat#f141b5e1 chat_id:int access_hash:long = InputEncryptedChat
encryptedChatRequested#48f1d94c flags:# folder_id:flags.0?int id:int access_hash:long date:int admin_id:long participant_id:long g_a:bytes = EncryptedChat
encryptedChatWaiting#66b25953 id:int access_hash:long date:int admin_id:long participant_id:long = EncryptedChat
encryptedChat#61f0d4c7 id:int access_hash:long date:int admin_id:long participant_id:long g_a_or_b:bytes key_fingerprint:long = EncryptedChat
encryptedChatDiscarded#1e1c7c45 flags:# history_deleted:flags.0?true id:int = EncryptedChat
updateEncryption#b4a2e88d chat:EncryptedChat date:int = Update
updateNewEncryptedMessage#12bcbd9a message:EncryptedMessage qts:int = Update
encryptedMessage#ed18c118 random_id:long chat_id:int date:int bytes:bytes file:EncryptedFile = EncryptedMessage
encryptedMessageService#23734b06 random_id:long chat_id:int date:int bytes:bytes = EncryptedMessage
encryptedFileEmpty#c21f497e = EncryptedFile
updateShort#78d4dec1 update:Update date:int = Updates
"""
"""How a server carries secret chats, whose packets are bytes to it. See: Telegram, "Secret Chats,
End-to-End Encryption"."""

_LAB: Final = """
lab.getMessages#54494d25 after:int limit:int = LabMessages
lab.messages#5df2a28a messages:Vector<LabMessage> = LabMessages
lab.message#d924e190 id:int date:int text:string = LabMessage
lab.getHistory#a1964a2d after:int limit:int = LabHistory
lab.history#0e198fbd messages:Vector<Updates> = LabHistory
"""
"""Ours, and not Telegram's, whose histories carry far more: so that a lesson's server can show what
it stored."""

_LOGIN: Final = """
auth.sendCode#a677244f phone_number:string api_id:int api_hash:string settings:CodeSettings = auth.SentCode
codeSettings#ad253d78 flags:# allow_flashcall:flags.0?true current_number:flags.1?true allow_app_hash:flags.4?true allow_missed_call:flags.5?true allow_firebase:flags.7?true unknown_number:flags.9?true logout_tokens:flags.6?Vector<bytes> token:flags.8?string app_sandbox:flags.8?Bool = CodeSettings
auth.sentCode#5e002502 flags:# type:auth.SentCodeType phone_code_hash:string next_type:flags.1?auth.CodeType timeout:flags.2?int = auth.SentCode
auth.sentCodeTypeApp#3dbb5986 length:int = auth.SentCodeType
auth.sentCodeTypeSms#c000bba2 length:int = auth.SentCodeType
auth.resendCode#cae47523 flags:# phone_number:string phone_code_hash:string reason:flags.0?string = auth.SentCode
auth.signIn#8d52a951 flags:# phone_number:string phone_code_hash:string phone_code:flags.0?string email_verification:flags.1?EmailVerification = auth.Authorization
auth.authorization#2ea2c0d4 flags:# setup_password_required:flags.1?true otherwise_relogin_days:flags.1?int tmp_sessions:flags.0?int future_auth_token:flags.2?bytes user:User = auth.Authorization
userEmpty#d3bc4b7a id:long = User
updateNewAuthorization#8951abef flags:# unconfirmed:flags.0?true hash:long date:flags.0?int device:flags.0?string location:flags.0?string = Update
passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow#3a912d4a salt1:bytes salt2:bytes g:int p:bytes = PasswordKdfAlgo
inputCheckPasswordSRP#d27ff082 srp_id:long A:bytes M1:bytes = InputCheckPasswordSRP
auth.checkPassword#d18b4d16 password:InputCheckPasswordSRP = auth.Authorization
"""
"""See: Telegram, "User Authorization" and "Two-factor authentication"."""

_APP_LOG: Final = """
help.saveAppLog#6f02f748 events:Vector<InputAppEvent> = Bool
inputAppEvent#1d1b1245 time:double type:string peer:long data:JSONValue = InputAppEvent
jsonString#b71e767a value:string = JSONValue
jsonObject#99c1d49d value:Vector<JSONObjectValue> = JSONValue
jsonObjectValue#c0de1bd9 key:string value:JSONValue = JSONObjectValue
"""
"""By which an app tells its maker how it fares. See: Telegram, "help.saveAppLog"."""

_END_TO_END: Final = """
decryptedMessageLayer#1be31789 random_bytes:bytes layer:int in_seq_no:int out_seq_no:int message:DecryptedMessage = DecryptedMessageLayer
decryptedMessage#91cc4674 flags:# no_webpage:flags.1?true silent:flags.5?true random_id:long ttl:int message:string media:flags.9?DecryptedMessageMedia entities:flags.7?Vector<MessageEntity> via_bot_name:flags.11?string reply_to_random_id:flags.3?long grouped_id:flags.17?long = DecryptedMessage
decryptedMessageService#73164160 random_id:long action:DecryptedMessageAction = DecryptedMessage
decryptedMessageActionSetMessageTTL#a1733aec ttl_seconds:int = DecryptedMessageAction
decryptedMessageActionReadMessages#0c4f40be random_ids:Vector<long> = DecryptedMessageAction
decryptedMessageActionDeleteMessages#65614304 random_ids:Vector<long> = DecryptedMessageAction
decryptedMessageActionScreenshotMessages#8ac1f475 random_ids:Vector<long> = DecryptedMessageAction
decryptedMessageActionFlushHistory#6719e45c = DecryptedMessageAction
decryptedMessageActionNotifyLayer#f3048883 layer:int = DecryptedMessageAction
decryptedMessageActionTyping#ccb27641 action:SendMessageAction = DecryptedMessageAction
decryptedMessageActionResend#511110b0 start_seq_no:int end_seq_no:int = DecryptedMessageAction
decryptedMessageActionRequestKey#f3c9611b exchange_id:long g_a:bytes = DecryptedMessageAction
decryptedMessageActionAcceptKey#6fe1735b exchange_id:long g_b:bytes key_fingerprint:long = DecryptedMessageAction
decryptedMessageActionAbortKey#dd05ec6b exchange_id:long = DecryptedMessageAction
decryptedMessageActionCommitKey#ec2e0b9b exchange_id:long key_fingerprint:long = DecryptedMessageAction
decryptedMessageActionNoop#a82fdd63 = DecryptedMessageAction
sendMessageTypingAction#16bf744e = SendMessageAction
sendMessageCancelAction#fd5ec8f5 = SendMessageAction
"""
"""See: Telegram, "Secret Chats: TL Schema"."""


def _read(*tables: str) -> Iterator[tuple[int, str]]:
    for line in "".join(tables).split("\n"):
        name, _, rest = line.partition("#")
        if rest:
            yield int(rest[:8], 16), name + rest[8:]


LINES: Final = dict(
    _read(
        _BASICS,
        _AUTH_KEY,
        _TEMPORARY_KEY,
        _SERVICE,
        _MESSAGES,
        _CARRIED,
        _LAB,
        _LOGIN,
        _APP_LOG,
        _END_TO_END,
    )
)
"""Each id with its line, as core.telegram.org prints it without the id."""
