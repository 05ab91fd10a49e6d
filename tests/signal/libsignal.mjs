// Drives Signal's published engine for test_libsignal.py: lines of JSON in and out; bytes are hex.
// Nothing post-quantum: its bundles have no Kyber prekey, and so its sessions have version 3.
//
//     node libsignal.mjs FOLDER      in FOLDER/node_modules, or above, is the package
//
// The first line out names the version, or says why the package does not load. Each line in names
// in `op` what is to be done; the line out has its results, or `error` with the engine's word for
// what was wrong.

import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PACKAGE = "@signalapp/libsignal-client";
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");
const bytes = (text) => Buffer.from(text, "hex");
const hex = (data) => data.toString("hex");

let signal;
try {
  const load = createRequire(join(process.argv[2], "any.cjs"));
  signal = load(PACKAGE);
  say({ version: load(`${PACKAGE}/package.json`).version });
} catch (error) {
  say({ missing: error.message.split("\n")[0] });
  process.exit();
}

const publicKey = (text) => signal.PublicKey.deserialize(bytes(text));
const privateKey = (text) => signal.PrivateKey.deserialize(bytes(text));
const device = (name) => signal.ProtocolAddress.new(name, 1);

// What a phone keeps. Records are kept as bytes, so that the engine changes none behind our back.

class Sessions extends signal.SessionStore {
  held = new Map();
  async saveSession(address, record) { this.held.set(`${address}`, record.serialize()); }
  async getSession(address) {
    const data = this.held.get(`${address}`);
    return data ? signal.SessionRecord.deserialize(data) : null;
  }
  async getExistingSessions(addresses) {
    return Promise.all(addresses.map((one) => this.getSession(one)));
  }
}

class Identities extends signal.IdentityKeyStore {
  known = new Map();
  constructor(own, registration) {
    super();
    Object.assign(this, { own, registration });
  }
  async getIdentityKey() { return this.own; }
  async getLocalRegistrationId() { return this.registration; }
  async getIdentity(address) { return this.known.get(`${address}`) ?? null; }
  async saveIdentity(address, key) {
    const before = await this.getIdentity(address);
    this.known.set(`${address}`, key);
    return before !== null && before.compare(key) !== 0;
  }
  async isTrustedIdentity(address, key) {  // the first key seen is believed, and no second one
    const before = await this.getIdentity(address);
    return before === null || before.compare(key) === 0;
  }
}

const found = (held, id) => {
  if (!held.has(id)) throw new Error(`no prekey ${id} here`);
  return held.get(id);
};

class OneTime extends signal.PreKeyStore {
  held = new Map();
  async savePreKey(id, record) { this.held.set(id, record); }
  async getPreKey(id) { return found(this.held, id); }
  async removePreKey(id) { this.held.delete(id); }
}

class Signed extends signal.SignedPreKeyStore {
  held = new Map();
  async saveSignedPreKey(id, record) { this.held.set(id, record); }
  async getSignedPreKey(id) { return found(this.held, id); }
}

class Kyber extends signal.KyberPreKeyStore {
  async saveKyberPreKey() { throw new Error("no Kyber here"); }
  async getKyberPreKey() { throw new Error("no Kyber here"); }
  async markKyberPreKeyUsed() { throw new Error("no Kyber here"); }
}

class Groups extends signal.SenderKeyStore {
  held = new Map();
  async saveSenderKey(sender, group, record) {
    this.held.set(`${sender} ${group}`, record.serialize());
  }
  async getSenderKey(sender, group) {
    const data = this.held.get(`${sender} ${group}`);
    return data ? signal.SenderKeyRecord.deserialize(data) : null;
  }
}

const phones = new Map();
const prekeyStores = (one) => [one.oneTime, one.signed, one.kyber];

