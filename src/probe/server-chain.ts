import { isIP } from "node:net";
import { connect, createSecureContext, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { ClientCertificateError, messageOf } from "../errors";
import { type Target, targetOf } from "../proxy/target";
import { connectTo } from "../proxy/tunnel";
import { TIMEOUT_MS } from "./probe";

/**
 * The certificates that a server shows, as DER, its own first and each followed by its issuer. Whom it is trusted by is
 * not asked; nothing is presented and nothing is sent.
 *
 * @throws ClientCertificateError `invalid-argument` where it cannot be reached, or shows none
 */
export async function readServerChain(url: URL, timeoutMs = TIMEOUT_MS): Promise<Buffer[]> {
  const fail = (why: string): never => {
    throw new ClientCertificateError("invalid-argument", `${url.origin} shows no certificate: ${why}`);
  };
  const target = targetOf(`${url.hostname}:${url.port || 443}`) ?? fail("its host or port is none");
  const raw = await connectTo(target).catch((error: unknown) => fail(messageOf(error)));
  const socket = greet(raw, target);
  try {
    return await chainOf(socket, timeoutMs);
  } catch (error) {
    return fail(messageOf(error));
  } finally {
    socket.destroy();
    raw.destroy();
  }
}

function greet(raw: Awaited<ReturnType<typeof connectTo>>, { host }: Target): TLSSocket {
  // Without authorities of its own Node adds no issuer that the server did not send.
  const secureContext = createSecureContext({ ca: [], ciphers: "DEFAULT@SECLEVEL=0", minVersion: "TLSv1" });
  const servername = isIP(host) ? {} : { servername: host };
  return connect({ socket: raw, host, ...servername, secureContext, rejectUnauthorized: false });
}

function chainOf(socket: TLSSocket, timeoutMs: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`no TLS handshake in ${timeoutMs} ms`)), timeoutMs);
    const end = (error?: Error) => {
      clearTimeout(patience);
      // A server that demands a certificate in TLS 1.2 has shown its own before it refuses.
      const chain = climb(socket.getPeerCertificate(true));
      if (chain.length > 0) resolve(chain);
      else reject(error ?? new Error("it closed the connection in the TLS handshake"));
    };
    socket
      .once("secureConnect", end)
      .on("error", end)
      .once("close", () => end());
  });
}

function climb(leaf: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.raw && !chain.some((one) => one.equals(next!.raw))) {
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}
