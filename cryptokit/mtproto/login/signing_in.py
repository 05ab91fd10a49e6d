"""The way in, step by step, as the server sees it: ask for a code, hand it in, prove the password.

State in, state out; a wrong code or password changes the state too, as it is counted. Signing in
with a QR code, by e-mail or a passkey is left out, and so is resetting a forgotten password.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.mtproto.login import account as accounts
from cryptokit.mtproto.login import codes, srp
from cryptokit.mtproto.login.account import Account, Device
from cryptokit.mtproto.login.codes import Channel, Delivery, LoginCode, Pending, Sent, Verdict
from cryptokit.mtproto.login.limits import DAY, Limit
from cryptokit.mtproto.login.password import Algorithm, Stored
from cryptokit.rng import Rng, system

CODES: Final = Limit(5, DAY)
"""Requests for a code: our choice, Telegram answers PHONE_NUMBER_FLOOD without a number."""
GUESSES: Final = Limit(5, DAY)
"""Wrong passwords: our choice, Telegram answers FLOOD_WAIT without saying from when on."""


@dataclass(frozen=True, slots=True)
class Login:
    """An account and what is under way at its door.

    ``passed`` is the key id of a device whose code was right and whose password is due; ``asked``
    that of the device which got the challenge that waits.
    """

    account: Account
    pending: Pending | None = None
    passed: bytes | None = None
    asked: bytes | None = None
    waiting: srp.Waiting | None = None
    codes: Limit = CODES
    guesses: Limit = GUESSES


def ask_code(login: Login, *, now: float, rng: Rng = system) -> tuple[Login, Sent, Delivery]:
    """Send a code: to the devices that are signed in if there are any, or else by SMS.

    Raises Untrusted with field ``phone_number`` after too many requests. Anybody may ask.

    >>> login, sent, delivery = ask_code(Login(Account("+0000000001")), now=0)
    >>> phone = Device(b"key id 1", "phone", since=0)
    >>> login, verdict = sign_in(login, phone, sent.code_hash, delivery.code, now=5)
    >>> verdict.name, ask_code(login, now=9)[1].channel.name
    ('SIGNED_IN', 'APP')

    See: Telegram, "User Authorization".
    """
    _require_free(login.codes, now)
    channel = Channel.APP if login.account.devices else Channel.SMS
    pending = codes.issue(login.account.phone, channel, now=now, rng=rng)
    return replace(login, pending=pending, codes=login.codes.after(now)), *pending.told()


def resend(
    login: Login, code_hash: bytes, *, now: float, rng: Rng = system
) -> tuple[Login, Sent, Delivery]:
    """Send a new code by SMS, as for somebody whose other devices are lost. Raises Untrusted."""
    _require_free(login.codes, now)
    pending = codes.resend(_pending(login), code_hash, now=now, rng=rng)
    return replace(login, pending=pending, codes=login.codes.after(now)), *pending.told()


def sign_in(
    login: Login, device: Device, code_hash: bytes, code: LoginCode, *, now: float
) -> tuple[Login, Verdict]:
    """Hand in a code. The right one signs a device in, or, with a password set, is half the way.

    Raises Untrusted with field ``phone_code_hash``.

    See: Telegram, "auth.signIn", SESSION_PASSWORD_NEEDED.
    """
    pending, verdict = codes.verify(_pending(login), code_hash, code, now=now)
    login = replace(login, pending=pending)
    if verdict is not Verdict.SIGNED_IN:
        return login, verdict
    if login.account.password is not None:
        return replace(login, passed=device.key_id), Verdict.PASSWORD_NEEDED
    return _enrol(login, replace(device, since=now)), verdict


def ask_password(login: Login, key_id: bytes, *, rng: Rng = system) -> tuple[Login, srp.Challenge]:
    """Challenge a device whose code was right, or one that is signed in and wants a new password.

    Raises Untrusted with field ``auth_key_id`` for any other, and if there is no password.

    See: Telegram, "account.getPassword".
    """
    stored = login.account.password
    if stored is None or not (login.passed == key_id or login.account.holds(key_id)):
        raise Untrusted("this device has no password to prove", field="auth_key_id")
    waiting, challenge = srp.ask(stored, rng=rng)
    return replace(login, asked=key_id, waiting=waiting), challenge


def check_password(
    login: Login, device: Device, proof: srp.Proof, *, now: float
) -> tuple[Login, Verdict]:
    """Check the password of a device whose code was right; the right one signs it in.

    Raises Untrusted for a device that handed in no code, and for values out of range.

    See: Telegram, "auth.checkPassword".
    """
    if login.passed != device.key_id:
        raise Untrusted("this device handed in no code", field="auth_key_id")
    login, verdict = _prove(login, device.key_id, proof, now)
    if verdict is Verdict.SIGNED_IN:
        login = _enrol(login, replace(device, since=now))
    return login, verdict


def set_password(login: Login, asking: bytes, stored: Stored, *, offered: Algorithm) -> Login:
    """Set the first password, on a device that is signed in.

    Raises Untrusted, with field ``current_password`` if there is one already.

    See: Telegram, "account.updatePasswordSettings".
    """
    if login.account.password is not None:
        raise Untrusted("the old one must be proved", field="current_password")
    account = accounts.set_password(login.account, asking, stored, offered=offered)
    return replace(login, account=account)


def change_password(
    login: Login,
    asking: bytes,
    stored: Stored,
    proof: srp.Proof,
    *,
    offered: Algorithm,
    now: float,
) -> tuple[Login, Verdict]:
    """Set a new password on a device that is signed in and proves the old one; guesses count.

    Raises Untrusted.

    See: Telegram, "account.updatePasswordSettings".
    """
    account = accounts.set_password(login.account, asking, stored, offered=offered)
    login, verdict = _prove(login, asking, proof, now)
    if verdict is not Verdict.SIGNED_IN:
        return login, verdict
    return replace(login, account=account), Verdict.CHANGED


def _prove(login: Login, key_id: bytes, proof: srp.Proof, now: float) -> tuple[Login, Verdict]:
    """Check a proof, count it if it is wrong, and forget the challenge: it takes one answer."""
    if not login.guesses.free(now):
        return login, Verdict.FLOOD
    if login.waiting is None or login.asked != key_id:
        raise Untrusted("it answers no challenge", field="srp_id")
    done = replace(login, asked=None, waiting=None)
    try:
        srp.check(login.waiting, proof)
    except CannotOpen:
        return replace(done, guesses=login.guesses.after(now)), Verdict.WRONG
    return done, Verdict.SIGNED_IN


def _enrol(login: Login, device: Device) -> Login:
    account = accounts.enrol(login.account, device)
    return replace(login, account=account, passed=None)


def _pending(login: Login) -> Pending:
    if login.pending is None:
        raise Untrusted("no code was asked for, or it is used up", field="phone_code_hash")
    return login.pending


def _require_free(limit: Limit, now: float) -> None:
    if not limit.free(now):
        raise Untrusted("too many codes were asked for today", field="phone_number")