const ops = {
  // A phone of private keys that are given; it signs its prekey itself.
  async phone({ phone: name, registration, identity, signed, one_time: oneTime }) {
    const own = privateKey(identity);
    const one = {
      own, oneTime: new OneTime(), signed: new Signed(), kyber: new Kyber(),
      sessions: new Sessions(), identities: new Identities(own, registration), groups: new Groups(),
    };
    const pair = privateKey(signed.private);
    const key = pair.getPublicKey();
    const signature = own.sign(key.serialize());
    const record = signal.SignedPreKeyRecord.new(signed.id, 0, key, pair, signature);
    await one.signed.saveSignedPreKey(signed.id, record);
    for (const { id, private: text } of oneTime) {
      const other = privateKey(text);
      await one.oneTime.savePreKey(id, signal.PreKeyRecord.new(id, other.getPublicKey(), other));
    }
    phones.set(name, one);
    return { identity: hex(own.getPublicKey().serialize()), signature: hex(signature) };
  },

  // Sessions.
  async start({ phone: name, peer, bundle: b }) {
    const one = phones.get(name);
    const bundle = signal.PreKeyBundle.new(
      b.registration, 1, b.one_time?.id ?? null, b.one_time ? publicKey(b.one_time.key) : null,
      b.signed.id, publicKey(b.signed.key), bytes(b.signature), publicKey(b.identity),
    );
    await signal.processPreKeyBundle(bundle, device(peer), one.sessions, one.identities);
    return {};
  },
  async encrypt({ phone: name, peer, text }) {
    const { sessions, identities } = phones.get(name);
    const sent = await signal.signalEncrypt(bytes(text), device(peer), sessions, identities);
    return { kind: sent.type(), data: hex(sent.serialize()) };
  },
  async skip({ phone: name, peer, count }) {
    const one = phones.get(name);
    for (let i = 0; i < count; i++) {
      await signal.signalEncrypt(bytes(""), device(peer), one.sessions, one.identities);
    }
    return {};
  },
  async decrypt({ phone: name, peer, kind, data }) {
    const one = phones.get(name);
    const around = [device(peer), one.sessions, one.identities];
    const text = kind === signal.CiphertextMessageType.PreKey
      ? await signal.signalDecryptPreKey(
        signal.PreKeySignalMessage.deserialize(bytes(data)), ...around, ...prekeyStores(one))
      : await signal.signalDecrypt(signal.SignalMessage.deserialize(bytes(data)), ...around);
    return { text: hex(text) };
  },

  // Groups.
  async hand_out({ phone: name, group }) {
    const { groups } = phones.get(name);
    const sent = await signal.SenderKeyDistributionMessage.create(device(name), group, groups);
    return { data: hex(sent.serialize()) };
  },
  async accept({ phone: name, sender, data }) {
    const { groups } = phones.get(name);
    const message = signal.SenderKeyDistributionMessage.deserialize(bytes(data));
    await signal.processSenderKeyDistributionMessage(device(sender), message, groups);
    return {};
  },
  async group_encrypt({ phone: name, group, text }) {
    const { groups } = phones.get(name);
    const sent = await signal.groupEncrypt(device(name), group, groups, bytes(text));
    return { data: hex(sent.serialize()) };
  },
  async group_decrypt({ phone: name, sender, data }) {
    const { groups } = phones.get(name);
    return { text: hex(await signal.groupDecrypt(device(sender), groups, bytes(data))) };
  },

  // Identity keys.
  async safety({ version, mine, theirs }) {
    const side = ({ name, key }) => [bytes(name), publicKey(key)];
    const made = signal.Fingerprint.new(5200, version, ...side(mine), ...side(theirs));
    return {
      digits: made.displayableFingerprint().toString(),
      picture: hex(made.scannableFingerprint().toBuffer()),
    };
  },
  sign: async ({ private: text, message }) =>
    ({ signature: hex(privateKey(text).sign(bytes(message))) }),
  verify: async ({ public: text, message, signature }) =>
    ({ valid: publicKey(text).verify(bytes(message), bytes(signature)) }),

  // Sealed sender.
  async certify({ account, phone: number, identity, expires, root, server }) {
    const signer = privateKey(server);
    const issued = signal.ServerCertificate.new(1, signer.getPublicKey(), privateKey(root));
    const key = publicKey(identity);
    const made = signal.SenderCertificate.new(account, number, 1, key, expires, issued, signer);
    return { certificate: hex(made.serialize()) };
  },
  async seal({ phone: name, peer, certificate, version, text, hint, group }) {
    const { sessions, identities } = phones.get(name);
    const to = device(peer);
    const inner = await signal.signalEncrypt(bytes(text), to, sessions, identities);
    const shown = signal.SenderCertificate.deserialize(bytes(certificate));
    const content = signal.UnidentifiedSenderMessageContent.new(inner, shown, hint, bytes(group));
    const data = version === 1
      ? await signal.sealedSenderEncrypt(content, to, identities)
      : await signal.sealedSenderMultiRecipientEncrypt(content, [to], identities, sessions);
    return { data: hex(data), content: hex(content.serialize()) };
  },
  cut: async ({ data }) =>
    ({ data: hex(signal.sealedSenderMultiRecipientMessageForSingleRecipient(bytes(data))) }),
  async unseal({ phone: name, data, root, now }) {
    const one = phones.get(name);
    const opened = await signal.sealedSenderDecryptMessage(
      bytes(data), publicKey(root), now, null, name, 1,
      one.sessions, one.identities, ...prekeyStores(one),
    );
    const [text, account] = [hex(opened.message()), opened.senderUuid()];
    return { text, account, device: opened.deviceId() };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line);
  if (!(given.op in ops)) throw new Error(`no op ${given.op}`);
  try {
    say(await ops[given.op](given));
  } catch (error) {
    // A mistake of this file is no refusal of the engine.
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    say({ error: signal.ErrorCode[error.code] ?? error.name, what: error.message });
  }
}
