import { pemBlocks } from "./pem-blocks";
import { beside, shellQuote } from "./words";

/** What to do about a private key in OpenSSH's own format (PROTOCOL.key of OpenSSH), which OpenSSL does not read. */
export function opensshFix(path: string, bytes: Buffer): string {
  const key = readKey(pemBlocks(bytes).find(({ label }) => label === "OPENSSH PRIVATE KEY")?.der);
  if (!key) return "use the private key that the certificate was requested with, in PEM";
  if (!/^(?:ssh-rsa|ecdsa-sha2-)/.test(key.type)) {
    return `a key of the type ${key.type} is not converted by ssh-keygen: use the private key that the certificate was requested with, in PEM`;
  }
  const [from, to] = [path, beside(path, "pkcs8", path.endsWith(".pem") ? undefined : ".pem")].map(shellQuote);
  const passphrases = key.encrypted ? '-P "$P" -N "$P"' : "-P '' -N ''";
  const how = key.encrypted ? "convert a copy of it, with the passphrase in P" : "convert a copy of it";
  return `${how}: cp ${from} ${to} && chmod 600 ${to} && ssh-keygen -q -p ${passphrases} -m PKCS8 -f ${to}`;
}

const MAGIC = "openssh-key-v1\0";

/** The type is one of the few that OpenSSH has, so that nothing of the file gets into a message. */
function readKey(der: Buffer | undefined): { type: string; encrypted: boolean } | undefined {
  if (!der || der.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const fields: string[] = [];
  let at = MAGIC.length;
  for (const name of ["cipher", "kdf", "options", "count", "public", "type"]) {
    if (name === "count") at += 4;
    else {
      if (at + 4 > der.length) return undefined;
      const length = der.readUInt32BE(at);
      at += 4;
      if (name === "public") continue;
      if (at + length > der.length) return undefined;
      fields.push(der.toString("latin1", at, at + length));
      at += length;
    }
  }
  const [cipher, , , type = ""] = fields;
  return /^[a-z0-9-]{3,40}(?:@openssh\.com)?$/.test(type) ? { type, encrypted: cipher !== "none" } : undefined;
}
