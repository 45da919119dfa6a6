import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { Duplex } from "node:stream";
import { connect } from "node:tls";
import type { Target } from "../proxy/target";
import { connectTo } from "../proxy/tunnel";
import { writeCertificate, writeToBeSigned } from "../x509/write-certificate";
import { objectIdentifier, sequence } from "../x509/write-der";

/** Whether a server asks for a client certificate, and whose it takes. */
export interface CertificateRequest {
  readonly asked: boolean;
  /** Distinguished names, as the server lists them; empty where it takes those of anyone. */
  readonly authorities: readonly string[];
}

const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const CERTIFICATE_REQUEST = 13;
const SERVER_HELLO_DONE = 14;

/**
 * What a server says about client certificates in TLS 1.2, where it says so in the clear (RFC 5246, section 7.4.4).
 *
 * @returns undefined where it cannot be read: the server speaks TLS 1.3 only, or no TLS
 */
export async function readCertificateRequest(
  target: Target,
  timeoutMs: number,
): Promise<CertificateRequest | undefined> {
  const raw = await connectTo(target).catch(() => undefined);
  if (!raw) return undefined;
  return new Promise((resolve) => {
    const heard = new Handshake();
    const end = () => {
      clearTimeout(patience);
      raw.destroy();
      resolve(heard.result);
    };
    const patience = setTimeout(end, timeoutMs);
    const tap = new Duplex({
      read() {},
      write: (chunk, _encoding, done) => raw.write(chunk, done),
      final: (done) => raw.end(done),
    });
    raw.on("data", (chunk: Buffer) => {
      heard.add(chunk);
      // What it says next is of no interest, and a bare handshake is enough to hear this.
      if (heard.over) end();
      else tap.push(chunk);
    });
    raw.on("error", end).on("end", end);
    const servername = isIP(target.host) ? {} : { servername: target.host };
    connect({ socket: tap, ...servername, maxVersion: "TLSv1.2", rejectUnauthorized: false }).on("error", end);
  });
}

/** The messages of a server's handshake before it is encrypted (RFC 5246, sections 6.2.1 and 7.4). */
class Handshake {
  #records = Buffer.alloc(0);
  #messages = Buffer.alloc(0);
  #request: CertificateRequest | undefined;
  #greeted = false;
  over = false;

  get result(): CertificateRequest | undefined {
    return this.#request ?? (this.over && this.#greeted ? { asked: false, authorities: [] } : undefined);
  }

  add(chunk: Buffer): void {
    this.#records = Buffer.concat([this.#records, chunk]);
    while (this.#records.length >= 5) {
      const length = this.#records.readUInt16BE(3);
      if (this.#records.length < 5 + length) return;
      const isHandshake = this.#records[0] === HANDSHAKE;
      if (isHandshake) this.#messages = Buffer.concat([this.#messages, this.#records.subarray(5, 5 + length)]);
      this.#records = this.#records.subarray(5 + length);
      if (isHandshake) this.#readMessages();
    }
  }

  #readMessages(): void {
    while (this.#messages.length >= 4 && !this.over) {
      const length = this.#messages.readUIntBE(1, 3);
      if (this.#messages.length < 4 + length) return;
      const body = this.#messages.subarray(4, 4 + length);
      const type = this.#messages[0];
      if (type === SERVER_HELLO) this.#greeted = true;
      if (type === CERTIFICATE_REQUEST) this.#request = { asked: true, authorities: authoritiesIn(body) };
      this.over = type === SERVER_HELLO_DONE;
      this.#messages = this.#messages.subarray(4 + length);
    }
  }
}

/** After the types of certificates and the signature algorithms (RFC 5246, section 7.4.4). */
function authoritiesIn(body: Buffer): string[] {
  const algorithms = 1 + body.readUInt8(0);
  let at = algorithms + 2 + body.readUInt16BE(algorithms) + 2;
  const names: string[] = [];
  while (at + 2 <= body.length) {
    const length = body.readUInt16BE(at);
    names.push(nameOf(body.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  return names;
}

/** As OpenSSL reads a name (DER): that of a certificate which says nothing else. */
function nameOf(name: Buffer): string {
  const algorithm = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
  const { publicKey } = generateKeyPairSync("ed25519");
  const unsigned = writeToBeSigned({
    serialNumber: Buffer.from([1]),
    signatureAlgorithm: algorithm,
    issuer: name,
    notBefore: new Date(0),
    notAfter: new Date(0),
    subject: name,
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    extensions: [],
  });
  try {
    return new X509Certificate(writeCertificate(unsigned, algorithm, Buffer.alloc(1))).subject.split("\n").join(", ");
  } catch {
    return `0x${name.toString("hex")}`;
  }
}
