import type { KeyObject } from "node:crypto";
import type { Finding } from "../finding";
import { readCertificates } from "../material/certificate-file";
import { pemBlocks } from "../material/pem-blocks";
import type { MaterialFile } from "../material/read-file";
import { authoritiesIn } from "./authority-file";
import { type JudgeOptions, judge } from "./judge";
import { seen } from "./late-findings";

/** A certificate as it is registered, with the key that its secret holds. */
export interface RegisteredMaterial {
  /** What findings call it. */
  readonly name: string;
  /** PEM, leaf first. */
  readonly chainPem: string;
  /** PEM. */
  readonly certificateAuthority?: string;
  readonly key: KeyObject;
}

/** The verdict of synth on what is deployed: the same rules, and the same handshake. */
export function inspectRegistered(
  { name, chainPem, certificateAuthority, key }: RegisteredMaterial,
  options: JudgeOptions,
): readonly Finding[] {
  const file = fileOf(name, chainPem);
  const { certificates, findings } = readCertificates(file, pemBlocks(file.bytes), "certificate-malformed");
  const authorities =
    certificateAuthority === undefined
      ? { findings: seen([]) }
      : authoritiesIn(fileOf(name, certificateAuthority), options.now);
  const client = { certificates, key, keyPath: name, inOrder: false, findings };
  return [...findings, ...judge(client, authorities, options).findings.all(), ...authorities.findings.all()];
}

function fileOf(path: string, pem: string): MaterialFile {
  return { path, bytes: Buffer.from(pem) };
}
