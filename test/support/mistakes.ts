// The mistakes that people make most, each as a declaration whose files are on disk.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Passphrase } from "cdktf-client-certificates";
import { Authority, days, encryptKey } from "../../examples/support/pki";
import type { FindingCode } from "../../src/finding";
import type { Declared } from "../deploy/project";

export interface Mistake {
  readonly name: string;
  readonly declared: Declared;
  /** The finding that must be reported, and the file it must name. */
  readonly code: FindingCode;
  readonly file: string;
}

export const RIGHT_PASSPHRASE = "Tr0ub4dor-right";
export const WRONG_PASSPHRASE = "Tr0ub4dor-wrong";

/** Writes the files into a folder. */
export async function makeMistakes(folder: string): Promise<Mistake[]> {
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const authority = await Authority.create("Mistakes CA");
  const good = await authority.issue("good");
  const other = await authority.issue("other", { keyType: "rsa" });
  const expired = await authority.issue("expired", { notBefore: days(-60), notAfter: days(-1) });

  const certificatePath = write("good.crt", good.certificate);
  const privateKeyPath = write("good.key", good.privateKey);
  const pair = { certificatePath, privateKeyPath };
  const encrypted = write("encrypted.key", encryptKey(good.privateKey, RIGHT_PASSPHRASE));
  const wrong = write("wrong.pass", `${WRONG_PASSPHRASE}\n`);
  const otherKey = write("other.key", other.privateKey);
  const expiredCertificate = write("expired.crt", expired.certificate);
  const expiredKey = write("expired.key", expired.privateKey);
  const garbage = write(
    "garbage-ca.pem",
    `${authority.certificate}-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n`,
  );
  const missing = join(folder, "missing.crt");

  const mistake = (name: string, code: FindingCode, file: string, declared: Partial<Declared>): Mistake => ({
    name,
    code,
    file,
    declared: { host: `${name.toLowerCase()}.acme.com`, ...pair, ...declared },
  });
  return [
    mistake("MissingFile", "file-not-found", missing, { certificatePath: missing }),
    mistake("OtherKey", "key-mismatch", otherKey, { privateKeyPath: otherKey }),
    mistake("WrongPassphrase", "passphrase-wrong", encrypted, {
      privateKeyPath: encrypted,
      passphrase: Passphrase.fromFile(wrong),
    }),
    mistake("MissingPassphrase", "passphrase-missing", encrypted, { privateKeyPath: encrypted }),
    mistake("Expired", "expired", expiredCertificate, {
      certificatePath: expiredCertificate,
      privateKeyPath: expiredKey,
    }),
    mistake("Swapped", "wrong-pem-type", privateKeyPath, {
      certificatePath: privateKeyPath,
      privateKeyPath: certificatePath,
    }),
    mistake("GarbageAuthority", "ca-malformed", garbage, { certificateAuthorityPath: garbage }),
    mistake("HostIsUrl", "host-invalid", "https://acme.com/x", { host: "https://acme.com/x" }),
    mistake("HostTooBroad", "host-too-broad", "*.com", { host: "*.com" }),
  ];
}
