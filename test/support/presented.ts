// Which certificates Node presents from a file, as a server sees them on the wire: the handshake of TLS 1.2 is in the clear.
import { Duplex } from "node:stream";
import { connect, createSecureContext, TLSSocket } from "node:tls";
import { certificate, EKU, keyPem } from "./certificates";

const server = certificate("CN=localhost", { extendedKeyUsage: [EKU.server] });

/** The DER of each, in the order of the Certificate message; undefined where Node does not load the files. */
export async function presentedByNode(cert: Buffer, key: Buffer | string): Promise<Buffer[] | undefined> {
  let context: ReturnType<typeof createSecureContext>;
  try {
    context = createSecureContext({ cert, key, maxVersion: "TLSv1.2" });
  } catch {
    return undefined;
  }
  const sent: Buffer[] = [];
  const [near, far] = duplexPair((chunk) => sent.push(chunk));
  const peer = new TLSSocket(far, {
    isServer: true,
    secureContext: createSecureContext({ cert: server.pem, key: keyPem(server.key) }),
    requestCert: true,
    rejectUnauthorized: false,
  });
  const client = connect({ socket: near, secureContext: context, rejectUnauthorized: false });
  try {
    await new Promise<void>((resolve, reject) => {
      peer.once("secure", resolve).once("error", reject);
      client.once("error", reject);
    });
  } finally {
    client.destroy();
    peer.destroy();
  }
  return certificatesOf(Buffer.concat(sent));
}

function duplexPair(tap: (chunk: Buffer) => void): [Duplex, Duplex] {
  const make = (other: () => Duplex, seen?: (chunk: Buffer) => void) =>
    new Duplex({
      read: () => {},
      write: (chunk: Buffer, _, done) => {
        seen?.(chunk);
        other().push(chunk);
        done();
      },
    });
  const near: Duplex = make(() => far, tap);
  const far: Duplex = make(() => near);
  return [near, far];
}

const HANDSHAKE = 22;
const CERTIFICATE = 11;

/** RFC 5246, sections 6.2.1, 7.4 and 7.4.2. */
function certificatesOf(records: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let rest = records; rest[0] === HANDSHAKE; rest = rest.subarray(5 + rest.readUInt16BE(3))) {
    messages.push(rest.subarray(5, 5 + rest.readUInt16BE(3)));
  }
  const certificates: Buffer[] = [];
  for (let rest = Buffer.concat(messages); rest.length > 0; rest = rest.subarray(4 + rest.readUIntBE(1, 3))) {
    if (rest[0] !== CERTIFICATE) continue;
    for (let list = rest.subarray(7, 4 + rest.readUIntBE(1, 3)); list.length > 0; ) {
      const end = 3 + list.readUIntBE(0, 3);
      certificates.push(list.subarray(3, end));
      list = list.subarray(end);
    }
  }
  return certificates;
}
